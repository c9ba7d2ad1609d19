package eval

import "regexp"

// matches looks for a pattern in a text.
type matches struct {
	*binary
	pattern *regexp.Regexp
}

func (t *matches) eval(r *run) (any, error) {
	left, right, err := t.sides(r)
	if err != nil {
		return nil, err
	}
	s, ok := scalarText(left)
	if !ok {
		return nil, wrongKind(t.at, t.name, left, "text")
	}
	pattern := t.pattern
	if pattern == nil {
		if pattern, err = r.pattern(right, t.name, t.at); err != nil {
			return nil, err
		}
	}
	if len(s) > maxPatternInput {
		return nil, fail("value.limit", t.at, "limit", "pattern", "name", t.name)
	}
	return pattern.MatchString(s), placed(r.spend(len(s)/16), t.at)
}

// pattern compiles a pattern that is known only now.
func (r *run) pattern(v any, name string, at int) (*regexp.Regexp, error) {
	s, ok := scalarText(v)
	if !ok {
		return nil, wrongKind(at, name, v, "text")
	}
	if err := r.spend(5000); err != nil {
		return nil, placed(err, at)
	}
	re, err := compilePattern(s)
	if _, long := err.(*Error); long {
		return nil, placed(err, at)
	}
	if err != nil {
		return nil, wrongKind(at, name, v, "pattern") // its own words would show the text
	}
	return re, nil
}

func compilePattern(s string) (*regexp.Regexp, error) {
	if len(s) > maxPattern {
		return nil, fail("value.limit", -1, "limit", "pattern")
	}
	return regexp.Compile(s)
}
