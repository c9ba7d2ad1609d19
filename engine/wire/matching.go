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
	next := func(n *html.Node) *html.Node { return n.Parent }
	if how == '+' || how == '~' {
		next = elementBefore
	}
	for n = next(n); n != nil && n.Type == html.ElementNode && m.err == nil; n = next(n) {
		if m.at(n, way) {
			return true
		}
		if how == '>' || how == '+' {
			return false
		}
	}
	return false
}

func elementBefore(n *html.Node) *html.Node {
	for n = n.PrevSibling; n != nil && n.Type != html.ElementNode; {
		n = n.PrevSibling
	}
	return n
}
