package wire

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text is what people read in the element: white space as browsers show it, with
// a new line for each paragraph, row and line break. Scripts and styles have none.
func (e Element) Text() string {
	var w textWriter
	w.node(e.n)
	return strings.TrimSpace(strings.ToValidUTF8(w.b.String(), "\uFFFD"))
}

// textWriter gathers text; gap is what stands between the last word and the next.
type textWriter struct {
	b   strings.Builder
	gap byte
}

func (w *textWriter) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
		return
	case html.ElementNode:
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head:
			return
		case atom.Br:
			w.gap = '\n'
			return
		case atom.Td, atom.Th:
			w.space(' ')
		}
	}
	if lines[n.DataAtom] {
		w.space('\n')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
	if lines[n.DataAtom] {
		w.space('\n')
	}
}

func (w *textWriter) text(s string) {
	for _, r := range s {
		if unicode.IsSpace(r) {
			w.space(' ')
			continue
		}
		if w.gap != 0 && w.b.Len() > 0 {
			w.b.WriteByte(w.gap)
		}
		w.gap = 0
		w.b.WriteRune(r)
	}
}

func (w *textWriter) space(c byte) {
	if w.gap != '\n' {
		w.gap = c
	}
}

// lines are the elements that begin and end a line.
var lines = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Blockquote: true, atom.Div: true, atom.Dd: true, atom.Dl: true, atom.Dt: true,
	atom.Footer: true, atom.Form: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Header: true, atom.Hr: true, atom.Li: true, atom.Main: true, atom.Ol: true, atom.P: true, atom.Pre: true,
	atom.Section: true, atom.Table: true, atom.Tr: true, atom.Ul: true,
}
