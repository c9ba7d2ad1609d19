package document

// AlterExamples replaces each text and number in the examples of what the source
// takes: they may have come with real data. What becomes another text is one, even
// where it was a number.
func (d *Document) AlterExamples(alter func(string) string) {
	params := d.root.deep("source", "with", "params")
	if params == nil {
		return
	}
	for _, p := range params.items {
		p.child("example").alter(alter)
	}
}

// deep is the value under keys within keys, or nil.
func (n *node) deep(names ...string) *node {
	for _, name := range names {
		if n = n.child(name); n == nil {
			return nil
		}
	}
	return n
}

func (n *node) alter(how func(string) string) {
	if n == nil {
		return
	}
	if n.kind == text || n.kind == number {
		if altered := how(n.text); altered != n.text {
			n.kind, n.text, n.runs = text, altered, nil
		}
	}
	for _, item := range n.items {
		item.alter(how)
	}
}
