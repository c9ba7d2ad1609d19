package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"stanok/engine"
)

func TestEditsOfSomeoneElseAreNotMade(t *testing.T) {
	h := newHouse(t, nil)
	const draft = `{"format":1,"name":"Orders","source":{"type":"webhook"}}`
	if _, err := h.store.PutProcessing(t.Context(), engine.MainWorkspace, engine.Processing{ID: "orders", Name: "Orders", Token: "t", Draft: []byte(draft)}, nil); err != nil {
		t.Fatal(err)
	}
	b := h.as(engine.Editor)
	page := b.ask("GET", "/p/orders", "").Body.String()
	_, rest, _ := strings.Cut(page, `<st-ops`)
	_, rest, _ = strings.Cut(rest, `person="`)
	me, _, _ := strings.Cut(rest, `"`)
	if me == "" {
		t.Fatalf("the page does not say whose it is: %s", page)
	}
	for person, want := range map[string]int{"someone": http.StatusUnauthorized, me: http.StatusOK} {
		body := fmt.Sprintf(`{"client":"tab","person":%q,"base":1,"at":"source","changes":[{"id":"1","kind":"set","scope":"name","value":"Of %s"}]}`, person, person)
		w := b.ask("POST", "/p/orders/ops", body, "Content-Type", "application/json", "HX-Request", "true")
		p, err := h.store.Processing(t.Context(), engine.MainWorkspace, "orders")
		if err != nil || w.Code != want || (p.Name == "Of "+person) != (want == http.StatusOK) {
			t.Errorf("%s: %d, %v, the draft is of %q", person, w.Code, err, p.Name)
		}
		if asked := strings.Contains(w.Body.String(), `data-testid="ask-go-on"`); asked != (want == http.StatusUnauthorized) {
			t.Errorf("%s: asked who is there: %v", person, asked)
		}
	}
}
