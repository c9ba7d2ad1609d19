package ui_test

import (
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func TestAttemptsAndWhatWasWaitedForStandInTime(t *testing.T) {
	c := newClient(t)
	id := c.create(sending)
	t0 := time.Now().UTC().Truncate(time.Second) // what is old is forgotten
	at := func(seconds int) time.Time { return t0.Add(time.Duration(seconds) * time.Second) }
	op := engine.Operation{ID: "again", Processing: engine.ProcessingID(id), Version: 1, Created: t0, Event: engine.Event{Source: "manual"}}
	step := engine.Step{
		Key: "send", Node: "send", Seq: 1, State: engine.StepDone, Attempt: 3, Started: t0, Began: at(9), Finished: at(10), Output: []byte(`{"status":200}`),
		Tries: []engine.Try{{Began: t0, Ended: at(1), Code: "http.status", Status: "503"}, {Began: at(3), Ended: at(4), Code: "http.timeout"}},
	}
	if _, _, err := c.store.CreateOperation(t.Context(), engine.MainWorkspace, op, step); err != nil {
		t.Fatal(err)
	}
	lease, _, _, err := c.store.Claim(t.Context(), engine.MainWorkspace, op.ID, at(1), at(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.store.Checkpoint(t.Context(), engine.MainWorkspace, lease, engine.Progress{State: engine.Succeeded, At: at(10)}); err != nil {
		t.Fatal(err)
	}
	for lang, said := range map[string]string{"en": "attempts: 503, Failed, 200", "ru": "попытки: 503, ", "pt-BR": "tentativas: 503, "} {
		page := c.browse("GET", "/ops/again", nil, "Accept-Language", lang).shows(said, `data-offset-ms="0" data-width-ms="10000"`)
		_, row, _ := strings.Cut(page.body, `data-key="send"`)
		row, _, _ = strings.Cut(row, "</svg></a>")
		var drawn []string
		for _, bar := range []string{`class="fail" x="0%" y="4" width="10%"`, `class="wait" x1="10%" x2="30%"`, `class="fail" x="30%" y="4" width="10%"`, `class="wait" x1="40%" x2="90%"`, `class="ok" x="90%" y="4" width="10%"`} {
			if !strings.Contains(row, bar) {
				drawn = append(drawn, bar)
			}
		}
		if len(drawn) > 0 {
			t.Errorf("%s: not drawn: %v", lang, drawn)
		}
	}
}
