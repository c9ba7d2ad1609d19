package product_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// newest opens the newest operation of a list.
func newest(p *browser.Page, list string) (id string) {
	p.Go(list)
	id = p.Attr("operation-row", "data-id")
	p.Go("/ops/" + id)
	p.See("operation-state")
	return id
}

// ends waits until another operation than one is shown, and how it ended.
func ends(p *browser.Page, other, state string) (id string) {
	p.Until("another operation to be shown", `(old) => { const at = document.querySelector("#operation"); return at && at.dataset.id !== old; }`, other)
	p.Has("operation-state", "data-state", state)
	return p.Attr("#operation", "data-id")
}

func TestA12ContinuingRunsNothingASecondTimeOnTheCorrectedVersion(t *testing.T) {
	t.Parallel()
	c := &clinic{read: map[string]int{}, sent: map[string][]string{}}
	w := product.New(t)
	document := fmt.Sprintf(clinicFlow, w.Serve(c))
	wrong := strings.Replace(document, "from: {phone:", "from: {telephone:", 1)
	id := w.Create(wrong)
	w.Post("/processings/"+id+"/start", nil, nil)
	c.ill = true
	w.Post("/processings/"+id+"/operations?wait=60s", map[string]string{"n": "7", "phone": "1"}, nil)
	c.heal()
	w.Put("/processings/"+id, document)
	w.Post("/processings/"+id+"/start", nil, nil)

	p := w.Owner()
	old := newest(p, "/p/"+id+"/ops")
	p.Has("operation-state", "data-state", "failed")
	p.Holds("replay-version", "current")
	p.Screenshot("A12-failed")
	p.Axe()
	p.Click("replay-failed")
	fresh := ends(p, old, "succeeded")
	p.Says("#operation", "v2")
	if !strings.Contains(c.sent["7"][0], `"phone"`) {
		t.Errorf("sent: %v", c.sent)
	}
	c.once7(t, 1)
	p.Click("original")
	p.Has("#operation", "data-id", old)
	p.Has("operation-state", "data-state", "failed")
	p.Says("replay", "Succeeded")
	p.Click("replay")
	p.Has("#operation", "data-id", fresh)
}

// once7 reports it if number 7 was not read once and sent so often.
func (c *clinic) once7(t *testing.T, sent int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.read["7"] != 1 || len(c.sent["7"]) != sent {
		t.Errorf("it was read %d times and sent %d times", c.read["7"], len(c.sent["7"]))
	}
}

// sevenSent is a world in which number 7 was sent.
func sevenSent(t *testing.T) (*product.World, *clinic, string) {
	t.Helper()
	w, c, id := newClinic(t, 0)
	c.heal()
	w.Post("/processings/"+id+"/operations?wait=60s", map[string]any{"n": "7", "phone": "79001112233"}, nil)
	return w, c, id
}

func TestA13WhatWillBeSentASecondTimeIsListedBefore(t *testing.T) {
	t.Parallel()
	w, c, id := sevenSent(t)
	p := w.Owner()
	old := newest(p, "/p/"+id+"/ops")
	p.Click("replay-start")
	p.Says("will-send-again", "Create a record")
	p.Axe()
	c.once7(t, 1)
	p.Click("dialog-cancel")
	p.Click("replay-start")
	p.Click("replay-confirm")
	ends(p, old, "succeeded")
	if len(c.sent["7"]) != 2 {
		t.Errorf("it was sent %d times", len(c.sent["7"]))
	}
	p.Go("/ops/" + old + "/repeat") // as without a script
	p.Says("will-send-again", "Create a record")
	p.Screenshot("A13-page")
	p.Axe()
}

