package eval

// list is a JSON list; some of its elements may be repeated ones.
type list struct{ elements []node }

func (n *list) append(dst []byte, r *run) ([]byte, bool, error) {
	dst = append(dst, '[')
	start := len(dst)
	for _, element := range n.elements {
		var err error
		if repeated, ok := element.(*repeated); ok {
			dst, err = repeated.appendAll(dst, start, r)
		} else {
			dst, err = appendElement(dst, start, element, r)
		}
		if err != nil {
			return dst, false, err
		}
	}
	dst = append(dst, ']')
	return dst, true, r.fits(len(dst))
}

// appendElement writes a comma and an element, or nothing.
func appendElement(dst []byte, start int, element node, r *run) ([]byte, error) {
	mark := len(dst)
	if mark > start {
		dst = append(dst, ',')
	}
	dst, kept, err := element.append(dst, r)
	if err != nil {
		return nil, err
	}
	if !kept {
		dst = dst[:mark]
	}
	return dst, nil
}

func (n *list) value(r *run) (any, bool, error) {
	values := []any{}
	for _, element := range n.elements {
		if repeated, ok := element.(*repeated); ok {
			var err error
			if values, err = repeated.values(values, r); err != nil {
				return nil, false, err
			}
			continue
		}
		v, kept, err := element.value(r)
		if err != nil {
			return nil, false, err
		}
		if kept {
			values = append(values, v)
		}
	}
	return values, true, r.fitsMore(2)
}

// repeated is {"$each": …}: one element for each row of a list.
type repeated struct {
	rows   *Expression
	item   node
	slot   int
	offset int
}

// each calls do for every row with the row and its index in their slots.
func (n *repeated) each(r *run, do func() error) error {
	v, _, err := r.compute(n.rows)
	if err != nil {
		return err
	}
	rows, ok := v.([]any)
	if !ok && v != nil {
		return wrongKind(n.offset, "$each", v, "list")
	}
	for i, row := range rows {
		if err := r.account(1); err != nil {
			return err
		}
		r.bind(n.slot, row, i)
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

func (n *repeated) appendAll(dst []byte, start int, r *run) ([]byte, error) {
	err := n.each(r, func() (err error) {
		dst, err = appendElement(dst, start, n.item, r)
		return err
	})
	return dst, err
}

func (n *repeated) values(into []any, r *run) ([]any, error) {
	err := n.each(r, func() error {
		v, kept, err := n.item.value(r)
		if kept {
			into = append(into, v)
		}
		return err
	})
	return into, err
}

// append and value are not used: a repeated element stands only in lists.
func (n *repeated) append(dst []byte, r *run) ([]byte, bool, error) {
	dst, err := n.appendAll(append(dst, '['), len(dst)+1, r)
	return append(dst, ']'), true, err
}

func (n *repeated) value(r *run) (any, bool, error) {
	v, err := n.values([]any{}, r)
	return v, true, err
}
