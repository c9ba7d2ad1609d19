package document

// flow reads the map in { } or the list in [ ] at this place and leaves the
// reader right after it.
func (r *reader) flow() (*node, error) {
	k, closing := list, byte(']')
	if r.peek() == '{' {
		k, closing = mapping, '}'
	}
	n, err := r.enter(k)
	if err != nil {
		return nil, err
	}
	if k == mapping && r.peekAt(1) == '{' {
		return nil, r.fail("braces")
	}
	seen := keySet{}
	r.pos++
	for {
		if err := r.flowGap(n); err != nil {
			return nil, err
		}
		if r.peek() == closing {
			break
		}
		if err := r.flowItem(n, seen); err != nil {
			return nil, err
		}
		if err := r.flowGap(n); err != nil {
			return nil, err
		}
		switch r.peek() {
		case ',':
			r.pos++
		case closing:
		default:
			return nil, r.fail("flow_comma")
		}
	}
	r.pos++
	r.leave()
	return n, nil
}

// flowItem reads one item of a list or entry of a map in a flow.
func (r *reader) flowItem(n *node, seen keySet) error {
	if n.kind == list {
		item, err := r.flowValue()
		n.items = append(n.items, item)
		return err
	}
	k, err := r.flowKey(n)
	if err != nil {
		return err
	}
	if err := seen.add(r, k); err != nil {
		return err
	}
	after := int32(r.pos)
	if err := r.flowGap(n); err != nil {
		return err
	}
	var value *node
	if c := r.peek(); c == ',' || c == '}' {
		value, err = r.node(null, after)
	} else {
		value, err = r.flowValue()
	}
	n.add(k, value)
	return err
}

// flowKey reads a key of a flow map and its colon.
func (r *reader) flowKey(n *node) (key, error) {
	k := key{at: int32(r.pos)}
	switch c := r.peek(); c {
	case '"', '\'':
		name, err := r.quoted()
		if err != nil {
			return k, err
		}
		k.name = name.text
		r.nodes--
	case '{', '[', ',', ']', ':':
		return k, r.fail("flow_entry")
	default:
		if err := r.plainStart(true); err != nil {
			return k, err
		}
		end := r.plainEnd(true)
		k.name = trimBlanks(r.source.text[r.pos:end])
		if k.name == "<<" {
			return k, r.source.feature("merge", k.at)
		}
		r.pos = end
	}
	if err := r.flowGap(n); err != nil {
		return k, err
	}
	if r.peek() != ':' {
		return k, r.fail("flow_entry")
	}
	r.pos++
	return k, nil
}

func (r *reader) flowValue() (*node, error) {
	switch r.peek() {
	case '{', '[':
		return r.flow()
	case '"', '\'':
		return r.quoted()
	}
	if err := r.plainStart(true); err != nil {
		return nil, err
	}
	return r.plain(-1, true)
}

// flowGap passes blanks, line breaks and comments inside the flow n.
func (r *reader) flowGap(n *node) error {
	for {
		from := r.pos
		r.blanks()
		if r.peek() == '#' && (r.pos > from || r.pos == r.begin) {
			r.restOfLine()
		}
		if r.pos == len(r.source.text) || r.marker() != "" {
			return r.source.syntax("unclosed_flow", n.at)
		}
		if !r.atBreak() {
			return nil
		}
		r.lineBreak()
	}
}
