package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

const watchedFlow = `
format: 1
name: Leads
source: {type: webhook, with: {params: [{name: phone, type: any}, {name: note, type: any}]}}
actions:
  - {id: lead, type: set, title: Write the lead, with: {values: {phone: "{{ source.phone }}"}}}
`

// until runs a processing again and again until something holds.
func (c *client) until(id, input string, holds func() bool) {
	c.t.Helper()
	for end := time.Now().Add(3 * time.Minute); !holds(); {
		if time.Now().After(end) {
			c.t.Fatal("it never holds")
		}
		c.run(id, input, 200)
	}
}

// vigil is that of a processing on record.
func (c *client) vigil(id string) engine.Vigil {
	c.t.Helper()
	all, err := c.store.ListVigils(c.t.Context(), engine.MainWorkspace)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, v := range all {
		if string(v.Processing) == id {
			return v
		}
	}
	return engine.Vigil{}
}

func TestWhatHasDriftedIsShownWithWhoUsesItUntilSomebodySaysItIsRight(t *testing.T) {
	c := newClient(t)
	id := c.create(watchedFlow)
	c.browse("GET", "/p/"+id+"/watch", nil).shows(`data-testid="watch-well"`).lacks(`data-testid="drift-accept"`)
	c.do("POST", "/api/v1/processings/"+id+"/start", "", 200)
	c.until(id, `{"phone": "1", "note": "x"}`, func() bool { return len(c.vigil(id).Fields) > 0 })
	c.until(id, `{"note": 5}`, func() bool { return len(c.vigil(id).Drifted()) > 0 })
	for lang, word := range map[string]string{"en": "phone no longer comes as it did", "ru": "phone приходит не так", "pt-BR": "phone não chega mais"} {
		c.browse("GET", "/", nil, "Accept-Language", lang).shows(`data-key="drift `+id, word, "Write the lead", `/p/`+id+`/watch"`).lacks("⟦")
		c.browse("GET", "/p/"+id+"/watch", nil, "Accept-Language", lang).shows(`data-testid="drift-row"`, `href="/p/`+id+`?at=lead"`, `data-testid="drift-example"`).lacks("⟦")
	}
	c.browse("GET", "/p/"+id, nil).shows(`data-testid="watch-note"`)
	if code, _, to := c.page("POST", "/p/"+id+"/drift", url.Values{}); code != http.StatusSeeOther || to != "/p/"+id+"/watch" {
		t.Fatalf("%d to %s", code, to)
	}
	c.browse("GET", "/p/"+id+"/watch", nil).shows(`data-testid="watch-well"`)
	c.browse("GET", "/", nil).lacks(`data-key="drift `)
}

func TestWhatALetterLeadsToDoesNothingUntilItsButtonIsPressed(t *testing.T) {
	c := newClient(t)
	id := c.create(watchedFlow)
	c.do("POST", "/api/v1/processings/"+id+"/start", "", 200)
	at := "/p/" + id
	muteDay, muteMended := at+"/mute?about=failure&cause=http.status%3A401&for=day", at+"/mute?about=drift&for=mended"
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		for _, path := range []string{at + "/stop", muteDay, muteMended} {
			page := c.browse("GET", path, nil, "Accept-Language", lang).shows(`data-testid="ask"`, `data-testid="ask-do"`).lacks("⟦")
			if n := strings.Count(page.body[strings.Index(page.body, `data-testid="ask"`):], `type="submit"`); n != 1 {
				t.Errorf("%s has %d buttons", path, n)
			}
		}
	}
	p, err := c.store.Processing(t.Context(), engine.MainWorkspace, engine.ProcessingID(id))
	if err != nil || !p.Running || len(c.vigil(id).Mutes) != 0 {
		t.Fatalf("opening them did something: running %v, mutes %v, %v", p.Running, c.vigil(id).Mutes, err)
	}
	for _, form := range []url.Values{{"about": {"failure"}, "cause": {"http.status:401"}, "for": {"day"}}, {"about": {"drift"}, "cause": {"x"}, "for": {"mended"}}} {
		if code, _, to := c.page("POST", at+"/mute", form); code != http.StatusSeeOther || to != at+"/watch" {
			t.Fatalf("%d to %s", code, to)
		}
	}
	mutes := c.vigil(id).Mutes
	if len(mutes) != 2 || mutes[0].Cause != "http.status:401" || time.Until(mutes[0].Until) < 23*time.Hour || mutes[1].Cause != "" || !mutes[1].Until.IsZero() {
		t.Fatalf("mutes %+v", mutes)
	}
	c.browse("GET", at+"/watch", nil).shows(`data-testid="mute-row"`, "http.status:401", "Changed data", "it is mended")
	c.browse("GET", at, nil).shows(`data-testid="watch-note"`, "Letters are muted")
	for _, m := range mutes {
		if code, _, _ := c.page("POST", at+"/unmute", url.Values{"about": {string(m.About)}, "cause": {m.Cause}}); code != http.StatusSeeOther {
			t.Fatalf("unmuting: %d", code)
		}
	}
	if m := c.vigil(id).Mutes; len(m) != 0 {
		t.Errorf("left: %v", m)
	}
	if code, _, _ := c.page("POST", at+"/mute", url.Values{"about": {"ended"}, "for": {"day"}}); code != http.StatusBadRequest && code != http.StatusUnprocessableEntity {
		t.Errorf("what cannot be muted: %d", code)
	}
}

