package actiontest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"stanok/engine"
)

// input is what an attempt of a step is given, and where it logs to.
func input(s Subject) (engine.Input, *bytes.Buffer) {
	var log bytes.Buffer
	return engine.Input{
		Workspace: engine.MainWorkspace, Processing: "p1", Operation: "op1", Root: "op1", Node: "node",
		Key: "op1/node", Attempt: 1, Now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
		Vars: s.Vars, Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}, &log
}

func givesPlainValues(t *testing.T, s Subject) {
	p := prepared(t, s, s.With)
	out, _, err := run(t.Context(), s, p, nil)
	if err != nil {
		if code := engine.FailureOf(err, time.Time{}).Code; !slices.Contains(s.Action.Spec().Codes, code) {
			t.Errorf("its error %q is not among its codes", code)
		}
	}
	survives(t, "input", out.Input)
	survives(t, "output", out.Output)
	fields, ok := out.Output.(map[string]any)
	if !ok {
		return
	}
	if p.Derive != nil {
		derived := map[string]any{}
		for k, v := range fields {
			derived[k] = v
		}
		p.Derive(derived)
		fields, _ = engine.Settled(derived).(map[string]any)
		survives(t, "derived output", fields)
	}
	for name := range fields {
		if p.Outputs != nil && !slices.Contains(p.Outputs, name) {
			t.Errorf("it gives %q, which is not among its outputs %v", name, p.Outputs)
		}
	}
}

// survives fails if v is not plain, or is another value after a restart.
func survives(t *testing.T, what string, v any) {
	t.Helper()
	if strange := strangeIn(v); strange != "" {
		t.Errorf("the %s holds a %s", what, strange)
		return
	}
	raw, err := json.Marshal(v)
	if err != nil {
		t.Errorf("the %s cannot be kept: %v", what, err)
		return
	}
	if again := engine.Decode(raw); !reflect.DeepEqual(again, v) && v != nil {
		t.Errorf("the %s comes back from the store as %v, it was %v", what, again, v)
	}
}

// strangeIn names the first type in v that no plain value holds.
func strangeIn(v any) string {
	switch v := v.(type) {
	case nil, bool, string, json.Number:
		return ""
	case []any:
		for _, e := range v {
			if s := strangeIn(e); s != "" {
				return s
			}
		}
		return ""
	case map[string]any:
		for _, e := range v {
			if s := strangeIn(e); s != "" {
				return s
			}
		}
		return ""
	}
	return fmt.Sprintf("%T", v)
}

func servesManyAtOnce(t *testing.T, s Subject) {
	p := prepared(t, s, s.With)
	first, _, firstErr := run(t.Context(), s, p, nil)
	type result struct {
		out engine.Outcome
		err error
	}
	results := make(chan result)
	for range 8 {
		go func() {
			out, _, err := run(context.WithoutCancel(t.Context()), s, p, nil)
			results <- result{out, err}
		}()
	}
	for range 8 {
		r := <-results
		if (r.err == nil) != (firstErr == nil) || reflect.TypeOf(r.out.Next) != reflect.TypeOf(first.Next) {
			t.Errorf("one of many at once ended with %v %v, alone with %v %v", r.out.Next, r.err, first.Next, firstErr)
		}
	}
}
