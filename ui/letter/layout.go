package letter

import (
	"embed"
	"html/template"
	"strings"
	plaintext "text/template"
)

//go:embed letter.html letter.txt
var layouts embed.FS

var (
	htmlLayout  = template.Must(template.ParseFS(layouts, "letter.html"))
	plainLayout = plaintext.Must(plaintext.ParseFS(layouts, "letter.txt"))
)

// html lays a letter out for mail programs: tables and inline styles, which all
// of them know, nothing to be fetched, and no colours but such as can be read on
// light and dark.
func (c content) html() (string, error) {
	var b strings.Builder
	err := htmlLayout.Execute(&b, c)
	return b.String(), err
}

// plain lays a letter out as text.
func (c content) plain() (string, error) {
	var b strings.Builder
	err := plainLayout.Execute(&b, c)
	return b.String(), err
}
