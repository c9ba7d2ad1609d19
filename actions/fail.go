package actions

import (
	"context"
	"encoding/json"

	"stanok/engine"
	"stanok/engine/eval"
)

// fail ends an operation with a message of its owner's.
type fail struct{ Deps }

type failConfig struct {
	Message string `json:"message"`
}

// maxMessage bounds what an owner or a service may say in a failure, in
// characters.
const maxMessage = 300

func (fail) Spec() engine.Spec {
	return engine.Spec{
		Type: "fail", Version: 1, Group: "logic", Help: help("fail"),
		Fields: []engine.Field{{Name: "message", Type: engine.TextField, Required: true}},
		Codes:  []string{"fail.message", "value.kind", "value.limit"},
	}
}

func (a fail) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c failConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	message := f.text("message", c.Message, eval.Plain)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		said, err := message.String(a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, within("message", err)
		}
		said = clip(said, maxMessage)
		return engine.Outcome{Input: map[string]any{"message": said}}, &engine.Error{
			Kind: engine.Invalid, Code: "fail.message", Args: map[string]string{"message": said},
		}
	}
	return engine.Prepared{Run: run, Outputs: []string{}}, nil
}
