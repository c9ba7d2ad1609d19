package ui

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/page/dashboard"
	"stanok/ui/page/people"
	"stanok/ui/part"
	"stanok/ui/words"
)

// Bounds of the room for the history, in gigabytes.
const (
	leastBudget = 0.1
	mostBudget  = 100_000
)

// gigabytes is a size as its field has it.
func gigabytes(bytes int64) string {
	return strconv.FormatFloat(math.Round(float64(bytes)/(1<<30)*100)/100, 'f', -1, 64)
}

func bytesOf(gigabytes string) (int64, bool) {
	n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(gigabytes), ",", "."), 64)
	if err != nil || !(n >= leastBudget && n <= mostBudget) {
		return 0, false
	}
	return int64(n * (1 << 30)), true
}

// room is how much of its budget the history takes up; ok is false where nobody
// knows, or there is none.
func (u *UI) room() (r engine.Room, budget int64, ok bool) {
	budget = u.Engine.HistoryBudget()
	store, sized := u.Store.(engine.Fitted)
	if !sized || budget == 0 {
		return r, budget, false
	}
	r, err := store.Room()
	return r, budget, err == nil
}

// kept says how much room the data take up and how long that will do, and where
// a copy of them is.
func (u *UI) kept(v words.Voice, asked string) (k people.KeepView) {
	if r, budget, ok := u.room(); ok {
		k.Size = v.T("people.keep.size", "size", v.Size(r.Live), "budget", v.Size(budget))
		k.Forecast = forecast(v, r, budget)
		k.Working = working(v, r, budget)
		k.Budget, k.FixedBudget = asked, u.Site.HasBudget
	}
	if u.Backup != nil {
		k.Backup = "/api/v1/backup"
	}
	if u.Upkeep != nil {
		k.More = "/settings/data"
	}
	return k
}

// leastKnown is for how long the growth must be known before anything is said of
// what is to come.
const leastKnown = 2 * time.Hour

// forecast says how long the room will do.
func forecast(v words.Voice, r engine.Room, budget int64) string {
	left := engine.CrowdedAt(budget) - r.Live
	switch {
	case left <= 0:
		return v.T("people.keep.full")
	case r.In < leastKnown:
		return v.T("people.keep.unknown")
	case r.Grown <= 0:
		return v.T("people.keep.steady")
	}
	days := float64(left) / float64(r.Grown) * r.In.Hours() / 24
	switch known := coarse(v, r.In); {
	case days > 3650:
		return v.T("people.keep.years", "known", known)
	case days < 1:
		return v.T("people.keep.today", "known", known)
	default:
		return v.T("people.keep.days", "known", known, "n", int(days))
	}
}

// coarse is a span in its largest unit.
func coarse(v words.Voice, d time.Duration) string {
	if d >= 24*time.Hour {
		return v.Span(d.Round(24 * time.Hour))
	}
	return v.Span(d.Round(time.Hour))
}

// working says what is being done to make the file smaller, or why nothing is, and
// what else is to be known of the disk.
func working(v words.Voice, r engine.Room, budget int64) string {
	switch {
	case r.Copying:
		return v.T("people.keep.copying", "percent", int(r.Copied*100))
	case r.Short:
		return v.T("people.keep.short", "file", v.Size(r.File), "need", v.Size(r.Live+r.Live/20))
	case r.File > budget+budget/20:
		return v.T("people.keep.over", "file", v.Size(r.File))
	case r.Remote != "":
		return v.T("people.keep.remote", "kind", r.Remote)
	}
	return ""
}

// crowdedFrom is how full the room is, in hundredths, when that is worth a word.
const crowdedFrom = 85

// crowded is that the room for the history is nearly full, to who can change
// that.
func (u *UI) crowded(c *call, v words.Voice, _ []summary) ([]ranked, error) {
	r, budget, ok := u.room()
	if !ok || !c.role.Includes(engine.Admin) {
		return nil, nil
	}
	full := int((r.Live*100 + budget/2) / budget)
	if full < crowdedFrom && !r.Short {
		return nil, nil
	}
	text := forecast(v, r, budget)
	if r.Short {
		text = working(v, r, budget)
	}
	return []ranked{{rank: rankDisk, Item: dashboard.Item{
		Key: "disk", Look: "warn", Icon: "state-warn", Word: v.T("dash.disk.word"), Title: v.T("dash.disk", "percent", full), Text: text,
		Action: part.ButtonView{Text: v.T("dash.disk.set"), Href: "/settings#settings-data"},
	}}}, nil
}

// full is that the disk has no room, so that nothing is accepted.
func (u *UI) full(c *call, v words.Voice, _ []summary) ([]ranked, error) {
	store, ok := u.Store.(engine.Roomy)
	if !ok {
		return nil, nil
	}
	var err *engine.Error
	if !errors.As(store.Accepting(), &err) || err.Code != "storage.full" {
		return nil, nil
	}
	item := dashboard.Item{
		Key: "full", Look: "fail", Icon: "state-fail", Word: v.T("dash.full.word"), Title: v.T("dash.full"),
		Text: v.T("dash.full.text"), Action: part.ButtonView{Text: v.T("dash.disk.set"), Href: "/settings#settings-data"},
	}
	if !c.role.Includes(engine.Admin) {
		item.Action = part.ButtonView{}
	}
	return []ranked{{rank: rankFull, Item: item}}, nil
}
