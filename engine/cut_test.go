package engine_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/enginetest"
)

func TestACutOutputKeepsItsShape(t *testing.T) {
	long := strings.Repeat("ж", 300<<10)
	many := make([]any, 40_000)
	wide := map[string]any{}
	for i := range many {
		many[i] = map[string]any{"n": json.Number("9007199254740993"), "text": "row"}
		wide["k"+strings.Repeat("x", i%7)+strings.Repeat("y", i/500)] = many[i]
	}
	cases := map[string]any{
		"a long text":      map[string]any{"status": json.Number("200"), "body": long, "headers": map[string]any{"a": "b"}},
		"a long list":      map[string]any{"status": json.Number("200"), "list": many},
		"a wide object":    map[string]any{"status": json.Number("200"), "object": map[string]any{"w": wide, "m": many}},
		"awkward letters":  map[string]any{"status": json.Number("200"), "body": strings.Repeat("\x00\"\\", 200<<10)},
		"several of them":  map[string]any{"status": json.Number("200"), "a": long, "b": long, "c": many, "d": []any{long, long}},
		"a list in a list": map[string]any{"status": json.Number("200"), "l": []any{many, []any{many, many}}},
	}
	for name, output := range cases {
		t.Run(name, func(t *testing.T) {
			give := act("give", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
				return engine.Outcome{Output: output}, nil
			})
			bubble(t, enginetest.Source{}, []engine.Action{give}, func(b *enginetest.Bench) {
				_, steps := b.Wait(b.Send(b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "give"}), `{}`))
				s := steps[0]
				if s.Clipped == nil || s.Clipped.Size <= 256<<10 || len(s.Output) > 256<<10 || len(s.Output) < 16<<10 {
					t.Fatalf("%+v, %d bytes are left", s.Clipped, len(s.Output))
				}
				left, ok := engine.Decode(s.Output).(map[string]any)
				if !ok || left["status"] != json.Number("200") || len(left) != len(output.(map[string]any)) {
					t.Errorf("%.100s", s.Output)
				}
				if body, ok := left["body"].(string); ok && !strings.HasSuffix(body, "…") {
					t.Error("nothing shows that the text goes on")
				}
			})
		})
	}
}

func TestWhatNoCuttingMakesFitIsAText(t *testing.T) {
	deep := map[string]any{}
	var fill func(m map[string]any, depth int)
	fill = func(m map[string]any, depth int) {
		for _, k := range []string{"a", "b", "c", "d"} {
			if depth == 0 {
				m[k] = "leaf of a tree"
				continue
			}
			inner := map[string]any{}
			fill(inner, depth-1)
			m[k] = inner
		}
	}
	fill(deep, 7)
	give := act("give", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) { return engine.Outcome{Output: deep}, nil })
	bubble(t, enginetest.Source{}, []engine.Action{give}, func(b *enginetest.Bench) {
		_, steps := b.Wait(b.Send(b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "give"}), `{}`))
		left, ok := engine.Decode(steps[0].Output).(string)
		if !ok || len(steps[0].Output) > 257<<10 || !strings.HasSuffix(left, "…") {
			t.Errorf("%d bytes are left", len(steps[0].Output))
		}
	})
}
