package part

import (
	"encoding/json"
	"strings"

	"github.com/a-h/templ"

	"stanok/ui/words"
)

// QueueView is the way from a page to the draft it edits.
type QueueView struct {
	Processing string // its id; unsent changes are kept under it
	Client     string // id of the page
	Person     string // whose changes they are; nobody else's browser session sends them
	Revision   int64
	Post       string // where changes go
	Parts      string // where parts that others have changed come from
	Preview    string // what tells what a field's text gives
	Chip       string // what draws the card of a parameter
}

// ChipFieldView is a field of the draft whose text may hold parameters.
type ChipFieldView struct {
	FieldView
	Scope     string // what of the draft it is
	Place     string // url, text, header, html, value, condition or json
	Multiline bool
}

// fieldID is the id of what stands around the field of a scope.
func fieldID(scope string) string { return "f-" + strings.ReplaceAll(scope, "/", ".") }

// area are the attributes of the textarea, which is the control until the editor
// of chips has come.
func (c ChipFieldView) area() templ.Attributes {
	all := c.control()
	delete(all, "data-testid")
	return all
}

// WrongJSON are the sentences about mistakes in JSON, by what was expected.
func WrongJSON(v words.Voice) string {
	all := map[string]string{}
	for _, w := range []string{"value", "comma", "colon", "key", "string", "insert", "end", "deep"} {
		all[w] = v.Pattern("json."+w, "line")
	}
	raw, err := json.Marshal(all)
	if err != nil { // strings always marshal
		return "{}"
	}
	return string(raw)
}

// ChipName is what a page knows of an action that values come from.
type ChipName struct {
	Title  string            `json:"title"`
	Number string            `json:"number"`
	Kind   string            `json:"kind"`
	Later  bool              `json:"later,omitempty"`  // it runs after the place at hand
	Fields map[string]string `json:"fields,omitempty"` // its outputs' names for people
}

func (c ChipFieldView) rows() string {
	if c.Multiline {
		return "4"
	}
	return "1"
}

// quiet is the field without its preview, which is drawn apart.
func (c ChipFieldView) quiet() FieldView {
	f := c.FieldView
	f.Preview = ""
	return f
}
