// Package typed keeps what people typed into a form whose sending found their
// session ended, and fills it into the same form once they are back. Passwords
// and other secrets are never kept.
package typed

import (
	"net/url"
	"strings"
)

// Form is what was typed into a form.
type Form struct {
	Person string     // the id of whose browser it was
	Page   string     // path and query of the page that the form stands on
	Action string     // where it is sent
	Values url.Values // without secrets
	Left   bool       // secrets were left out
}

// Bounds of what is kept of one form.
const (
	MaxBytes  = 64 << 10
	maxValues = 500
)

// Of makes a Form of what was sent; false if there is nothing to keep, or too
// much.
func Of(person, page, action string, sent url.Values) (f Form, ok bool) {
	f = Form{Person: person, Page: page, Action: action, Values: url.Values{}}
	size, count := len(page)+len(action), 0
	for name, values := range sent {
		if isSecret(name) {
			f.Left = f.Left || name != "secret" && strings.Join(values, "") != "" // that one is no box to type in
			continue
		}
		f.Values[name] = values
		for _, v := range values {
			size, count = size+len(name)+len(v), count+1
		}
	}
	return f, (count > 0 || f.Left) && size <= MaxBytes && count <= maxValues
}

// isSecret reports whether a control of that name takes a secret. All names of
// controls that do are covered; one too many only has to be typed again.
func isSecret(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "password") || strings.Contains(name, "secret") || name == "unnamed.value" || name == "old"
}
