package actions

import (
	"context"
	"encoding/json"

	"stanok/engine"
)

// stop ends an operation, which is then no failure.
type stop struct{}

func (stop) Spec() engine.Spec {
	return engine.Spec{Type: "stop", Version: 1, Group: "logic", Help: help("stop")}
}

func (a stop) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c struct{}
	if err := readForm(a.Spec().Fields, with, scope, &c).err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Next: engine.Stop{}}, nil
	}
	return engine.Prepared{Run: run, Outputs: []string{}}, nil
}
