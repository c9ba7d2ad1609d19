package eval

import "encoding/json"

// text gives the text of any value an expression may hold.
func (r *run) text(v any) (string, error) {
	v, err := resolve(v)
	if err != nil {
		return "", err
	}
	if s, ok := scalarText(v); ok {
		return s, nil
	}
	if v, err = r.settle(v); err != nil {
		return "", err
	}
	b, err := r.append(nil, v)
	return string(b), err
}

// append writes a settled list or object as JSON. It counts first, so that
// values that hold one another many times over cannot fill the memory.
func (r *run) append(dst []byte, v any) ([]byte, error) {
	size := 0
	if err := r.measure(v, &size); err != nil {
		return nil, err
	}
	if err := r.grow(size); err != nil {
		return nil, err
	}
	return Append(dst, v), nil
}

// measure adds about as many bytes as a value takes when written.
func (r *run) measure(v any, size *int) error {
	if err := r.spend(1); err != nil {
		return err
	}
	switch x := v.(type) {
	case []any:
		for _, element := range x {
			if err := r.measure(element, size); err != nil {
				return err
			}
		}
	case map[string]any:
		for key, element := range x {
			*size += len(key) + 3
			if err := r.measure(element, size); err != nil {
				return err
			}
		}
	case string:
		*size += len(x) + 2
	case json.Number:
		*size += len(x)
	default:
		*size += 6
	}
	*size++
	if *size > MaxText {
		return fail("value.limit", -1, "limit", "text")
	}
	return nil
}
