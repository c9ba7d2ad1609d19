package actions

import (
	"context"
	"encoding/json"
	"strconv"

	"stanok/engine"
	"stanok/engine/eval"
)

// loop runs the actions inside it once for every entry of a list.
type loop struct{ Deps }

type loopConfig struct {
	Over        json.RawMessage `json:"over"`
	As          string          `json:"as"`
	Max         int             `json:"max"`
	OnItemError string          `json:"on_item_error"`
}

// maxLoop is the most items a loop may ask for.
const maxLoop = 10_000

func (loop) Spec() engine.Spec {
	return engine.Spec{
		Type: "loop", Version: 1, Group: "logic", Help: help("loop"),
		Fields: []engine.Field{
			{Name: "over", Type: engine.ValueField, Required: true},
			{Name: "as", Type: engine.PlainField, Default: "item"},
			{Name: "max", Type: engine.NumberField, Default: 1000, Advanced: true},
			{Name: "on_item_error", Type: engine.ChoiceField, Options: []string{"fail", "continue"}, Default: "fail"},
		},
		Outputs: []string{"items"},
		Codes:   []string{"loop.not_list", "loop.too_many", "parse.limit", "value.kind", "value.limit"},
	}
}

func (a loop) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c loopConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	over := f.value("over", c.Over, eval.Plain)
	f.name("as", c.As, []string{"source", "index", "connection", "operation", "processing", "answer"})
	f.between("max", c.Max, 1, maxLoop)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		list, err := listOf(over, a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, within("over", err)
		}
		out := engine.Outcome{Input: map[string]any{"items": number(len(list))}}
		if len(list) > c.Max {
			return out, within("over", refused("loop.too_many", "count", strconv.Itoa(len(list)), "limit", strconv.Itoa(c.Max)))
		}
		out.Next = engine.Each{Branch: "each", As: c.As, Items: list, Skip: c.OnItemError == "continue"}
		return out, nil
	}
	return engine.Prepared{
		Run: run, Branches: []string{"each"}, Outputs: a.Spec().Outputs,
		Inside: engine.Scope{c.As: nil, "index": nil},
	}, nil
}

// listOf returns the list a loop goes over: a list, or a text that is one in
// JSON.
func listOf(over value, env eval.Env) ([]any, error) {
	v, _, err := over.of(env)
	if err != nil {
		return nil, err
	}
	if text, ok := v.(string); ok && text != "" {
		if v, err = eval.Decode([]byte(text), eval.Limits{}); err != nil {
			return nil, refused("loop.not_list", "kind", "text")
		}
	}
	list, ok := v.([]any)
	if !ok {
		return nil, refused("loop.not_list", "kind", kindOfValue(v))
	}
	return list, nil
}
