package eval

// list is a JSON list.
type list struct{ elements []element }

// element stands for any number of elements of a list.
type element interface {
	// appendAll writes them behind those that begin at start.
	appendAll(dst []byte, start int, r *run) ([]byte, error)
	values(into []any, r *run) ([]any, error)
}

func (n *list) append(dst []byte, r *run) ([]byte, bool, error) {
	dst = append(dst, '[')
	start := len(dst)
	for _, element := range n.elements {
		var err error
		if dst, err = element.appendAll(dst, start, r); err != nil {
			return nil, false, err
		}
	}
	dst = append(dst, ']')
	return dst, true, r.fits(len(dst))
}

// single is one element, or none when it is optional and empty.
type single struct{ node }

func (n single) appendAll(dst []byte, start int, r *run) ([]byte, error) {
	mark := len(dst)
	if mark > start {
		dst = append(dst, ',')
	}
	dst, kept, err := n.append(dst, r)
	if err != nil {
		return nil, err
	}
	if !kept {
		dst = dst[:mark]
	}
	return dst, nil
}

func (n single) values(into []any, r *run) ([]any, error) {
	v, kept, err := n.value(r)
	if kept {
		into = append(into, v)
	}
	return into, err
}

func (n *list) value(r *run) (any, bool, error) {
	values := []any{}
	for _, element := range n.elements {
		var err error
		if values, err = element.values(values, r); err != nil {
			return nil, false, err
		}
	}
	return values, true, r.fitsMore(2)
}

// repeated is {"$each": …}: one element for each row of a list.
type repeated struct {
	rows   *Expression
	item   single
	slot   int
	offset int
	name   string // what it is called in the template: $each, x-each
}

// each calls do for every row with the row and its index in their slots.
func (n *repeated) each(r *run, do func() error) error {
	v, _, err := r.compute(n.rows)
	if err != nil {
		return err
	}
	rows, ok := v.([]any)
	if !ok && v != nil {
		return wrongKind(n.offset, n.name, v, "list")
	}
	for i, row := range rows {
		if err := r.account(1); err != nil {
			return err
		}
		r.locals = append(r.locals[:n.slot], row, i)
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

func (n *repeated) appendAll(dst []byte, start int, r *run) ([]byte, error) {
	err := n.each(r, func() (err error) {
		dst, err = n.item.appendAll(dst, start, r)
		return err
	})
	return dst, err
}

func (n *repeated) values(into []any, r *run) ([]any, error) {
	err := n.each(r, func() (err error) {
		into, err = n.item.values(into, r)
		return err
	})
	return into, err
}
