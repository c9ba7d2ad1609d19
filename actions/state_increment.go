package actions

import (
	"context"
	"encoding/json"
	"strconv"

	"stanok/engine"
	"stanok/engine/eval"
)

// stateIncrement adds to a whole number the processing remembers, once for each
// step however often that is tried.
type stateIncrement struct{ Deps }

type stateIncrementConfig struct {
	Key string          `json:"key"`
	By  json.RawMessage `json:"by"`
}

func (stateIncrement) Spec() engine.Spec {
	return engine.Spec{
		Type: "state.increment", Version: 1, Group: "memory", Help: help("state_increment"),
		Fields: []engine.Field{
			{Name: "key", Type: engine.TextField, Required: true},
			{Name: "by", Type: engine.ValueField, Default: 1},
		},
		Outputs: []string{"value", "found"},
		Codes:   []string{"value.missing", "value.kind", "value.limit", "value.range"},
	}
}

func (a stateIncrement) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c stateIncrementConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	key := f.text("key", c.Key, eval.Plain)
	by := f.value("by", c.By, eval.Plain)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := a.envOf(ctx, in)
		k, err := memoryKey("key", key, env)
		if err != nil {
			return engine.Outcome{}, err
		}
		n, err := wholeOf(by, env)
		if err != nil {
			return engine.Outcome{}, within("by", err)
		}
		out := engine.Outcome{Input: map[string]any{"key": k, "by": number64(n)}}
		sum, err := a.add(ctx, in, k, n)
		if err != nil {
			return out, err
		}
		out.Output = remembered(number64(sum), true)
		return out, nil
	}
	return engine.Prepared{Run: run, Effect: engine.Repeatable, Outputs: a.Spec().Outputs, Recalls: true}, nil
}

func (a stateIncrement) add(ctx context.Context, in engine.Input, key string, by int64) (int64, error) {
	if in.Recall != nil {
		was, ok := recalledField(in, map[string]any{"key": key, "by": number64(by)}, "value")
		if sum, err := strconv.ParseInt(eval.TextOf(was), 10, 64); ok && err == nil {
			return sum, nil
		}
		return in.Recall.Memory().Increment(ctx, in.Workspace, in.Processing, key, by, in.Key)
	}
	if !in.Pretend {
		return a.Memory.Increment(ctx, in.Workspace, in.Processing, key, by, in.Key)
	}
	raw, _, err := a.Memory.Recall(ctx, in.Workspace, in.Processing, key)
	if err != nil {
		return 0, err
	}
	was, _ := strconv.ParseInt(string(raw), 10, 64)
	return was + by, nil
}

func number64(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }

// wholeOf works out a whole number.
func wholeOf(v value, env eval.Env) (int64, error) {
	got, _, err := v.of(env)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(eval.TextOf(got), 10, 64)
	if err != nil {
		return 0, refused("value.kind", "name", clip(eval.TextOf(got), 40), "kind", kindOfValue(got), "want", "number")
	}
	return n, nil
}
