package actions

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// delay parks an operation.
type delay struct{ Deps }

type delayConfig struct {
	For   time.Duration `json:"for"`
	Until string        `json:"until"`
}

// maxDelay is as long as an operation may live.
const maxDelay = 30 * 24 * time.Hour

func (delay) Spec() engine.Spec {
	return engine.Spec{
		Type: "delay", Version: 1, Group: "logic", Help: help("delay"),
		Fields: []engine.Field{
			{Name: "for", Type: engine.DurationField},
			{Name: "until", Type: engine.TextField},
		},
		Outputs: []string{"until"},
		Codes:   []string{"value.missing", "value.kind", "value.limit"},
	}
}

func (a delay) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c delayConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	until := f.text("until", c.Until, eval.Plain)
	f.lasting("for", c.For, "0s", "30d")
	if len(f.problems) == 0 && (c.For == 0) == (strings.TrimSpace(c.Until) == "") {
		f.wrong("", "document.one_of", "keys", "for, until")
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		now := a.Clock.Now()
		if c.For > 0 {
			return waitUntil(now.Add(c.For), now, in.Pretend), nil
		}
		at, err := momentOf(until, a.envOf(ctx, in), in.Now.Location())
		if err != nil {
			return engine.Outcome{}, within("until", err)
		}
		if at.Sub(now) > maxDelay {
			return engine.Outcome{}, within("until", refused("value.limit", "name", "until", "limit", "30d"))
		}
		return waitUntil(at, now, in.Pretend), nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs}, nil
}

// waitUntil goes on at once when the moment has come, and in a rehearsal.
func waitUntil(at, now time.Time, pretend bool) engine.Outcome {
	at = at.UTC()
	out := engine.Outcome{Output: map[string]any{"until": at.Format(time.RFC3339)}}
	if at.After(now) && !pretend {
		out.Next = engine.Wait{Until: at}
	}
	return out
}

// moments are the ways a date and time may be written, beside RFC 3339.
var moments = []string{
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
	"02.01.2006 15:04:05", "02.01.2006 15:04", "02.01.2006",
}

func momentOf(until *eval.Text, env eval.Env, zone *time.Location) (time.Time, error) {
	text, err := until.String(env)
	if err != nil {
		return time.Time{}, err
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, refused("value.missing", "name", "until")
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	for _, layout := range moments {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, refused("value.kind", "name", "until", "kind", "text", "want", "date")
}
