package sources

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// failure is a source that begins when operations of other processings fail.
type failure struct{}

type failureConfig struct{ Processings any }

var failureFields = []engine.Field{{Name: "processings", Type: engine.ProcessingsField}}

var failureOutputs = []string{"processing", "name", "operation", "action", "code", "message", "received_at"}

// maxWatched bounds how many processings one names.
const maxWatched = 200

// Spec describes the source of failures.
func (failure) Spec() engine.Spec {
	return engine.Spec{
		Type: engine.FailureSource, Version: 1, Group: "source", Help: help(engine.FailureSource), Fields: failureFields, Outputs: failureOutputs,
	}
}

// watch is a source of failures made ready.
type watch struct{}

// Prepare checks the config of a source of failures. All problems come at once.
func (failure) Prepare(with json.RawMessage, _ engine.Settings) (engine.PreparedSource, error) {
	var given failureConfig
	c := readWith(failureFields, with, &given)
	of := c.list("processings", given.Processings)
	if len(of) > maxWatched {
		c.add("processings", "document.limit", "max", fmt.Sprint(maxWatched))
	}
	return engine.PreparedSource{
		Outputs: failureOutputs, Value: failureValue, Config: watch{}, Watching: &engine.Watching{Of: of, Event: failureEvent},
	}, c.err()
}

// list reads a list of texts.
func (c *config) list(at string, v any) []string {
	if text, one := v.(string); one {
		return []string{text}
	}
	return c.texts(at, v)
}

func failureEvent(f engine.FailedOperation) engine.Event {
	data := eval.Append(nil, map[string]any{
		"processing": string(f.Processing), "name": f.Name, "operation": string(f.Operation),
		"action": f.Action, "code": f.Code, "message": f.Message,
	})
	return engine.Event{Source: engine.FailureSource, At: f.At, Data: data, Search: searched(f.Name, f.Code)}
}

// searched are those of some texts that say anything.
func searched(texts ...string) []string {
	var all []string
	for _, text := range texts {
		if text != "" {
			all = append(all, shorten(text, maxSearchRunes))
		}
	}
	return all
}

// newEvent is what a person begins by hand: a failure as they tell it.
func (watch) newEvent(input map[string]any, at time.Time) (engine.Event, error) {
	data := map[string]any{}
	for _, name := range failureOutputs {
		if v, given := input[name]; given && name != "received_at" {
			data[name] = eval.TextOf(v)
		}
	}
	return engine.Event{Source: engine.FailureSource, At: at, Data: eval.Append(nil, data)}, nil
}

// failureValue is source for an event that tells of a failure.
func failureValue(ev engine.Event) (any, error) {
	v := map[string]any{}
	if len(ev.Data) > 0 {
		record, err := eval.Decode(ev.Data, recordLimits)
		if err != nil {
			return nil, fmt.Errorf("reading the event: %w", err)
		}
		if r, ok := record.(map[string]any); ok {
			maps.Copy(v, r)
		}
	}
	v["received_at"] = ev.At.UTC().Format(time.RFC3339)
	return v, nil
}
