package eval

// numberEnd gives the end of the JSON number that starts at i, or i when there
// is none.
func numberEnd(s string, i int) int {
	start := i
	if i < len(s) && s[i] == '-' {
		i++
	}
	switch {
	case i < len(s) && s[i] == '0':
		i++
	case i < len(s) && isDigit(s[i]):
		i = digitsEnd(s, i)
	default:
		return start
	}
	if i < len(s) && s[i] == '.' {
		end := digitsEnd(s, i+1)
		if end == i+1 {
			return start
		}
		i = end
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i + 1
		if j < len(s) && (s[j] == '+' || s[j] == '-') {
			j++
		}
		end := digitsEnd(s, j)
		if end == j {
			return start
		}
		i = end
	}
	return i
}

// isNumber says whether s is a number by the grammar of JSON.
func isNumber(s string) bool {
	return s != "" && numberEnd(s, 0) == len(s)
}

func digitsEnd(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
