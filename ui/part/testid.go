package part

import "github.com/a-h/templ"

// testID is the name tests find an element by, if it has one.
func testID(name string) templ.Attributes {
	if name == "" {
		return nil
	}
	return templ.Attributes{"data-testid": name}
}