func TestOnlyWhoMayStopMayMute(t *testing.T) {
	h := newHouse(t, nil)
	for role, want := range map[engine.Role]int{engine.Viewer: http.StatusForbidden, engine.Operator: http.StatusNotFound} {
		b := h.as(role)
		for _, path := range []string{"/p/none/stop", "/p/none/mute?about=drift&for=day"} {
			if w := b.ask("GET", path, ""); w.Code != want {
				t.Errorf("%s: %d for %v", path, w.Code, role)
			}
		}
	}
}

func TestAFloodStandsOnTheFirstPageAndAtItsProcessing(t *testing.T) {
	h := newHouse(t, nil)
	is := engine.Processing{ID: "busy", Name: "Busy", Running: true, Created: time.Now(), Updated: time.Now(), Draft: []byte(watchedFlow)}
	if _, err := h.store.PutProcessing(t.Context(), engine.MainWorkspace, is, nil); err != nil {
		t.Fatal(err)
	}
	v := engine.Vigil{Processing: "busy", Flood: engine.Spell{Since: time.Now(), Count: 412}}
	if err := h.store.PutVigil(t.Context(), engine.MainWorkspace, v); err != nil {
		t.Fatal(err)
	}
	b := h.as(engine.Viewer)
	if body := b.ask("GET", "/", "").Body.String(); !strings.Contains(body, `data-key="flood busy"`) || !strings.Contains(body, "412 events in ten minutes") {
		t.Error("the first page does not say it")
	}
	if body := b.ask("GET", "/p/busy/watch", "").Body.String(); !strings.Contains(body, `data-testid="watch-flood"`) {
		t.Error("the processing does not say it")
	}
}

func TestAProcessingThatStoppedByItselfSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		circled bool
		words   map[string]string
	}{
		"a circle": {true, map[string]string{"en": "the same data came over and over", "ru": "снова и снова приходили одни и те же данные", "pt-BR": "os mesmos dados chegaram repetidas vezes"}},
		"failures": {false, map[string]string{"en": "for days everything failed", "ru": "несколько дней подряд были только ошибки", "pt-BR": "há dias tudo falha"}},
	} {
		t.Run(name, func(t *testing.T) {
			one := newClient(t)
			id := one.create(watchedFlow)
			p, err := one.store.Processing(t.Context(), engine.MainWorkspace, engine.ProcessingID(id))
			if err != nil {
				t.Fatal(err)
			}
			p.Running, p.Halted, p.Circled = false, true, c.circled
			if _, err := one.store.PutProcessing(t.Context(), engine.MainWorkspace, p, nil); err != nil {
				t.Fatal(err)
			}
			for lang, words := range c.words {
				one.browse("GET", "/p/"+id+"/watch", nil, "Accept-Language", lang).shows(`data-testid="watch-halted"`, words, "/p/"+id+"/ops").lacks("⟦")
				one.browse("GET", "/p/"+id, nil, "Accept-Language", lang).shows(`data-testid="watch-note"`).lacks("⟦")
			}
			one.do("POST", "/api/v1/processings/"+id+"/start", "", 200)
			one.browse("GET", "/p/"+id+"/watch", nil).lacks(`data-testid="watch-halted"`)
			one.browse("GET", "/p/"+id, nil).lacks(`data-testid="watch-note"`)
		})
	}
}
