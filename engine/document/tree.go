package document

import "slices"

// kind is what a value of a document is.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	list
	mapping
)

// kinds are the names of the kinds as problems say them.
var kinds = [...]string{"nothing", "boolean", "number", "text", "list", "map"}

func (k kind) String() string { return kinds[k] }

// node is one value of a document's tree.
type node struct {
	kind  kind
	block bool    // a text that was written as a block, under | or >
	at    int32   // byte of the source where it begins; -1 without a source
	text  string  // of a text its value, of a number its digits, of a boolean its word
	runs  []run   // where the parts of a text stand; nil for one run from at
	keys  []key   // of a map, in step with items
	items []*node // of a list, or the values of a map
}

// key is the name of one entry of a map.
type key struct {
	name string
	at   int32
}

// run says that the text from byte text on stands in the source from byte source
// on, up to the next run.
type run struct{ text, source int32 }

// find returns the position of a key of a map, or -1.
func (n *node) find(name string) int {
	return slices.IndexFunc(n.keys, func(k key) bool { return k.name == name })
}

// child returns the value under a key, or nil when n is no map or has no such key.
func (n *node) child(name string) *node {
	if i := n.find(name); i >= 0 {
		return n.items[i]
	}
	return nil
}

// add appends an entry to a map.
func (n *node) add(k key, value *node) {
	n.keys = append(n.keys, k)
	n.items = append(n.items, value)
}

// start is the byte of the source to show for n as a whole: for a block of text
// its first character, else where it begins.
func (n *node) start() int32 {
	if n.block && len(n.runs) > 0 {
		return n.runs[0].source
	}
	return n.at
}

// byteAt is the byte of the source where byte offset of n's text stands.
func (n *node) byteAt(offset int) int32 {
	if n.kind != text || offset <= 0 {
		return n.start()
	}
	o := int32(min(offset, len(n.text)))
	if len(n.runs) == 0 {
		return n.at + o
	}
	i, found := slices.BinarySearchFunc(n.runs, o, func(r run, o int32) int { return int(r.text - o) })
	if !found {
		i--
	}
	return n.runs[i].source + o - n.runs[i].text
}
