package wire

import (
	"strings"

	"github.com/andybalholm/cascadia"
)

// Bounds of a selector.
const (
	maxSelector = 200 // bytes
	maxParts    = 20  // between combinators
)

// Selector is a CSS selector, such as table.order td:nth-child(2), or several.
type Selector struct{ ways [][]part }

// part is one step of a selector: what an element must be, and how it is related
// to the one that fits the step before: ' ' inside, '>' right inside, '+' right
// behind, '~' behind.
type part struct {
	related byte
	is      cascadia.Sel
}

// ParseSelector reads a selector, or several with commas between them. It is
// false for a text that is none, for one of more than 200 bytes, and for what
// could take a page's square to find: :has, and relations within parentheses.
func ParseSelector(src string) (Selector, bool) {
	if len(src) > maxSelector {
		return Selector{}, false
	}
	var s Selector
	r := selectorReader{rest: strings.TrimSpace(src)}
	for {
		way, ok := r.way()
		if !ok {
			return Selector{}, false
		}
		s.ways = append(s.ways, way)
		if r.rest == "" {
			return s, true
		}
		r.rest = strings.TrimSpace(r.rest[1:]) // the comma
	}
}

// selectorReader reads a selector from its start.
type selectorReader struct{ rest string }

const spaces = " \t\r\n\f"

// way reads up to a comma.
func (r *selectorReader) way() ([]part, bool) {
	var way []part
	for related := byte(' '); ; {
		src := r.compound()
		is, err := cascadia.Parse(src)
		if err != nil || is.PseudoElement() != "" || len(way) == maxParts {
			return nil, false
		}
		way = append(way, part{related, is})
		after := strings.TrimLeft(r.rest, spaces)
		switch {
		case after == "" || after[0] == ',':
			r.rest = after
			return way, true
		case strings.IndexByte(">+~", after[0]) >= 0:
			related, r.rest = after[0], strings.TrimLeft(after[1:], spaces)
		case len(after) < len(r.rest):
			related, r.rest = ' ', after
		default:
			return nil, false
		}
	}
}

// compound reads what is said of one element. It is "" for what may not be said.
func (r *selectorReader) compound() string {
	inside, i := 0, 0
	for ; i < len(r.rest); i++ {
		switch c := r.rest[i]; {
		case c == '\\':
			i++
		case c == '"' || c == '\'':
			end := strings.IndexByte(r.rest[i+1:], c)
			if end < 0 {
				return ""
			}
			i += end + 1
		case c == '[' || c == '(':
			if c == '(' && !r.allowed(i) {
				return ""
			}
			inside++
		case c == ']' || c == ')':
			inside--
		case inside == 0 && strings.IndexByte(spaces+",>+~", c) >= 0:
			src := r.rest[:i]
			r.rest = r.rest[i:]
			return src
		}
	}
	src := r.rest
	r.rest = ""
	return src
}

// allowed reports whether the parentheses that open at i may be there.
func (r *selectorReader) allowed(open int) bool {
	name := strings.ToLower(r.rest[strings.LastIndexByte(r.rest[:open], ':')+1 : open])
	switch {
	case strings.HasPrefix(name, "nth-"), strings.HasPrefix(name, "contains"), strings.HasPrefix(name, "matches"):
		return true
	case strings.HasPrefix(name, "has"):
		return false
	}
	end := strings.IndexByte(r.rest[open:], ')')
	return end > 0 && !strings.ContainsAny(strings.Trim(r.rest[open:open+end], spaces), spaces+">+~")
}
