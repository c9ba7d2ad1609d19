package origin

import (
	"strconv"
	"strings"

	"stanok/engine/eval"
)

// dig goes down into a value: into a text that is JSON as into what it says.
func dig(v any, steps []any) (found any, ok bool) {
	v = settled(v)
	for _, s := range steps {
		if v, ok = below(v, s); !ok {
			return nil, false
		}
		v = settled(v)
	}
	return v, true
}

func settled(v any) any {
	if later, ok := v.(func() (any, error)); ok {
		v, _ = later() // what cannot be worked out is nothing
	}
	return v
}

func below(v, step any) (any, bool) {
	if text, ok := v.(string); ok {
		text = strings.TrimSpace(text)
		if text == "" || text[0] != '{' && text[0] != '[' {
			return nil, false
		}
		var err error
		if v, err = eval.Decode([]byte(text), eval.Limits{}); err != nil {
			return nil, false
		}
	}
	switch v := v.(type) {
	case map[string]any:
		key, isKey := step.(string)
		if !isKey {
			key = strconv.Itoa(step.(int))
		}
		found, ok := v[key]
		if !ok {
			found, ok = v[strings.ToLower(key)] // of headers
		}
		return found, ok
	case []any:
		i, isIndex := step.(int)
		if !isIndex {
			var err error
			if i, err = strconv.Atoi(step.(string)); err != nil {
				return nil, false
			}
		}
		if i < 0 {
			i += len(v)
		}
		if i < 0 || i >= len(v) {
			return nil, false
		}
		return v[i], true
	}
	return nil, false
}

// stepsOf reads a reference's path: digits are an index.
func stepsOf(path []string) []any {
	steps := make([]any, len(path))
	for i, s := range path {
		steps[i] = s
		if n, err := strconv.Atoi(s); err == nil && strconv.Itoa(n) == s && len(s) < 10 {
			steps[i] = n
		}
	}
	return steps
}
