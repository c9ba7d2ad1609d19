package ui_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func TestALoopSaysHowManyItemsThereAreAndShowsEach(t *testing.T) {
	h := newHouse(t, nil)
	const draft = `{"format":1,"name":"Orders","source":{"type":"webhook"},"actions":[{"id":"each","type":"loop","with":{"over":"{{ source.json.all }}"},"branches":{"each":[{"id":"in","type":"http.request","with":{"url":"https://crm.example.com/{{ item.name }}"}}]}}]}`
	if _, err := h.store.PutProcessing(t.Context(), engine.MainWorkspace, engine.Processing{ID: "orders", Name: "Orders", Token: "t", Draft: []byte(draft)}, nil); err != nil {
		t.Fatal(err)
	}
	b := h.as(engine.Owner)
	page := func(path string, want ...string) {
		t.Helper()
		w := b.ask("GET", path, "", partly...)
		for _, text := range want {
			if w.Code != 200 || !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %d, no %s in %s", path, w.Code, text, w.Body)
			}
		}
	}
	page("/p/orders?at=each", "will be seen with data")
	sample := engine.Sample{Event: engine.Event{Source: "webhook", At: time.Now(), Data: json.RawMessage(
		`{"method":"POST","headers":{},"shape":"json","body":"{\"all\":[{\"name\":\"Ann\"},{\"name\":\"Bob\",\"password\":\"s3cret\"},{\"name\":\"Eve\"}]}"}`)}}
	if err := b.store.AddSample(t.Context(), engine.MainWorkspace, "orders", sample); err != nil {
		t.Fatal(err)
	}
	page("/p/orders?at=each", "3 items in the sample", "1/3", "Ann")
	page("/p/orders/panel?at=each&turn=each:1", "2/3", "Bob", "•••")
	page("/p/orders?at=in", "https://crm.example.com/Bob")
	page("/p/orders/panel?at=each&turn=each:9", "3/3", "Eve")
	page("/p/orders/panel?at=each&turn=each:0", "1/3")
	page("/p/orders?at=in", "https://crm.example.com/Ann")
	if w := b.ask("GET", "/p/orders/panel?at=each&turn=each:1", "", partly...); strings.Contains(w.Body.String(), "s3cret") {
		t.Error("a password is shown")
	}
}
