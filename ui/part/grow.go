package part

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// Growth says how much of a value is shown as a tree, and where the rest comes
// from.
type Growth struct {
	Path   string                             // of the value, canonical
	From   int                                // how many of its children were sent before
	Insert bool                               // values may be taken from the tree
	Hide   func(key string) bool              // whether a key's value is a secret; nil for none
	Href   func(path string, from int) string // where the children of a path come from
	Whole  func(path string) string           // where the whole of a long text is; nil for nowhere
	Show   func(path string) string           // where a secret is; nil for nowhere
	Origin func(path string) string           // where it is told where a value came from; nil for nowhere
}

// Limits of what is shown of one value: of its name and its preview, in characters,
// and of what can be copied and of a path that can be asked for, in bytes. All values of one answer together have a limit
// too, which keeps its page well under 200 kB.
const (
	previewRunes = 120
	copyBytes    = 2 << 10
	pathBytes    = 1000
	answerBytes  = 48 << 10
)

// Grow returns the next children of a JSON value, at most TreePage and fewer when
// they are long, in the order in which they stand, and how many come after them. Of children that are lists
// or objects only the size is told: their own are sent when they are opened. A
// value that has no children has none.
func Grow(raw json.RawMessage, g Growth) (nodes []TreeNode, rest int, err error) {
	size := 0
	err = each(raw, func(c child) error {
		if c.at < g.From {
			return nil
		}
		if rest > 0 || len(nodes) == TreePage || size > answerBytes {
			rest++
			return nil
		}
		n, err := g.node(c)
		nodes, size = append(nodes, n), size+n.weight()
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("reading the value at %q: %w", g.Path, err)
	}
	return nodes, rest, nil
}

// weight is about how many bytes of a page the node's own text takes.
func (n TreeNode) weight() int {
	return len(templ.EscapeString(n.Key + n.Path + n.Value + n.Copy + n.Whole + n.Href + n.Show + n.From))
}

// child is an entry of a list or an object.
type child struct {
	at    int
	key   string // of an object's field
	field bool
	raw   json.RawMessage
}

func (g Growth) node(c child) (TreeNode, error) {
	n := TreeNode{Key: strconv.Itoa(c.at + 1), Path: g.Path + "[" + strconv.Itoa(c.at) + "]", Insert: g.Insert}
	if c.field {
		n.Key, n.Path = clip(c.key), g.Path+"["+quote(c.key)+"]"
	}
	if len(n.Path) > pathBytes {
		n.Path, n.Insert = "", false
		g.Href, g.Whole, g.Show = nil, nil, nil // there is no asking for it
	}
	if c.field && g.Hide != nil && g.Hide(c.key) {
		n.Secret = true
		if g.Show != nil && string(c.raw) != `""` && string(c.raw) != "null" {
			n.Show = g.Show(n.Path)
		}
		return n, nil
	}
	switch c.raw[0] {
	case '{', '[':
		n.Kind = map[byte]string{'{': "object", '[': "list"}[c.raw[0]]
		if g.Href != nil {
			n.Href = g.Href(n.Path, 0)
		}
		return n, each(c.raw, func(child) error { n.Count++; return nil })
	case '"':
		n.From = g.from(n.Path)
		var s string
		if err := json.Unmarshal(c.raw, &s); err != nil {
			return n, err
		}
		n.Value, n.Copy = quote(clip(s)), s
		if g.Whole != nil && clip(s) != s {
			n.Whole = g.Whole(n.Path)
		}
	default:
		n.From = g.from(n.Path)
		n.Value, n.Copy = clip(string(c.raw)), string(c.raw)
	}
	if len(n.Copy) > copyBytes {
		n.Copy = ""
	}
	return n, nil
}

func (g Growth) from(path string) string {
	if g.Origin == nil || path == "" {
		return ""
	}
	return g.Origin(path)
}

// each calls see with every entry of a list or an object, in order.
func each(raw json.RawMessage, see func(child) error) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') && open != json.Delim('[') {
		return nil
	}
	for c := (child{field: open == json.Delim('{')}); d.More(); c.at++ {
		if c.field {
			key, err := d.Token()
			if err != nil {
				return err
			}
			c.key, _ = key.(string)
		}
		if err := d.Decode(&c.raw); err != nil {
			return err
		}
		if err := see(c); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// clip cuts a text to what a row can show.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= previewRunes {
		return s
	}
	return string([]rune(s)[:previewRunes]) + "…"
}

// quote writes a text as JSON, with letters as they are.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return strconv.Quote(s)
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}
