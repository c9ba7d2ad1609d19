package sources

import (
	"encoding/json"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// callSource begins an operation when another processing calls.
type callSource struct{}

type callConfig struct {
	Params  []param
	Returns []param
}

var callFields = []engine.Field{
	{Name: "params", Type: engine.RowsField, Fields: paramFields(false)},
	{Name: "returns", Type: engine.RowsField, Fields: paramFields(false)},
}

// Spec describes the source for calls.
func (callSource) Spec() engine.Spec {
	return engine.Spec{
		Type: engine.CallSource, Version: 1, Group: "source", Help: help(engine.CallSource),
		Fields: callFields, Outputs: manualOutputs, Codes: []string{"value.missing", "value.kind"},
	}
}

// callee is a source for calls made ready: what it asks its callers for, and what
// it promises them.
type callee struct {
	form
	returns []param
}

// Prepare checks the config of a source for calls. All problems come at once.
func (callSource) Prepare(with json.RawMessage, _ engine.Settings) (engine.PreparedSource, error) {
	var given callConfig
	c := readWith(callFields, with, &given)
	one := &callee{form{c.params(given.Params, manualOutputs)}, c.rowsOfParams("returns", given.Returns, nil)}
	return engine.PreparedSource{
		Outputs: outputs(one.params, manualOutputs), Value: manualValue, Config: one,
		Callable: &engine.Callable{Event: one.newEvent, Answer: one.answer, Sample: one.sample},
	}, c.err()
}

func (o *callee) newEvent(input map[string]any, at time.Time) (engine.Event, error) {
	ev, err := o.form.newEvent(input, at)
	ev.Source = engine.CallSource
	return ev, err
}

// answer is what the caller gets: the fields that were promised or, if none were,
// what the operation answered as it stands.
func (o *callee) answer(op engine.Operation) (any, error) {
	var body any
	if op.Reply != nil {
		var err error
		if body, err = eval.Decode(op.Reply.Body, recordLimits); err != nil {
			body = string(op.Reply.Body)
		}
	}
	if len(o.returns) == 0 {
		if op.Reply == nil {
			return map[string]any{"status": string(op.State), "operation": string(op.ID)}, nil
		}
		return body, nil
	}
	object, ok := body.(map[string]any)
	if !ok && body != nil {
		return nil, &engine.Error{Kind: engine.Invalid, Code: "value.kind", Field: o.returns[0].Name, Args: map[string]string{"want": "object"}}
	}
	values, err := collect(o.returns, places{json: object})
	if err != nil {
		return nil, err
	}
	return values, nil
}

// sample is an answer of the examples.
func (o *callee) sample() any {
	if len(o.returns) == 0 {
		return map[string]any{"status": string(engine.Succeeded), "operation": ""}
	}
	values := map[string]any{}
	for _, p := range o.returns {
		if v, err := convert(p.Type, plainValue(p.Example)); err == nil && v != nil {
			values[p.Name] = v
		}
	}
	return values
}

// plainValue is a value of a config as values of expressions are.
func plainValue(v any) any {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil // it came out of JSON
	}
	return engine.Decode(raw)
}
