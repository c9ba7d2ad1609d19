package actions

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// callProcessing begins an operation of another processing and gives its answer.
type callProcessing struct{ Deps }

type callConfig struct {
	Processing string                     `json:"processing"`
	With       map[string]json.RawMessage `json:"with"`
	Wait       bool                       `json:"wait"`
	Within     time.Duration              `json:"within"`
}

func (callProcessing) Spec() engine.Spec {
	return engine.Spec{
		Type: "call", Version: 1, Group: "send", Help: help("call"),
		Fields: []engine.Field{
			{Name: "processing", Type: engine.ProcessingField, Required: true},
			{Name: "with", Type: engine.PairsField},
			{Name: "wait", Type: engine.SwitchField, Default: true},
			{Name: "within", Type: engine.DurationField, Default: longestDelay, Advanced: true},
		},
		Codes: []string{
			"call.unknown", "call.ambiguous", "call.not_callable", "call.lane", "call.failed", "call.answer", "processing.stopped",
			"processing.incomplete", "queue.full", "operation.depth", "value.missing", "value.kind", "value.limit",
		},
	}
}

func (a callProcessing) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c callConfig
	f := readForm(a.Spec().Fields, waitAsTime(with), scope, &c)
	values := f.pairs("with", c.With, eval.Plain)
	f.lasting("within", c.Within, "1s", longestDelay)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := a.envOf(ctx, in)
		given := make(map[string]any, len(values))
		for _, p := range values {
			v, present, err := p.value.of(env)
			if err != nil {
				return engine.Outcome{}, within("with."+p.name, err)
			}
			if present {
				given[p.name] = v
			}
		}
		return engine.Outcome{
			Input: map[string]any{"processing": c.Processing, "with": given},
			Next:  engine.Call{Processing: strings.TrimSpace(c.Processing), With: given, Wait: c.Wait, Within: c.Within},
		}, nil
	}
	return engine.Prepared{Run: run, Effect: engine.Repeatable, Calls: true}, nil
}

// waitAsTime reads wait: 10m as waiting at most so long.
func waitAsTime(with json.RawMessage) json.RawMessage {
	_, config, ok := members(with)
	if text, isText := engine.Decode(config["wait"]).(string); ok && isText && config["within"] == nil {
		if _, lasts := parseDuration(text); lasts {
			config["within"], config["wait"] = config["wait"], json.RawMessage("true")
			return marshal(config)
		}
	}
	return with
}
