package trial

import (
	"maps"
	"slices"
	"strconv"

	"stanok/engine"
	"stanok/engine/eval"
)

// composedMax is how much of a composed text is shown, in bytes.
const composedMax = 150_000

// Composed is what a composer's template gives for the sample, by the composer's
// own rendering.
type Composed struct {
	Text    string   // compact JSON, keys in the order they are written in; secrets masked
	Cut     bool     // Text is not all of it
	Size    int      // bytes of all of it
	Value   any      // the same as a value, to be shown as a Tree; secrets masked
	Empty   []string // paths of values that are empty, the first 20
	Problem *engine.Problem
	Waiting []engine.NodeID // nodes it reads that gave nothing yet
}

// Compose works out a JSON template of a node's field.
func (k *Known) Compose(at engine.NodeID, field, template string) Composed {
	scope := k.scope(at, field)
	c, err := eval.ParseJSON(template, eval.Scope(scope))
	if err != nil {
		return Composed{Problem: k.problem(at, field, err)}
	}
	out := Composed{Waiting: k.waiting(scope, c.References())}
	text, err := c.Append(nil, k.env(k.veiledVars(k.vars(at, scope))))
	if err == nil {
		out.Value, err = eval.Decode(text, outputLimits)
	}
	if err != nil {
		out.Problem = k.problem(at, field, err)
		return out
	}
	out.Value = unveiledValue(out.Value)
	out.Empty = empty(out.Value, nil, nil)
	whole := unveiled(string(text))
	out.Text = clip(whole, composedMax)
	out.Size, out.Cut = len(whole), len(out.Text) < len(whole)
	return out
}

// unveiledValue is v, which is plain, with the mask for every veil.
func unveiledValue(v any) any {
	switch v := v.(type) {
	case string:
		return unveiled(v)
	case []any:
		for i := range v {
			v[i] = unveiledValue(v[i])
		}
	case map[string]any:
		for k, e := range v {
			if shown := unveiled(k); shown != k {
				delete(v, k)
				k = shown
			}
			v[k] = unveiledValue(e)
		}
	}
	return v
}

// maxEmpty is how many empty values are named.
const maxEmpty = 20

// empty finds the paths below v whose values are nothing or an empty text.
func empty(v any, steps []any, found []string) []string {
	switch v := v.(type) {
	case nil:
		return append(found, eval.PathOf(steps...))
	case string:
		if v == "" {
			return append(found, eval.PathOf(steps...))
		}
	case []any:
		for i, e := range v {
			if len(found) < maxEmpty {
				found = empty(e, append(slices.Clip(steps), i), found)
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if len(found) < maxEmpty {
				found = empty(v[key], append(slices.Clip(steps), key), found)
			}
		}
	}
	return found
}

// lastName is the last name in a path, for a sentence.
func lastName(path string) string {
	p, err := eval.ParsePath(path)
	if err != nil {
		return path
	}
	steps, _ := p.Steps()
	for _, s := range slices.Backward(steps) {
		if name, ok := s.(string); ok {
			return clip(name, 80)
		}
	}
	return strconv.Itoa(len(steps))
}
