package actions_test

import (
	"reflect"
	"testing"
	"time"

	"stanok/engine"
)

func TestACallAsksForAnotherProcessing(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": map[string]any{"id": "7", "none": nil}}
	given := map[string]any{"id": "7", "b": nil}
	for name, tc := range map[string]struct {
		with string
		want engine.Call
	}{
		"waits if nothing is said": {`{"processing": " Bills "}`, engine.Call{Wait: true, Within: 30 * 24 * time.Hour, With: map[string]any{}}},
		"goes on at once":          {`{"processing": "Bills", "wait": false}`, engine.Call{Within: 30 * 24 * time.Hour, With: map[string]any{}}},
		"waits at most so long":    {`{"processing": "Bills", "wait": true, "within": "10m"}`, engine.Call{Wait: true, Within: 10 * time.Minute, With: map[string]any{}}},
		"a time is for waiting":    {`{"processing": "Bills", "wait": "10m"}`, engine.Call{Wait: true, Within: 10 * time.Minute, With: map[string]any{}}},
		"gives values": {`{"processing": "Bills", "with": {"id": "{{ source.id }}", "a": "{{ optional(source.none) }}", "b": "{{ source.none }}"}}`,
			engine.Call{Wait: true, Within: 30 * 24 * time.Hour, With: given}},
	} {
		out, err := w.try(t, "call", tc.with, vars)
		tc.want.Processing = "Bills"
		if err != nil || !reflect.DeepEqual(out.Next, tc.want) {
			t.Errorf("%s: %+v %v, want %+v", name, out.Next, err, tc.want)
		}
	}
	for with, want := range map[string]string{
		`{}`: "processing document.required", `{"processing": "x", "wait": "long"}`: "wait document.kind", `{"processing": "x", "within": "40d"}`: "within document.range",
	} {
		if got := w.refused(t, "call", with); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, want %s", with, got, want)
		}
	}
}
