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
	For   string `json:"for"`
	Until string `json:"until"`
}

// maxDelay is as long as an operation may live; longestDelay says it to people.
const (
	maxDelay     = 30 * 24 * time.Hour
	longestDelay = "30d"
)

func (delay) Spec() engine.Spec {
	return engine.Spec{
		Type: "delay", Version: 1, Group: "logic", Help: help("delay"),
		Fields: []engine.Field{
			{Name: "for", Type: engine.TextField},
			{Name: "until", Type: engine.TextField},
		},
		Outputs: []string{"until"},
		Codes:   []string{"value.missing", "value.kind", "value.limit"},
	}
}

func (a delay) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c delayConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	until, pause := f.text("until", c.Until, eval.Plain), f.pause("for", c.For)
	if len(f.problems) == 0 && (strings.TrimSpace(c.For) == "") == (strings.TrimSpace(c.Until) == "") {
		f.wrong("", "document.one_of", "keys", "for, until")
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		now, env := a.Clock.Now(), a.envOf(ctx, in)
		if in.Recall != nil {
			now = in.Recall.At()
		}
		if pause != nil {
			d, err := pauseOf(pause, env)
			if err != nil {
				return engine.Outcome{}, within("for", err)
			}
			return waitUntil(engine.Wait{Until: now.Add(d), Paused: true}, now, in.Pretend), nil
		}
		at, err := momentOf(until, env, in.Now.Location())
		if err != nil {
			return engine.Outcome{}, within("until", err)
		}
		if at.Sub(now) > maxDelay {
			return engine.Outcome{}, within("until", refused("value.limit", "name", "until", "limit", longestDelay))
		}
		return waitUntil(engine.Wait{Until: at}, now, in.Pretend), nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs}, nil
}

// pause compiles how long to wait; nil if nothing is said. A length that is
// written out is checked here, one that data gives when it is there.
func (f *form) pause(field, src string) *eval.Text {
	if strings.TrimSpace(src) == "" {
		return nil
	}
	t := f.text(field, src, eval.Plain)
	if t == nil || strings.Contains(src, "{{") {
		return t
	}
	d, ok := parseDuration(src)
	switch {
	case !ok:
		f.wrong(field, "document.duration", "given", clip(src, 60))
	case d > maxDelay:
		f.wrong(field, "document.range", "min", "0s", "max", longestDelay)
	}
	return t
}

func pauseOf(pause *eval.Text, env eval.Env) (time.Duration, error) {
	text, err := pause.String(env)
	if err != nil {
		return 0, err
	}
	d, ok := parseDuration(text)
	switch {
	case strings.TrimSpace(text) == "":
		return 0, refused("value.missing", "name", "for")
	case !ok:
		return 0, refused("value.kind", "name", "for", "want", "duration")
	case d > maxDelay:
		return 0, refused("value.limit", "name", "for", "limit", longestDelay)
	}
	return d, nil
}

// waitUntil goes on at once when the moment has come, and in a rehearsal.
func waitUntil(w engine.Wait, now time.Time, pretend bool) engine.Outcome {
	w.Until = w.Until.UTC()
	out := engine.Outcome{Output: map[string]any{"until": w.Until.Format(time.RFC3339)}}
	if w.Until.After(now) && !pretend {
		out.Next = w
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
