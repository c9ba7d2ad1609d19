package sources

import (
	"strconv"
	"strings"

	"stanok/engine"
)

// Bounds of a form or a query.
const (
	maxFormKeys  = 1_000 // name=value pairs
	maxFormDepth = 16    // names in one key: a[b][c] has three
	maxFormIndex = 1_000 // the largest number a list may have in brackets
)

// parseForm reads name=value pairs, as in a query or an urlencoded body, into
// nested objects and lists.
//
// A name may end in brackets: a[b]=1 is {"a":{"b":"1"}}, and a[]=1 adds to the
// list a. Parts numbered from 0 without a hole are a list, others an object. A
// name given more than once keeps all its values as a list; one that has both
// values of its own and parts keeps those values under the empty name. Brackets
// that do not close are part of the name. convert makes text of a name or value
// once its escapes are undone, and may refuse it.
func parseForm(encoded string, convert func(string) (string, bool)) (map[string]any, error) {
	root := &formNode{}
	for pairs := 0; encoded != ""; {
		var pair string
		pair, encoded, _ = strings.Cut(encoded, "&")
		if pair == "" {
			continue
		}
		if pairs++; pairs > maxFormKeys {
			return nil, tooMuch("keys", maxFormKeys)
		}
		name, value, _ := strings.Cut(pair, "=")
		name, ok := convert(unescape(name))
		if !ok {
			return nil, notText("")
		}
		if value, ok = convert(unescape(value)); !ok {
			return nil, notText(name)
		}
		if err := root.add(name, value); err != nil {
			return nil, err
		}
	}
	return root.object(), nil
}

// formNode is one place in a form: values given to it, and parts below it.
type formNode struct {
	values []string
	parts  map[string]*formNode
	next   int // the number that [] means now: one more than the largest so far
}

// add puts one value where its name says.
func (n *formNode) add(name, value string) error {
	base, brackets := splitName(name)
	if len(brackets) >= maxFormDepth {
		return tooMuch("depth", maxFormDepth)
	}
	n = n.part(base)
	for _, b := range brackets {
		if b == "" {
			if n.next > maxFormIndex {
				return tooMuch("index", maxFormIndex)
			}
			b = strconv.Itoa(n.next)
		}
		if i, ok := index(b); ok {
			n.next = max(n.next, i+1)
		}
		n = n.part(b)
	}
	n.values = append(n.values, value)
	return nil
}

func (n *formNode) part(name string) *formNode {
	p := n.parts[name]
	if p == nil {
		if n.parts == nil {
			n.parts = map[string]*formNode{}
		}
		p = &formNode{}
		n.parts[name] = p
	}
	return p
}

func (n *formNode) object() map[string]any {
	object := make(map[string]any, len(n.parts))
	for name, p := range n.parts {
		object[name] = p.value()
	}
	return object
}

func (n *formNode) value() any {
	switch {
	case n.parts == nil && len(n.values) == 1:
		return n.values[0]
	case n.parts == nil:
		return textList(n.values)
	case len(n.values) > 0:
		for _, v := range n.values {
			p := n.part("")
			p.values = append(p.values, v)
		}
		n.values = nil
		return n.object()
	case n.next == len(n.parts):
		return n.list()
	}
	return n.object()
}

// list is the parts in order, if they are numbered from 0 without a hole. As
// many parts as the largest number allows can still be names, as in a[1]=&a[x]=.
func (n *formNode) list() any {
	list := make([]any, 0, len(n.parts))
	for i := range n.next {
		p, ok := n.parts[strconv.Itoa(i)]
		if !ok {
			return n.object()
		}
		list = append(list, p.value())
	}
	return list
}

// splitName takes a[b][c] apart. A name whose brackets are not in order has none.
func splitName(name string) (base string, brackets []string) {
	open := strings.IndexByte(name, '[')
	if open <= 0 || name[len(name)-1] != ']' {
		return name, nil
	}
	base = name[:open]
	for rest := name[open:]; rest != ""; {
		end := strings.IndexByte(rest, ']')
		if rest[0] != '[' || end < 0 || strings.IndexByte(rest[1:end], '[') >= 0 || len(brackets) > maxFormDepth {
			if len(brackets) > maxFormDepth {
				return base, brackets
			}
			return name, nil
		}
		brackets = append(brackets, rest[1:end])
		rest = rest[end+1:]
	}
	return base, brackets
}

// index reads a number written the one way a list's own numbers are. A number
// too large for a list is a name: senders put ids in brackets, as in
// extended_fields[199888].
func index(s string) (int, bool) {
	if !isDigits(s) || len(s) > 1 && s[0] == '0' || len(s) > len("1000") {
		return 0, false
	}
	i, err := strconv.Atoi(s)
	return i, err == nil && i <= maxFormIndex
}

// unescape undoes + and %XX. A percent sign that begins no escape stays.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b = append(b, ' ')
		case s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b = append(b, hexDigit(s[i+1])<<4|hexDigit(s[i+2]))
			i += 2
		default:
			b = append(b, s[i])
		}
	}
	return string(b)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func hexDigit(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

func textList(values []string) []any {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return list
}

// tooMuch says that a form, a body or a document is over one of our bounds.
func tooMuch(what string, limit int) error {
	return &engine.Error{Kind: engine.Invalid, Code: "parse.limit", Args: map[string]string{"limit": what, "max": strconv.Itoa(limit)}}
}

// notText says that something is no text in the charset it should be in.
func notText(field string) error {
	return &engine.Error{Kind: engine.Invalid, Code: "value.encoding", Field: shorten(field, 80)}
}
