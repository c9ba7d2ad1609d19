package wire

import (
	"strconv"
	"strings"
)

// Bounds of a form or a query.
const (
	MaxFormKeys  = 1_000 // name=value pairs
	maxFormDepth = 16    // names in one key: a[b][c] has three
	maxFormIndex = 1_000 // the largest number a list may have in brackets
)

// Form reads name=value pairs, as in a query or an urlencoded body, into
// nested objects and lists.
//
// A name may end in brackets: a[b]=1 is {"a":{"b":"1"}}, and a[]=1 adds to the
// list a. Parts numbered from 0 without a hole are a list, others an object. A
// name given more than once keeps all its values as a list; one that has both
// values of its own and parts keeps those values under the empty name. Brackets
// that do not close are part of the name. convert makes text of a name or value
// once its escapes are undone, and may refuse it.
func Form(encoded string, convert func(string) (string, bool)) (map[string]any, error) {
	root := &FormTree{}
	for pairs := 0; encoded != ""; {
		var pair string
		pair, encoded, _ = strings.Cut(encoded, "&")
		if pair == "" {
			continue
		}
		if pairs++; pairs > MaxFormKeys {
			return nil, TooMuch("keys", MaxFormKeys)
		}
		name, value, _ := strings.Cut(pair, "=")
		name, ok := convert(Unescape(name))
		if !ok {
			return nil, NotText("")
		}
		if value, ok = convert(Unescape(value)); !ok {
			return nil, NotText(name)
		}
		if err := root.Add(name, value); err != nil {
			return nil, err
		}
	}
	return root.Object(), nil
}

// FormTree is one place in a form: values given to it, and parts below it. The zero
// FormTree is an empty form.
type FormTree struct {
	values []string
	parts  map[string]*FormTree
	next   int // the number that [] means now: one more than the largest so far
}

// Add puts one value where its name says. It fails with parse.limit when a name
// has more parts or a larger number than a form may have.
func (n *FormTree) Add(name, value string) error {
	base, brackets := SplitName(name)
	if len(brackets) >= maxFormDepth {
		return TooMuch("depth", maxFormDepth)
	}
	n = n.part(base)
	for _, b := range brackets {
		if b == "" {
			if n.next > maxFormIndex {
				return TooMuch("index", maxFormIndex)
			}
			b = strconv.Itoa(n.next)
		}
		if i, ok := Index(b); ok {
			n.next = max(n.next, i+1)
		}
		n = n.part(b)
	}
	n.values = append(n.values, value)
	return nil
}

func (n *FormTree) part(name string) *FormTree {
	p := n.parts[name]
	if p == nil {
		if n.parts == nil {
			n.parts = map[string]*FormTree{}
		}
		p = &FormTree{}
		n.parts[name] = p
	}
	return p
}

// Object is the form as it reads.
func (n *FormTree) Object() map[string]any {
	object := make(map[string]any, len(n.parts))
	for name, p := range n.parts {
		object[name] = p.value()
	}
	return object
}

func (n *FormTree) value() any {
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
		return n.Object()
	case n.next == len(n.parts):
		return n.list()
	}
	return n.Object()
}

// list is the parts in order, if they are numbered from 0 without a hole. As
// many parts as the largest number allows can still be names, as in a[1]=&a[x]=.
func (n *FormTree) list() any {
	list := make([]any, 0, len(n.parts))
	for i := range n.next {
		p, ok := n.parts[strconv.Itoa(i)]
		if !ok {
			return n.Object()
		}
		list = append(list, p.value())
	}
	return list
}

// SplitName takes a[b][c] apart. A name whose brackets are not in order has none.
func SplitName(name string) (base string, brackets []string) {
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

// Index reads a number written the one way a list's own numbers are. A number
// too large for a list is a name: senders put ids in brackets, as in
// extended_fields[199888].
func Index(s string) (int, bool) {
	if !isDigits(s) || len(s) > 1 && s[0] == '0' || len(s) > len("1000") {
		return 0, false
	}
	i, err := strconv.Atoi(s)
	return i, err == nil && i <= maxFormIndex
}

// Unescape undoes + and %XX. A percent sign that begins no escape stays.
func Unescape(s string) string {
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

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
