package actions

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// name checks a name that expressions or branches use, which must be none of
// those taken. An empty one was reported by decode.
func (f *form) name(field, name string, taken []string) {
	switch {
	case name == "":
	case !isName(name):
		f.wrong(field, "document.name", "name", clip(name, 60))
	case slices.Contains(taken, name):
		f.wrong(field, "document.duplicate", "name", clip(name, 60))
	}
}

// isName reports whether expressions can write s after a dot.
func isName(s string) bool {
	for i, r := range s {
		if !unicode.IsLetter(r) && r != '_' && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != "" && utf8.RuneCountInString(s) <= 64
}
