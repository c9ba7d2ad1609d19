package eval

// object is a JSON object. Of equal keys the last one that is kept stays.
type object struct {
	members []member
	// computed says that keys may turn out equal.
	computed bool
}

// member is a key, written or with {{ }} inside, and its value.
type member struct {
	key   string
	start []byte // the written key, escaped, with its colon
	words *words
	value node
}

func (n *object) append(dst []byte, r *run) ([]byte, bool, error) {
	if n.computed {
		return n.appendComputed(dst, r)
	}
	dst = append(dst, '{')
	start := len(dst)
	for i := range n.members {
		m := &n.members[i]
		mark := len(dst)
		if mark > start {
			dst = append(dst, ',')
		}
		dst = append(dst, m.start...)
		var kept bool
		var err error
		if dst, kept, err = m.value.append(dst, r); err != nil {
			return dst, false, err
		}
		if !kept {
			dst = dst[:mark]
		}
	}
	dst = append(dst, '}')
	return dst, true, r.fits(len(dst))
}

// span is one written member.
type span struct {
	start, end int
	dropped    bool
}

// appendComputed writes all members and then takes out those whose key came
// again.
func (n *object) appendComputed(dst []byte, r *run) ([]byte, bool, error) {
	dst = append(dst, '{')
	start := len(dst)
	var spans []span
	last, twice := map[string]int{}, false
	for i := range n.members {
		m := &n.members[i]
		key, err := m.name(r)
		if err != nil {
			return dst, false, err
		}
		mark := len(dst)
		dst = append(appendText(dst, key), ':')
		var kept bool
		if dst, kept, err = m.value.append(dst, r); err != nil {
			return dst, false, err
		}
		if !kept {
			dst = dst[:mark]
			continue
		}
		if before, ok := last[key]; ok {
			spans[before].dropped, twice = true, true
		}
		last[key] = len(spans)
		dst = append(dst, ',')
		spans = append(spans, span{start: mark, end: len(dst)})
	}
	if twice {
		dst = keepSpans(dst, start, spans)
	}
	if len(dst) > start {
		dst = dst[:len(dst)-1]
	}
	dst = append(dst, '}')
	return dst, true, r.fits(len(dst))
}

// keepSpans moves the members that stay together.
func keepSpans(dst []byte, start int, spans []span) []byte {
	end := start
	for _, s := range spans {
		if !s.dropped {
			end += copy(dst[end:], dst[s.start:s.end])
		}
	}
	return dst[:end]
}

func (n *object) value(r *run) (any, bool, error) {
	object := make(map[string]any, len(n.members))
	for i := range n.members {
		m := &n.members[i]
		key, err := m.name(r)
		if err != nil {
			return nil, false, err
		}
		v, kept, err := m.value.value(r)
		if err != nil {
			return nil, false, err
		}
		if kept {
			object[key] = v
		}
	}
	return object, true, r.fitsMore(2)
}

// name gives the key.
func (m *member) name(r *run) (string, error) {
	if m.words == nil {
		return m.key, nil
	}
	return m.words.text(r)
}
