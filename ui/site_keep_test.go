package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/ui"
)

// scales is a store of which a test says how full it is.
type scales struct {
	engine.Store
	room engine.Room
	full error
}

func (s *scales) Size() (int64, error)       { return s.room.Live, nil }
func (s *scales) Full() (bool, error)        { return false, nil }
func (s *scales) Crowded() <-chan struct{}   { return nil }
func (s *scales) Fit(int64)                  {}
func (s *scales) Accepting() error           { return s.full }
func (s *scales) Ready() error               { return s.full }
func (s *scales) Room() (engine.Room, error) { return s.room, nil }

func TestTheSettingsSayHowLongTheRoomWillDo(t *testing.T) {
	const gb, day = 1 << 30, 24 * time.Hour
	s := &scales{}
	var eng *engine.Engine
	h := newHouse(t, func(c *ui.Config) {
		s.Store, c.Store, eng = c.Store, s, c.Engine
		eng.SetHistoryBudget(10 * gb)
	})
	owner := h.as(engine.Owner)
	if _, err := h.store.PutProcessing(t.Context(), engine.MainWorkspace, engine.Processing{ID: "p", Name: "P", Draft: []byte("{}")}, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		room           engine.Room
		says, attended string
	}{
		{engine.Room{Live: 2 * gb, File: 2 * gb, In: time.Minute}, "watched for a few hours", ""},
		{engine.Room{Live: 2 * gb, File: 2 * gb, In: 7 * day}, "does not grow", ""},
		{engine.Room{Live: 2 * gb, File: 2 * gb, Grown: gb, In: 7 * day}, "of the last 7 d it is full in about 49 days", ""},
		{engine.Room{Live: 2 * gb, File: 2 * gb, Grown: 1, In: 7 * day}, "more than ten years", ""},
		{engine.Room{Live: gb * 88 / 10, File: 9 * gb, Grown: gb, In: 3 * time.Hour}, "full within a day", "88 % full"},
		{engine.Room{Live: gb * 92 / 10, File: 9 * gb, Grown: gb, In: 3 * day}, "The room is full", "92 % full"},
		{engine.Room{Live: 2 * gb, File: 9 * gb, Copying: true, Copied: 0.5}, "50 % is done", ""},
		{engine.Room{Live: 2 * gb, File: 9 * gb, Short: true}, "too little room for the copy", "too little room for the copy"},
		{engine.Room{Live: 2 * gb, File: 20 * gb}, "more than it may", ""},
		{engine.Room{Live: 2 * gb, File: 2 * gb, Remote: "NFS"}, "on a network disk (NFS)", ""},
	} {
		s.room = c.room
		page := strings.ReplaceAll(owner.ask("GET", "/settings", "").Body.String(), "\u00a0", " ")
		if !strings.Contains(page, c.says) || strings.Contains(page, "⟦") {
			t.Errorf("%+v: the settings do not say %q", c.room, c.says)
		}
		first := owner.ask("GET", "/", "").Body.String()
		if got := strings.Contains(first, "Room for the history"); got != (c.attended != "") || !strings.Contains(first, c.attended) {
			t.Errorf("%+v: the first page says it: %t", c.room, got)
		}
	}
	if w := owner.ask("POST", "/settings", instance("history_budget", "2,5")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	if got := eng.HistoryBudget(); got != gb*5/2 || h.site.HistoryBudget() != got {
		t.Errorf("the budget is %d, kept is %d", got, h.site.HistoryBudget())
	}
	if page := owner.ask("GET", "/settings", "").Body.String(); !strings.Contains(page, `value="2.5"`) {
		t.Error("the form has another budget")
	}
	for _, wrong := range []string{"0", "-1", "much", "NaN", "1e9"} {
		w := owner.ask("POST", "/settings", instance("history_budget", wrong))
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `data-testid="error-history_budget"`) {
			t.Errorf("%q: %d", wrong, w.Code)
		}
	}
	if eng.HistoryBudget() != gb*5/2 {
		t.Error("a wrong budget took effect")
	}
}

func TestTheFirstPageSaysThatTheDiskIsFull(t *testing.T) {
	s := &scales{}
	h := newHouse(t, func(c *ui.Config) { s.Store, c.Store = c.Store, s })
	if _, err := h.store.PutProcessing(t.Context(), engine.MainWorkspace, engine.Processing{ID: "p", Name: "P", Draft: []byte("{}")}, nil); err != nil {
		t.Fatal(err)
	}
	for _, role := range []engine.Role{engine.Owner, engine.Viewer} {
		for _, full := range []bool{false, true} {
			if s.full = nil; full {
				s.full = &engine.Error{Kind: engine.Unavailable, Code: "storage.full"}
			}
			page := h.as(role).ask("GET", "/", "").Body.String()
			if got := strings.Contains(page, "no room left on the disk"); got != full {
				t.Errorf("full %t: the first page says so to %s: %t", full, role, got)
			}
			if got := strings.Contains(page, `href="/settings#settings-data"`); got != (full && role == engine.Owner) {
				t.Errorf("full %t: %s is led to the settings: %t", full, role, got)
			}
		}
	}
}
