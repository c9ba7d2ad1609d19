package actions

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// dedupe notices that a key has been here before.
type dedupe struct{ Deps }

type dedupeConfig struct {
	Key      string        `json:"key"`
	Window   time.Duration `json:"window"`
	OnRepeat string        `json:"on_repeat"`
}

func (dedupe) Spec() engine.Spec {
	return engine.Spec{
		Type: "dedupe", Version: 1, Group: "memory", Help: help("dedupe"),
		Fields: []engine.Field{
			{Name: "key", Type: engine.TextField, Required: true},
			{Name: "window", Type: engine.DurationField, Default: "7d"},
			{Name: "on_repeat", Type: engine.ChoiceField, Options: []string{"stop", "continue"}, Default: "stop"},
		},
		Outputs: []string{"repeat", "key"},
		Codes:   []string{"value.missing", "value.kind", "value.limit"},
	}
}

func (a dedupe) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c dedupeConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	key := f.text("key", c.Key, eval.Plain)
	f.lasting("window", c.Window, "1s", "366d")
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		k, err := memoryKey("key", key, a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, err
		}
		repeat, err := a.seize(ctx, in, k, c.Window)
		if err != nil {
			return engine.Outcome{}, err
		}
		out := engine.Outcome{Input: map[string]any{"key": k}, Output: map[string]any{"repeat": repeat, "key": k}}
		if repeat && c.OnRepeat == "stop" {
			out.Next = engine.Stop{}
		}
		return out, nil
	}
	return engine.Prepared{Run: run, Effect: engine.Repeatable, Outputs: a.Spec().Outputs, Recalls: true}, nil
}

// seize reports whether someone else had the key. The key belongs to this node
// alone, and to a chain of replays as a whole: an operation run again is no
// repeat of itself. Turns of a loop are, of one another.
func (a dedupe) seize(ctx context.Context, in engine.Input, key string, window time.Duration) (bool, error) {
	memory := a.Memory
	if in.Recall != nil {
		if was, ok := recalledField(in, map[string]any{"key": key}, "repeat"); ok {
			repeat, _ := was.(bool)
			return repeat, nil
		}
		memory = in.Recall.Memory()
	} else if in.Pretend {
		return false, nil
	}
	owner := in.Root
	if _, step, _ := strings.Cut(in.Key, "/"); strings.Contains(step, "#") {
		owner += engine.OperationID("/" + step)
	}
	has, err := memory.Seize(ctx, in.Workspace, in.Processing, "dedupe:"+string(in.Node)+":"+key, owner, in.Now, in.Now.Add(window))
	return has != owner, err
}
