package document

// resolve gives a plain scalar the kind that its text has.
func (n *node) resolve() {
	switch n.text {
	case "", "~", "null", "Null", "NULL":
		n.kind, n.text = null, ""
	case "true", "True", "TRUE":
		n.kind, n.text = boolean, "true"
	case "false", "False", "FALSE":
		n.kind, n.text = boolean, "false"
	default:
		if isNumber(n.text) {
			n.kind = number
		}
	}
	if n.kind != text {
		n.runs = nil
	}
}

// isNumber tells whether s is a number as JSON writes it. Only those are numbers
// of a document: their digits can be passed on as they are.
func isNumber(s string) bool {
	if s != "" && s[0] == '-' {
		s = s[1:]
	}
	whole, s := cutDigits(s)
	if whole == "" || len(whole) > 1 && whole[0] == '0' {
		return false
	}
	if s != "" && s[0] == '.' {
		var fraction string
		if fraction, s = cutDigits(s[1:]); fraction == "" {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		var exponent string
		if exponent, s = cutDigits(s); exponent == "" {
			return false
		}
	}
	return s == ""
}

func cutDigits(s string) (digits, rest string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[:i], s[i:]
}
