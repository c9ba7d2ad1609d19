package sources_test

import (
	"encoding/json"
	"testing"

	"stanok/engine"
	"stanok/sources"
)

func prepare(t *testing.T, kind, with string) engine.PreparedSource {
	t.Helper()
	p, err := source(t, kind).Prepare(json.RawMessage(with), engine.Settings{})
	if err != nil {
		t.Fatalf("%s: %v", with, err)
	}
	return p
}

func TestAPersonStartsAProcessingWithAForm(t *testing.T) {
	p := prepare(t, "manual", `{"params":[{"name":"id","required":true},{"name":"n","type":"number"},{"name":"note"}]}`)
	check(t, "outputs", p.Outputs, "[id n note received_at]")
	ev, err := sources.NewEvent(p, map[string]any{"id": json.Number("4821"), "n": "1.50", "other": true}, began)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "source", ev.Source, "manual")
	check(t, "search", ev.Search, "[4821 1.50]")
	check(t, "value", text(valueOf(t, p, ev)), `{"id":"4821","n":1.50,"received_at":"2026-03-02T09:58:11Z"}`)
	check(t, "bare", text(valueOf(t, p, engine.Event{At: began})), `{"received_at":"2026-03-02T09:58:11Z"}`)
}

func TestAStartWithoutItsParametersIsRefused(t *testing.T) {
	for _, kind := range []string{"manual", "webhook"} {
		p := prepare(t, kind, `{"params":[{"name":"id","required":true},{"name":"n","type":"number"}]}`)
		for code, input := range map[string]map[string]any{"value.missing": nil, "value.kind": {"id": "1", "n": "x"}} {
			_, err := sources.NewEvent(p, input, began)
			if ps := engine.ProblemsOf(err); len(ps) != 1 || ps[0].Code != code || engine.KindOf(err) != engine.Invalid {
				t.Errorf("%s with %v: %v", kind, input, err)
			}
		}
	}
}

func TestAWebhookIsStartedAsIfItsParametersWerePosted(t *testing.T) {
	const with = `{"params":[{"name":"id","in":"query"},{"name":"tags[]","type":"list"}]}`
	p := prepare(t, "webhook", with)
	ev, err := sources.NewEvent(p, map[string]any{"id": json.Number("4821"), "tags[]": []any{"a"}}, began)
	if err != nil {
		t.Fatal(err)
	}
	v := valueOf(t, p, ev)
	check(t, "id", v["id"], "4821")
	check(t, "method", v["method"], "POST")
	check(t, "json", text(v["json"]), `{"id":4821,"tags[]":["a"]}`)
	check(t, "body", v["body"], `{"id":4821,"tags[]":["a"]}`)
	check(t, "search", ev.Search, "[4821 a]")
}

func TestAScheduleIsStartedWithATickForNow(t *testing.T) {
	p := prepare(t, "schedule", `{"every":"1h"}`)
	ev, err := sources.NewEvent(p, map[string]any{"x": "y"}, began)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "value", text(valueOf(t, p, ev)), `{"received_at":"2026-03-02T09:58:11Z","scheduled_at":"2026-03-02T09:58:11Z"}`)
}
