package enginetest

import (
	"encoding/json"
	"errors"
	"time"

	"stanok/engine"
)

// Callee is the source of a processing that others call: its parameters are the
// input as it is, its answer the reply's JSON. An input with "bad" is refused, and
// so is an answer with it.
type Callee struct{}

// Spec implements engine.Source.
func (Callee) Spec() engine.Spec { return engine.Spec{Type: engine.CallSource, Version: 1} }

// Prepare implements engine.Source.
func (Callee) Prepare(json.RawMessage, engine.Settings) (engine.PreparedSource, error) {
	return engine.PreparedSource{
		Value: func(ev engine.Event) (any, error) { return engine.Decode(ev.Data), nil },
		Callable: &engine.Callable{
			Event: func(input map[string]any, at time.Time) (engine.Event, error) {
				if input["bad"] != nil {
					return engine.Event{}, errBad
				}
				data, err := json.Marshal(input)
				return engine.Event{Source: engine.CallSource, At: at, Data: data}, err
			},
			Answer: func(op engine.Operation) (any, error) {
				if op.Reply == nil {
					return map[string]any{"status": string(op.State)}, nil
				}
				answer := engine.Decode(op.Reply.Body)
				if fields, ok := answer.(map[string]any); ok && fields["bad"] != nil {
					return nil, errBad
				}
				return answer, nil
			},
			Sample: func() any { return map[string]any{"sample": true} },
		},
	}, nil
}

var errBad = &engine.Error{Kind: engine.Invalid, Code: "value.kind", Field: "bad", Args: map[string]string{"want": "text"}}

// Watcher is the source of a processing that begins when others fail. Its config
// is the list of those it watches.
type Watcher struct{}

// Spec implements engine.Source.
func (Watcher) Spec() engine.Spec {
	return engine.Spec{Type: engine.FailureSource, Version: 1}
}

// Prepare implements engine.Source.
func (Watcher) Prepare(with json.RawMessage, _ engine.Settings) (engine.PreparedSource, error) {
	var of []string
	if len(with) > 0 && json.Unmarshal(with, &of) != nil {
		return engine.PreparedSource{}, errors.New("no list")
	}
	return engine.PreparedSource{
		Value: func(ev engine.Event) (any, error) { return engine.Decode(ev.Data), nil },
		Watching: &engine.Watching{Of: of, Event: func(f engine.FailedOperation) engine.Event {
			data, _ := json.Marshal(map[string]any{"operation": f.Operation, "name": f.Name, "action": f.Action, "code": f.Code, "message": f.Message})
			return engine.Event{Source: engine.FailureSource, At: f.At, Data: data}
		}},
	}, nil
}
