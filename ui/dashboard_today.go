package ui

import (
	"context"
	"sync"
	"time"

	"stanok/engine"
	"stanok/ui/page/dashboard"
	"stanok/ui/words"
)

// Bounds of the dayFigures of a day, and of what they are compared with: so many
// weeks back, for so long.
const (
	mostToday    = 10_000
	weeksBack    = 4
	usualPatient = 300 * time.Millisecond
	usualKept    = 10 * time.Minute
)

// usual are the least and the most of a figure on days like this one by this time.
type usual struct{ least, most int }

// usuals remembers them, by workspace and figure.
type usuals struct {
	mu sync.Mutex
	of map[engine.WorkspaceID]usualDay
}

// usualDay is what was found out at a time, of so many days.
type usualDay struct {
	at   time.Time
	days int
	all  map[string]usual
}

// dayFigures are those of a day, by name, with what each counts.
var dayFigures = []struct {
	name   string
	states []string
}{{"received", nil}, {"succeeded", []string{"succeeded"}}, {"failed", []string{"failed", "uncertain"}}}

// today fills in the dayFigures.
func (u *UI) today(c *call, v words.Voice, view *dashboard.View) error {
	now := u.now(c)
	past, days := u.usual(c, now)
	if days > 0 {
		view.Than = v.T("dash.than", "n", days)
	}
	for _, f := range dayFigures {
		q := historyQuery{period: "today", states: f.states}
		n, all, err := u.Store.CountOperations(c.Request().Context(), c.ws, q.asked(now), mostToday)
		if err != nil {
			return err
		}
		one := dashboard.Figure{Name: v.T("dash.figure." + f.name), Value: v.Number(int64(n)), Href: q.href()}
		if !all {
			one.Value += "+"
		}
		if f.name == "failed" && n > 0 {
			one.Look = "fail"
		}
		if days > 0 {
			one.Usual = compared(v, n, past[f.name])
		}
		view.Today = append(view.Today, one)
	}
	waiting := historyQuery{states: []string{"waiting"}}
	n, err := u.counted(c, v, waiting)
	view.Today = append(view.Today, dashboard.Figure{Name: v.T("history.view.waiting"), Value: n, Href: waiting.href()})
	return err
}

// compared says how a figure is to what is usual.
func compared(v words.Voice, n int, past usual) string {
	switch {
	case n < past.least:
		return v.T("dash.fewer", "from", past.least, "to", past.most)
	case n > past.most:
		return v.T("dash.usually", "from", past.least, "to", past.most)
	}
	return v.T("dash.as_usual", "from", past.least, "to", past.most)
}

// usual counts the same day of the weeks before up to the same time. It is given
// up, for a while, where that takes too long.
func (u *UI) usual(c *call, now time.Time) (all map[string]usual, days int) {
	u.usuals.mu.Lock()
	defer u.usuals.mu.Unlock()
	if known, ok := u.usuals.of[c.ws]; ok && now.Sub(known.at) < usualKept && now.Sub(known.at) >= 0 {
		return known.all, known.days
	}
	ctx, done := context.WithTimeout(c.Request().Context(), usualPatient)
	defer done()
	all = map[string]usual{}
	for week := 1; week <= weeksBack; week++ {
		then := now.AddDate(0, 0, -7*week)
		counts := map[string]int{}
		for _, f := range dayFigures {
			q := historyQuery{states: f.states}.asked(now)
			q.From, q.To, q.Cursor = startOf(then), then, engine.FloorID(then.Add(time.Minute))
			n, _, err := u.Store.CountOperations(ctx, c.ws, q, mostToday)
			if err != nil {
				all, days = nil, 0
				break
			}
			counts[f.name] = n
		}
		if all == nil {
			break
		}
		if counts["received"] == 0 { // there was nothing yet
			continue
		}
		days++
		for name, n := range counts {
			was, known := all[name]
			if !known {
				was = usual{n, n}
			}
			all[name] = usual{min(was.least, n), max(was.most, n)}
		}
	}
	if u.usuals.of == nil {
		u.usuals.of = map[engine.WorkspaceID]usualDay{}
	}
	u.usuals.of[c.ws] = usualDay{now, days, all}
	return all, days
}
