package wire

import (
	"context"
	"strings"

	"golang.org/x/net/html"
)

// Bounds of a page.
const (
	maxHTMLDepth = 128
	maxHTMLNodes = 200_000
)

// Page is an HTML text, read as browsers do: whatever it is, it is a page.
type Page struct {
	root  *html.Node
	nodes []*html.Node // elements, in order
}

// HTML reads a page. It fails with parse.limit for one that is nested too deeply
// or has too many elements.
func HTML(text string) (*Page, error) {
	root, err := html.Parse(strings.NewReader(text))
	if err != nil { // there is no other reason: a text can be read to its end
		return nil, TooMuch("depth", maxHTMLDepth)
	}
	p := &Page{root: root}
	depth, n := 0, 0
	for at := root; at != nil; {
		if n++; n > maxHTMLNodes {
			return nil, TooMuch("nodes", maxHTMLNodes)
		}
		if at.Type == html.ElementNode {
			p.nodes = append(p.nodes, at)
		}
		if at.FirstChild != nil {
			if depth++; depth > maxHTMLDepth {
				return nil, TooMuch("depth", maxHTMLDepth)
			}
			at = at.FirstChild
			continue
		}
		for at != nil && at.NextSibling == nil {
			at, depth = at.Parent, depth-1
		}
		if at != nil {
			at = at.NextSibling
		}
	}
	return p, nil
}

// Element is one element of a page.
type Element struct{ n *html.Node }

// Find returns the first elements of the page that fit a selector, at most so
// many, in the order they stand in. It fails only when ctx ends.
func (p *Page) Find(ctx context.Context, s Selector, most int) ([]Element, error) {
	m := matching{ctx: ctx, known: map[place]bool{}, above: map[place]bool{}}
	var found []Element
	for _, n := range p.nodes {
		if !m.fits(n, s) {
			continue
		}
		if found = append(found, Element{n}); len(found) == most {
			break
		}
	}
	return found, m.err
}

// Attribute returns an attribute's value, and whether the element has it.
func (e Element) Attribute(name string) (string, bool) {
	for _, a := range e.n.Attr {
		if strings.EqualFold(a.Key, name) {
			return strings.ToValidUTF8(a.Val, "\uFFFD"), true
		}
	}
	return "", false
}

// HTML is what stands inside the element, as HTML.
func (e Element) HTML() string {
	var b strings.Builder
	for c := e.n.FirstChild; c != nil; c = c.NextSibling {
		_ = html.Render(&b, c) // a builder takes everything
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}
