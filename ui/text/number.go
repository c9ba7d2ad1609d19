package text

import (
	"math"
	"strconv"
	"strings"
)

// forms is how many forms a counted word has in a language: one and other, in
// Russian one, few and many.
func forms(lang string) int {
	if lang == "ru" {
		return 3
	}
	return 2
}

// form says which form a whole number asks for; any other text asks for the last.
func form(lang, number string) int {
	n, err := strconv.ParseUint(number, 10, 64)
	last := forms(lang) - 1
	switch {
	case err != nil:
		return last
	case lang == "ru":
		return russian(n)
	case n == 1, n == 0 && lang == "pt-BR":
		return 0
	}
	return last
}

func russian(n uint64) int {
	ones, tens := n%10, n/10%10
	switch {
	case tens == 1:
		return 2
	case ones == 1:
		return 0
	case ones >= 2 && ones <= 4:
		return 1
	}
	return 2
}

// units are those of sizes, each 1024 of the one before.
func units(lang string) []string {
	if lang == "ru" {
		return []string{"Б", "КБ", "МБ", "ГБ"}
	}
	return []string{"B", "KB", "MB", "GB"}
}

// size says a number of bytes with at most one digit behind the point; any other
// text stays as it is.
func size(lang, bytes string) string {
	n, err := strconv.ParseFloat(bytes, 64)
	if err != nil || n < 0 || math.IsInf(n, 0) || math.IsNaN(n) {
		return bytes
	}
	unit := 0
	for ; n >= 1024 && unit < len(units(lang))-1; unit++ {
		n /= 1024
	}
	digits := strconv.FormatFloat(math.Round(n*10)/10, 'f', -1, 64)
	if lang != "en" {
		digits = strings.Replace(digits, ".", ",", 1)
	}
	return digits + "\u00a0" + units(lang)[unit]
}
