package wire

import (
	"context"

	"golang.org/x/net/html"
)

// matching is one search of a page. What is known of an element is remembered, so
// that however a page is nested, each question is asked once.
type matching struct {
	ctx   context.Context
	err   error // why it stopped
	known map[place]bool
	above map[place]bool // whether something around the element is at the step
}

// place is an element at a step of one way of a selector.
type place struct {
	n    *html.Node
	step *part
}

// fits reports whether an element fits a selector.
func (m *matching) fits(n *html.Node, s Selector) bool {
	for _, way := range s.ways {
		if m.at(n, way) {
			return true
		}
	}
	return false
}

// at reports whether an element fits the last step of a way, and others those
// before it.
func (m *matching) at(n *html.Node, way []part) bool {
	if m.err == nil {
		m.err = context.Cause(m.ctx)
	}
	if m.err != nil {
		return false
	}
	last := &way[len(way)-1]
	key := place{n, last}
	fits, known := m.known[key]
	if !known {
		fits = last.is.Match(n) && (len(way) == 1 || m.related(n, last.related, way[:len(way)-1]))
		m.known[key] = fits
	}
	return fits
}

// related reports whether an element that is so related to n fits a way.
func (m *matching) related(n *html.Node, how byte, way []part) bool {
	switch how {
	case ' ':
		return m.inside(n, way)
	case '>':
		return isElement(n.Parent) && m.at(n.Parent, way)
	case '+':
		before := elementBefore(n)
		return before != nil && m.at(before, way)
	}
	for n = elementBefore(n); n != nil && m.err == nil; n = elementBefore(n) {
		if m.at(n, way) {
			return true
		}
	}
	return false
}

// inside reports whether an element that n is in, however deep, fits a way.
func (m *matching) inside(n *html.Node, way []part) bool {
	if !isElement(n.Parent) {
		return false
	}
	key := place{n, &way[len(way)-1]}
	is, known := m.above[key]
	if !known {
		is = m.at(n.Parent, way) || m.inside(n.Parent, way)
		m.above[key] = is
	}
	return is
}

func isElement(n *html.Node) bool { return n != nil && n.Type == html.ElementNode }

func elementBefore(n *html.Node) *html.Node {
	for n = n.PrevSibling; n != nil && n.Type != html.ElementNode; {
		n = n.PrevSibling
	}
	return n
}
