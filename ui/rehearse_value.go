package ui

import (
	"encoding/json"

	"stanok/engine"
	"stanok/engine/eval"
)

// hiddenMark stands for a value whose name sounds secret.
const hiddenMark = "••••"

// secretPath reports whether a name in a path sounds secret.
func secretPath(path string) bool {
	p, err := eval.ParsePath(path)
	if err != nil {
		return false
	}
	steps, _ := p.Steps()
	for _, s := range steps {
		if name, ok := s.(string); ok && looksSecret(name) {
			return true
		}
	}
	return false
}

func hiddenValue(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return nil
	}
	return eval.Append(nil, hiddenMark)
}

// masked is a value without those in it whose names sound secret.
func masked(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return nil
	}
	return eval.Append(nil, withoutSecrets(engine.Decode(raw)))
}

func withoutSecrets(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			if looksSecret(name) {
				v[name] = hiddenMark
			} else {
				v[name] = withoutSecrets(v[name])
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutSecrets(v[i])
		}
	}
	return v
}