func TestA14ChangedDataAreRepeatedAndTheOriginalStays(t *testing.T) {
	t.Parallel()
	w, c, id := sevenSent(t)
	p := w.Owner()
	p.Except("status of 422") // of the text that is no JSON
	old := newest(p, "/p/"+id+"/ops")
	p.Click("replay-edited")
	p.Holds("edit-phone", "79001112233")
	p.Says("will-send-again", "Create a record")
	p.Screenshot("A14-form")
	p.Axe()
	p.Fill("edit-phone", "79005556677")
	p.Click("replay-confirm")
	fresh := ends(p, old, "succeeded")
	for operation, phone := range map[string]string{old: "79001112233", fresh: "79005556677"} {
		p.Go("/ops/" + operation + "?step=source")
		p.Says("step-output", phone)
	}
	if sent := c.sent["7"]; len(sent) != 2 || !strings.Contains(sent[1], "79005556677") {
		t.Errorf("sent: %v", sent)
	}
	p.Go("/ops/" + old + "/edit?view=text")
	p.Fill("edit-text", `{"n": "7", `)
	p.Click("replay-confirm")
	p.See("edit-wrong")
	p.Holds("edit-text", `{"n": "7", `)
	p.Fill("edit-text", `{"n": "7", "phone": "1"}`)
	p.Click("replay-confirm")
	ends(p, old, "succeeded")
	if sent := c.sent["7"]; len(sent) != 3 || !strings.Contains(sent[2], `"1"`) {
		t.Errorf("sent: %v", sent)
	}
}

func TestOneStepIsRepeatedAloneAsATest(t *testing.T) {
	t.Parallel()
	w, c, id := sevenSent(t)
	p := w.Owner()
	old := newest(p, "/p/"+id+"/ops")
	p.Go("/ops/" + old + "?step=send")
	p.Click("replay-step")
	p.Says("will-send-again", "Create a record")
	p.Axe()
	p.Click("replay-confirm")
	ends(p, old, "succeeded")
	c.once7(t, 2)
	p.Go("/p/" + id + "/ops")
	p.Numbers("operation-row", 1) // a test is in no list
}

// broken closes the connection in the middle of every send.
type broken struct{}

func (broken) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

func TestWhatWasCutOffIsDecidedByAPerson(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	id := w.Create(fmt.Sprintf(`
format: 1
name: Cut off
source: {type: manual}
actions:
  - {id: send, type: http.request, title: Create a record, with: {method: POST, url: "%s/record"}}
`, w.Serve(broken{})))
	w.Post("/processings/"+id+"/start", nil, nil)
	p := w.Owner()
	for do, state := range map[string]string{"resolve-arrived": "succeeded", "resolve-give-up": "cancelled", "resolve-not-arrived": "uncertain"} {
		w.Post("/processings/"+id+"/operations?wait=60s", map[string]string{}, nil)
		newest(p, "/p/"+id+"/ops")
		p.Has("operation-state", "data-state", "uncertain")
		p.Says("resolve-known", "POST")
		p.Says("resolve-known", "/send")
		if do == "resolve-arrived" {
			p.Screenshot("uncertain")
			p.Axe()
		}
		p.Click(do)
		p.Has("operation-state", "data-state", state)
	}
}

func TestWhatArrivedWhileStoppedIsProcessedInBulk(t *testing.T) {
	t.Parallel()
	w, c, id := newClinic(t, 0)
	c.heal()
	w.Post("/processings/"+id+"/stop", nil, nil)
	for n := range 5 {
		r, err := http.Post(fmt.Sprintf("%s?n=%d&phone=1", w.Link(id), n), "", nil)
		if err != nil || r.StatusCode != http.StatusOK {
			t.Fatal(r, err)
		}
		_ = r.Body.Close()
	}
	w.Post("/processings/"+id+"/start", nil, nil)
	p := w.Owner()
	p.Go("/p/" + id + "/ops?state=kept")
	p.Says("select-all-matching", "5")
	p.Click("select-all-matching")
	p.Says("bulk-selected", "5")
	p.Click("bulk-replay")
	p.Has("bulk-count", "data-count", "5")
	p.Click("replay-confirm")
	progress(p, 5)
	p.Says("bulk-line", "5 succeeded")
	c.once(t, 5)
}
