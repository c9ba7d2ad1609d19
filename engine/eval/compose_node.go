package eval

// literal is a part of a template without {{ }}.
type literal struct {
	json  []byte
	plain any
}

func (n *literal) append(dst []byte, r *run) ([]byte, bool, error) {
	return append(dst, n.json...), true, r.fits(len(dst) + len(n.json))
}

func (n *literal) value(r *run) (any, bool, error) {
	r.composed += len(n.json)
	return n.plain, true, r.fits(2 * r.composed)
}

// whole is {{ }} in place of a value.
type whole struct {
	e      *Expression
	offset int
}

func (n *whole) settled(r *run) (any, bool, error) {
	v, kept, err := r.compute(n.e)
	if err == nil && kept {
		v, err = r.settle(v)
	}
	return v, kept, placed(err, n.offset)
}

func (n *whole) append(dst []byte, r *run) ([]byte, bool, error) {
	v, kept, err := n.settled(r)
	if err != nil || !kept {
		return dst, false, err
	}
	switch v.(type) {
	case []any, map[string]any:
		r.texts = 0
		if dst, err = r.append(dst, v); err != nil {
			return nil, false, tooLong(err, n.offset)
		}
	default:
		dst = Append(dst, v)
	}
	return dst, true, r.fits(len(dst))
}

func (n *whole) value(r *run) (any, bool, error) {
	v, kept, err := n.settled(r)
	if err != nil || !kept {
		return nil, false, err
	}
	size := 0
	if err := r.measure(v, &size); err != nil {
		return nil, false, tooLong(err, n.offset)
	}
	return v, true, r.fitsMore(size)
}

// tooLong names the limit of the whole for a value that alone is too long.
func tooLong(err error, offset int) error {
	if e, ok := err.(*Error); ok && e.Args["limit"] == "text" {
		return fail("compose.limit", offset, "limit", "10 MiB")
	}
	return placed(err, offset)
}

// fitsMore counts the size of a value that is not written.
func (r *run) fitsMore(size int) error {
	r.composed += size
	return r.fits(2 * r.composed)
}

// words is a string with {{ }} inside.
type words struct{ parts []wordPart }

// wordPart is written text, plain and escaped, or an insert.
type wordPart struct {
	static  string
	escaped string
	e       *Expression
	offset  int
}

func (p *wordPart) text(r *run) (string, error) {
	v, _, err := r.compute(p.e)
	if err != nil {
		return "", err
	}
	s, err := r.text(v)
	return validText(s), placed(err, p.offset)
}

func (n *words) append(dst []byte, r *run) ([]byte, bool, error) {
	dst = append(dst, '"')
	for i := range n.parts {
		p := &n.parts[i]
		if p.e == nil {
			dst = append(dst, p.escaped...)
			continue
		}
		s, err := p.text(r)
		if err != nil {
			return dst, false, err
		}
		if err := r.fits(len(dst) + len(s)); err != nil {
			return dst, false, err
		}
		dst = appendEscaped(dst, s)
	}
	dst = append(dst, '"')
	return dst, true, r.fits(len(dst))
}

func (n *words) value(r *run) (any, bool, error) {
	s, err := n.text(r)
	return s, true, err
}

func (n *words) text(r *run) (string, error) {
	var b []byte
	for i := range n.parts {
		p := &n.parts[i]
		s := p.static
		if p.e != nil {
			var err error
			if s, err = p.text(r); err != nil {
				return "", err
			}
		}
		if err := r.fitsMore(len(s)); err != nil {
			return "", err
		}
		b = append(b, s...)
	}
	return string(b), nil
}
