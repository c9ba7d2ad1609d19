package sources

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// manual is a source that a person starts: a form and a button, or the API.
type manual struct{}

// manualType is its name in documents.
const manualType = "manual"

type manualConfig struct{ Params []param }

var manualFields = []engine.Field{{Name: "params", Type: engine.RowsField, Fields: paramFields(false)}}

var manualOutputs = []string{"received_at"}

// Spec describes the manual source.
func (manual) Spec() engine.Spec {
	return engine.Spec{
		Type: manualType, Version: 1, Group: "source", Help: help(manualType),
		Fields: manualFields, Outputs: manualOutputs, Codes: []string{"value.missing", "value.kind"},
	}
}

// form is a manual source made ready: what it asks a person for.
type form struct{ params []param }

// Prepare checks a manual source's config. All problems come at once.
func (manual) Prepare(with json.RawMessage, _ engine.Settings) (engine.PreparedSource, error) {
	var m manualConfig
	c := readWith(manualFields, with, &m)
	f := &form{params: c.params(m.Params, manualOutputs)}
	return engine.PreparedSource{Outputs: outputs(f.params, manualOutputs), Value: manualValue, Config: f}, c.err()
}

// manualValue is source for an event that a person began.
func manualValue(ev engine.Event) (any, error) {
	v := map[string]any{}
	if len(ev.Data) > 0 {
		record, err := eval.Decode(ev.Data, recordLimits)
		if err != nil {
			return nil, fmt.Errorf("reading the event: %w", err)
		}
		if r, ok := record.(map[string]any); ok {
			if params, ok := r["params"].(map[string]any); ok {
				maps.Copy(v, params)
			}
		}
	}
	v["received_at"] = ev.At.UTC().Format(time.RFC3339)
	return v, nil
}
