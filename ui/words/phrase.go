package words

import (
	"fmt"
	"strings"
)

// phrase is what is written under a key, taken apart.
type phrase []piece

// piece is fixed text, an argument, or the forms of a counted word.
type piece struct {
	text  string
	name  string
	forms []string
	none  string // said when the number is 0
}

// parse takes a text apart. A counted word must have as many forms as its
// language.
func parse(s string, forms int) (phrase, error) {
	var p phrase
	for s != "" {
		open := strings.IndexAny(s, "{}")
		if open < 0 {
			return append(p, piece{text: s}), nil
		}
		if open > 0 {
			p = append(p, piece{text: s[:open]})
		}
		inside, rest, ok := strings.Cut(s[open+1:], "}")
		if s[open] == '}' || !ok || strings.Contains(inside, "{") {
			return nil, fmt.Errorf("a bracket without its partner: %q", s[open:])
		}
		one, err := argument(inside, forms)
		if err != nil {
			return nil, err
		}
		p, s = append(p, one), rest
	}
	return p, nil
}

func argument(s string, forms int) (piece, error) {
	parts := strings.Split(s, "|")
	p := piece{name: parts[0], forms: parts[1:]}
	if p.name == "" {
		return p, fmt.Errorf("{%s} names no argument", s)
	}
	if len(p.forms) > 0 {
		if none, ok := strings.CutPrefix(p.forms[0], "=0 "); ok {
			p.none, p.forms = none, p.forms[1:]
		}
	}
	if len(parts) > 1 && len(p.forms) != forms {
		return p, fmt.Errorf("{%s} has %d forms, the language has %d", s, len(p.forms), forms)
	}
	return p, nil
}
