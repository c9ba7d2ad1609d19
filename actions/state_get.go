package actions

import (
	"context"
	"encoding/json"

	"stanok/engine"
	"stanok/engine/eval"
)

// stateGet reads what the processing remembers.
type stateGet struct{ Deps }

type stateGetConfig struct {
	Key     string          `json:"key"`
	Default json.RawMessage `json:"default"`
}

func (stateGet) Spec() engine.Spec {
	return engine.Spec{
		Type: "state.get", Version: 1, Group: "memory", Help: help("state_get"),
		Fields: []engine.Field{
			{Name: "key", Type: engine.TextField, Required: true},
			{Name: "default", Type: engine.ValueField},
		},
		Outputs: []string{"value", "found"},
		Codes:   []string{"value.missing", "value.kind", "value.limit"},
	}
}

func (a stateGet) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c stateGetConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	key := f.text("key", c.Key, eval.Plain)
	fallback := f.value("default", c.Default, eval.Plain)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := a.envOf(ctx, in)
		k, err := memoryKey("key", key, env)
		if err != nil {
			return engine.Outcome{}, err
		}
		raw, found, err := a.recall(ctx, in, k)
		if err != nil {
			return engine.Outcome{}, err
		}
		out := engine.Outcome{Input: map[string]any{"key": k}}
		if found {
			out.Output = remembered(engine.Decode(raw), true)
			return out, nil
		}
		v, _, err := fallback.of(env)
		out.Output = remembered(v, false)
		return out, within("default", err)
	}
	return engine.Prepared{Run: run, Effect: engine.Reads, Outputs: a.Spec().Outputs, Recalls: true}, nil
}

// recall is what is remembered under a key, in a rehearsal what was.
func (a stateGet) recall(ctx context.Context, in engine.Input, key string) (json.RawMessage, bool, error) {
	if in.Recall != nil {
		was, ok := in.Recall.Known(map[string]any{"key": key})
		if output, isObject := was.(map[string]any); ok && isObject {
			return eval.Append(nil, output["value"]), output["found"] == true, nil
		}
	}
	return memoryOf(a.Memory, in).Recall(ctx, in.Workspace, in.Processing, key)
}

func remembered(v any, found bool) map[string]any {
	return map[string]any{"value": v, "found": found}
}
