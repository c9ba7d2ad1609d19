package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func TestTheFirstDayShowsHowToBegin(t *testing.T) {
	c := newClient(t)
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		c.browse("GET", "/", nil, "Accept-Language", lang).shows(`data-testid="first-day"`, `data-testid="first-steps"`, `data-testid="nav-attention"`).lacks("⟦", `data-done="true"`)
	}
	id := c.create(deepFlow)
	page := c.browse("GET", "/", nil).shows("/p/"+id, `data-testid="all-well"`)
	if got := strings.Join(page.all(`<li data-done="(\w+)"`), " "); got != "true false false true" {
		t.Errorf("the steps are done: %s", got)
	}
	c.run(id, `{"phone": "1"}`, 200)
	c.browse("GET", "/", nil).lacks(`data-testid="first-steps"`)
}

func TestWhatNeedsAttentionStandsWorstFirstEachWithOneAction(t *testing.T) {
	c := newClient(t)
	good, bad, row := c.create(deepFlow), c.create(failing), c.create(strings.Replace(failing, `"Failing"`, `"Row"`, 1))
	c.run(good, `{"phone": "1"}`, 200)
	ctx, ws := t.Context(), engine.MainWorkspace
	now := time.Now()
	halted := c.create(strings.Replace(failing, `"Failing"`, `"Halted"`, 1))
	p, err := c.store.Processing(ctx, ws, engine.ProcessingID(halted))
	if err != nil {
		t.Fatal(err)
	}
	p.Running, p.Halted = false, true
	if _, err := c.store.PutProcessing(ctx, ws, p, nil); err != nil {
		t.Fatal(err)
	}
	for id, n := range map[string]int{bad: 2, row: 20, halted: 30} {
		a := engine.Alert{Processing: engine.ProcessingID(id), Since: now.Add(-time.Hour), Failures: n, InRow: n, Last: &engine.Failure{Code: "action.fail", Node: "no", At: now}}
		if err := c.store.PutAlert(ctx, ws, a, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.store.PutConnection(ctx, ws, engine.SealedConnection{Connection: engine.Connection{ID: "soon", Name: "Ploomes", Type: "oauth2", Version: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := c.store.PutAccess(ctx, ws, engine.Access{Connection: "soon", Number: 1, Ends: now.Add(80 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	quiet := c.create(strings.Replace(deepFlow, "name: Deep", "name: Quiet", 1))
	old, err := c.store.Processing(ctx, ws, engine.ProcessingID(quiet))
	if err != nil {
		t.Fatal(err)
	}
	old.Created, old.Started = now.AddDate(0, 0, -9), now.AddDate(0, 0, -9)
	if _, err := c.store.PutProcessing(ctx, ws, old, nil); err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		at := now.Add(-time.Duration(26*60+i*40) * time.Minute)
		op := engine.Operation{ID: engine.OperationID(engine.NewID(at)), Processing: engine.ProcessingID(quiet), Version: 1, Created: at, State: engine.Kept}
		if _, _, err := c.store.CreateOperation(ctx, ws, op); err != nil {
			t.Fatal(err)
		}
	}
	page := c.browse("GET", "/", nil)
	keys := fmt.Sprint(page.all(`data-testid="attention-item" data-look="\w+" data-key="(\w+) [^"]*"`))
	if keys != "[failing failing failing ending quiet kept]" {
		t.Errorf("the items are %s", keys)
	}
	if n := strings.Count(page.body, `data-testid="attention-action"`); n != 6 {
		t.Errorf("%d items have an action", n)
	}
	page.shows("Halted stopped by itself: 30 failures in a row", "Row", "ends in 3 days", "nothing received for 1\u00a0d", "every 40\u00a0min", "Quiet: 12 operations arrived while it was stopped", "/p/"+quiet+"/ops?state=kept").lacks(`data-testid="all-well"`)
	for _, lang := range []string{"ru", "pt-BR"} {
		c.browse("GET", "/", nil, "Accept-Language", lang).lacks("⟦")
	}
}

func TestThatNobodyIsToldOfFailuresIsSaidToWhoCanChangeIt(t *testing.T) {
	h := newHouse(t, nil)
	is := engine.Processing{ID: "runs", Name: "Runs", Running: true, Created: time.Now(), Updated: time.Now(), Draft: []byte(deepFlow)}
	if _, err := h.store.PutProcessing(t.Context(), engine.MainWorkspace, is, nil); err != nil {
		t.Fatal(err)
	}
	said := func(b *browser) bool {
		page := b.ask("GET", "/", "")
		if page.Code != http.StatusOK {
			t.Fatalf("status %d: %s", page.Code, page.Body)
		}
		return strings.Contains(page.Body.String(), `data-key="letters"`)
	}
	owner := h.as(engine.Owner)
	if !said(owner) {
		t.Error("the owner is not told")
	}
	if said(h.as(engine.Editor)) {
		t.Error("an editor is told, who cannot change it")
	}
	owner.ask("POST", "/settings", instance())
	if said(owner) {
		t.Error("there is a mail server by now")
	}
}
