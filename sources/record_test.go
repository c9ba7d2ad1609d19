package sources_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine"
)

// Whatever came, the record gives the same source as the request did.
func TestABodyComesBackByteForByte(t *testing.T) {
	h := newHook(t, `{}`)
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.String().Draw(t, "body")
		h.intake.events = nil
		r := h.send("POST", "", body, "Content-Type", "text/plain")
		if r.status == 422 { // it was a form over a bound
			return
		}
		if len(h.intake.events) != 1 {
			t.Fatalf("answered %d %s", r.status, r.body)
		}
		if got := h.source()["body"]; got != body {
			t.Fatalf("got %q, want %q", got, body)
		}
		if !json.Valid(h.last().Data) {
			t.Fatalf("no JSON: %s", h.last().Data)
		}
	})
}

func TestARecordHoldsTheBodyOnce(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"id"}]}`)
	body := `{"id":"1","note":"` + strings.Repeat("word ", 10_000) + `"}`
	h.json(body).want(t, 200, "")
	if n := len(h.last().Data); n > len(body)+500 {
		t.Errorf("a body of %d bytes takes %d", len(body), n)
	}
	h.send("POST", "", "\xcf\xf0", "Content-Type", "text/plain; charset=windows-1251").want(t, 200, "")
	if data := string(h.last().Data); !strings.Contains(data, `"base64":"z/A="`) || strings.Contains(data, "body") {
		t.Errorf("record %s", data)
	}
}

func TestAnEventWithoutARecordReadsAsNothing(t *testing.T) {
	p := prepare(t, "webhook", `{}`)
	v := valueOf(t, p, engine.Event{At: began})
	check(t, "json", v["json"], nil)
	check(t, "query", text(v["query"]), "{}")
	check(t, "received_at", v["received_at"], "2026-03-02T09:58:11Z")
	for _, data := range []string{`{`, `{"base64":"?"}`} {
		if _, err := p.Value(engine.Event{Data: json.RawMessage(data)}); err == nil {
			t.Errorf("%s was read", data)
		}
	}
}
