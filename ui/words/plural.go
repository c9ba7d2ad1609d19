package words

import "math"

// forms is how many forms a counted word has in a language.
func forms(lang string) int {
	if lang == "ru" {
		return 4 // one, few, many, other
	}
	return 2 // one, other
}

// form says which form a number asks for; what is no number asks for the last.
func form(lang string, arg any) int {
	n, ok := number(arg)
	last := forms(lang) - 1
	switch whole := n == math.Trunc(n); {
	case !ok:
		return last
	case lang == "ru" && whole:
		return russian(n)
	case lang == "pt-BR" && n >= 0 && n < 2, lang == "en" && n == 1:
		return 0
	}
	return last
}

func russian(n float64) int {
	ones, hundred := math.Mod(n, 10), math.Mod(n, 100)
	switch {
	case hundred >= 11 && hundred <= 14:
		return 2
	case ones == 1:
		return 0
	case ones >= 2 && ones <= 4:
		return 1
	}
	return 2
}

func number(arg any) (float64, bool) {
	switch n := arg.(type) {
	case int:
		return math.Abs(float64(n)), true
	case int64:
		return math.Abs(float64(n)), true
	case float64:
		return math.Abs(n), true
	}
	return 0, false
}
