package actions

import (
	"context"
	"encoding/json"
	"strconv"

	"stanok/engine"
	"stanok/engine/eval"
)

// stateSet makes the processing remember a value.
type stateSet struct{ Deps }

type stateSetConfig struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

func (stateSet) Spec() engine.Spec {
	return engine.Spec{
		Type: "state.set", Version: 1, Group: "memory", Help: help("state_set"),
		Fields: []engine.Field{
			{Name: "key", Type: engine.TextField, Required: true},
			{Name: "value", Type: engine.ValueField, Required: true},
		},
		Outputs: []string{"value", "found"},
		Codes:   []string{"value.missing", "value.kind", "value.limit"},
	}
}

func (a stateSet) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c stateSetConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	key := f.text("key", c.Key, eval.Plain)
	v := f.value("value", c.Value, eval.Plain)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := a.envOf(ctx, in)
		k, err := memoryKey("key", key, env)
		if err != nil {
			return engine.Outcome{}, err
		}
		got, _, err := v.of(env)
		if err != nil {
			return engine.Outcome{}, within("value", err)
		}
		raw := eval.Append(nil, got)
		if len(raw) > maxMemoryValue {
			return engine.Outcome{}, within("value", refused("value.limit", "name", "value", "limit", strconv.Itoa(maxMemoryValue)))
		}
		out := engine.Outcome{Input: map[string]any{"key": k, "value": got}, Output: remembered(got, true)}
		if in.Recall != nil {
			in.Recall.Known(out.Input)
		} else if in.Pretend {
			return out, nil
		}
		return out, memoryOf(a.Memory, in).Remember(ctx, in.Workspace, in.Processing, k, raw)
	}
	return engine.Prepared{Run: run, Effect: engine.Repeatable, Outputs: a.Spec().Outputs, Recalls: true}, nil
}
