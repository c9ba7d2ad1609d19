package trial

import (
	"slices"
	"strings"
)

// Bounds of what is compared of two samples.
const (
	shapeNames = 500
	shapeItems = 50 // of one list
)

// Changed says how a newer sample's fields differ from those of the sample at
// hand: names that are new and names that are gone, as in client › phone.
// A list's items count as one. There are none if newer is the same sample, or
// either brought no data.
func (k *Known) Changed(newer Sample) (added, gone []string) {
	if newer.ID == k.Sample.ID || len(newer.Event.Data) == 0 || len(k.Sample.Event.Data) == 0 {
		return nil, nil
	}
	now, then := k.shape(newer), k.shape(k.Sample)
	if now == nil || then == nil {
		return nil, nil
	}
	return without(now, then), without(then, now)
}

// without are the names that others do not have.
func without(names, others []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(others, n) })
}

// shape names the fields that a sample brought.
func (k *Known) shape(s Sample) []string {
	if k.Plan.Source.Value == nil {
		return nil
	}
	v, err := k.Plan.Source.Value(s.Event)
	source, ok := v.(map[string]any)
	if err != nil || !ok {
		return nil
	}
	o := shaper{names: []string{}}
	for _, part := range []string{"json", "form", "query"} {
		o.add(asked(source[part]), nil)
	}
	return o.names
}

type shaper struct{ names []string }

func (s *shaper) add(v any, steps []string) {
	if len(s.names) == shapeNames || len(steps) > pickDepth {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if len(v) > 0 {
			for _, key := range keysOf(v) {
				s.add(asked(v[key]), append(slices.Clip(steps), key))
			}
			return
		}
	case []any:
		if count(v) > 0 {
			for _, e := range v[:min(len(v), shapeItems)] {
				s.add(asked(e), steps)
			}
			return
		}
	}
	name := clip(strings.Join(steps, " › "), nameMax)
	if name != "" && !slices.Contains(s.names, name) {
		s.names = append(s.names, name)
	}
}
