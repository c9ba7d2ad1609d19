package ui

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"time"

	"stanok/engine"
	"stanok/ui/page/dashboard"
	"stanok/ui/part"
	"stanok/ui/words"
)

// What is worth telling on the first page.
const (
	manyInRow     = 20                 // failures
	endsSoon      = 7 * 24 * time.Hour // of an access
	leftUnapplied = 48 * time.Hour
	lookedAtMost  = 60 // processings that are looked at closely
)

// ranks of items, worst first.
const (
	rankFull = iota
	rankStopped
	rankMany
	rankHeld
	rankUncertain
	rankFailing
	rankEnded
	rankDrift
	rankEnds
	rankLetters
	rankDisk
	rankFlood
	rankQuiet
	rankKept
	rankUnapplied
)

// ranked is an item and how bad it is.
type ranked struct {
	dashboard.Item
	rank, n int
}

// attention are the things that need somebody, worst first.
func (u *UI) attention(c *call, v words.Voice, all []summary) ([]dashboard.Item, error) {
	var found []ranked
	for _, gather := range []func(*call, words.Voice, []summary) ([]ranked, error){u.full, u.failing, u.circled, u.behind, u.uncertain, u.ending, u.letters, u.crowded, u.drifting, u.quiet, u.waitingKept, u.unapplied} {
		some, err := gather(c, v, all)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortStableFunc(found, func(a, b ranked) int { return cmp.Or(a.rank-b.rank, b.n-a.n) })
	var items []dashboard.Item
	for _, r := range found {
		if c.visit != nil && c.visit.Person.Hidden[r.Key].After(u.Clock.Now()) {
			continue
		}
		r.Hide, r.Action.Small, r.Action.TestID = c.visit != nil, true, "attention-action"
		items = append(items, r.Item)
	}
	return items, nil
}

// failing are the processings with failures that they have not recovered from.
func (u *UI) failing(c *call, v words.Voice, all []summary) (items []ranked, err error) {
	alerts, err := u.Store.ListAlerts(c.Request().Context(), c.ws)
	if err != nil {
		return nil, err
	}
	now := u.now(c)
	for _, a := range alerts {
		i := slices.IndexFunc(all, func(s summary) bool { return s.ID == a.Processing })
		if !a.Open() || a.Last == nil || i < 0 {
			continue
		}
		s := all[i]
		since := v.Moment(a.Since.In(c.zone), now)
		r := ranked{rank: rankFailing, n: a.Failures, Item: dashboard.Item{
			Key: "failing " + string(s.ID), Look: "fail", Icon: "state-fail", Word: v.T("dash.failing"),
			Title: v.T("dash.failed", "name", s.Name, "n", a.Failures, "since", since),
		}}
		if a.InRow >= manyInRow {
			r.rank, r.Title = rankMany, v.T("dash.row", "name", s.Name, "n", a.InRow, "since", since)
		}
		if s.Halted && !s.Circled {
			r.rank, r.Word, r.Title = rankStopped, v.T("state.processing.halted"), v.T("dash.halted", "name", s.Name, "n", a.InRow, "since", since)
		}
		r.Text = u.tellFailure(c, a.Last)
		k, known := s.knot(a.Last.Node)
		if known {
			r.Bead = part.BeadView{Number: k.number, Kind: k.kind, Small: true}
		}
		q := historyQuery{processing: s.ID, states: []string{"failed", "uncertain"}}
		r.Action = part.ButtonView{Text: v.T("dash.open", "n", a.Failures), Href: q.href()}
		if aboutConnection(a.Last) && known {
			def, _ := u.Engine.Read(s.Draft)
			at := slices.IndexFunc(def.Nodes, func(n engine.Node) bool { return n.ID == k.id })
			r.Action = u.connectionOf(c, v, def.Nodes[at])
			r.Action.Look = part.Strong
		}
		items = append(items, r)
	}
	return items, nil
}

// circled are the processings that were stopped because of a circle.
func (u *UI) circled(_ *call, v words.Voice, all []summary) (items []ranked, err error) {
	for _, s := range all {
		if s.Running || !s.Circled {
			continue
		}
		items = append(items, ranked{rank: rankStopped, Item: dashboard.Item{
			Key: "circled " + string(s.ID), Look: "fail", Icon: "state-fail", Word: v.T("state.processing.halted"),
			Title: v.T("dash.circled", "name", s.Name), Text: v.T("dash.circled.text"),
			Action: part.ButtonView{Text: v.T("dash.circled.open"), Href: historyQuery{processing: s.ID}.href()},
		}})
	}
	return items, nil
}

// behind are the processings where operations wait behind failed ones.
func (u *UI) behind(c *call, v words.Voice, all []summary) (items []ranked, err error) {
	holds := u.Engine.Holds(c.ws)
	for _, s := range all {
		n, by := waitingBehind(holds, s.ID)
		if n == 0 {
			continue
		}
		q := historyQuery{processing: s.ID, states: []string{"failed", "uncertain"}}
		at := q.href()
		if len(by) == 1 {
			at = "/ops/" + string(by[0])
		}
		items = append(items, ranked{rank: rankHeld, n: n, Item: dashboard.Item{
			Key: "held " + string(s.ID), Look: "warn", Icon: "state-warn", Word: v.T("dash.held.word"),
			Title: v.T("dash.held", "name", s.Name, "n", n), Text: v.T("dash.held.text"), Action: part.ButtonView{Text: v.T("dash.held.open"), Href: at},
		}})
	}
	return items, nil
}

// waitingBehind tells how many operations of a processing wait, and for which ones.
func waitingBehind(holds []engine.Hold, id engine.ProcessingID) (n int, by []engine.OperationID) {
	for _, h := range holds {
		if h.Processing == id {
			n, by = n+h.Waiting, append(by, h.Operation)
		}
	}
	return n, by
}

// uncertain are sends of which nobody knows yet whether they arrived.
func (u *UI) uncertain(c *call, v words.Voice, _ []summary) ([]ranked, error) {
	q := historyQuery{states: []string{"uncertain"}}
	n, _, err := u.Store.CountOperations(c.Request().Context(), c.ws, q.asked(u.now(c)), mostShown)
	if err != nil || n == 0 {
		return nil, err
	}
	return []ranked{{rank: rankUncertain, n: n, Item: dashboard.Item{
		Key: "uncertain", Look: "warn", Icon: "state-unsure", Word: v.T("history.state.uncertain"), Title: v.T("dash.uncertain", "n", n),
		Text: v.T("dash.uncertain.text"), Action: part.ButtonView{Text: v.T("dash.answer"), Href: q.href()},
	}}}, nil
}

// ending are connections whose access ends soon, or has.
func (u *UI) ending(c *call, v words.Voice, _ []summary) (items []ranked, err error) {
	ctx, now := c.Request().Context(), u.now(c)
	all, err := u.Store.ListConnections(ctx, c.ws)
	for _, one := range all {
		a, err := u.Store.Access(ctx, c.ws, one.ID)
		if err != nil {
			return nil, err
		}
		ends := a.Ends
		if ends.IsZero() && !a.Renews {
			ends = a.Expires
		}
		r := ranked{Item: dashboard.Item{
			Key: "ending " + string(one.ID), Text: v.T("dash.ends.text"),
			Action: part.ButtonView{Text: v.T("op.connection.one", "name", one.Name), Href: "/connections/" + url.PathEscape(string(one.ID))},
		}}
		switch {
		case a.Ended != nil || !ends.IsZero() && ends.Before(now):
			r.rank, r.Look, r.Icon, r.Word = rankEnded, "fail", "state-fail", v.T("dash.failing")
			r.Title = v.T("dash.ended", "name", one.Name)
		case !ends.IsZero() && ends.Sub(now) < endsSoon:
			r.rank, r.Look, r.Icon, r.Word = rankEnds, "warn", "state-warn", v.T("dash.expires")
			r.Title = v.T("dash.ends", "name", one.Name, "n", max(1, int(ends.Sub(now).Hours()/24)))
		default:
			continue
		}
		items = append(items, r)
	}
	return items, err
}

// letters is that nobody is told of failures, to who can change that.
func (u *UI) letters(c *call, v words.Voice, all []summary) ([]ranked, error) {
	running := slices.ContainsFunc(all, func(s summary) bool { return s.Running })
	if !running || u.Site.Sends() || !c.role.Includes(engine.Admin) {
		return nil, nil
	}
	return []ranked{{rank: rankLetters, Item: dashboard.Item{
		Key: "letters", Look: "warn", Icon: "state-warn", Word: v.T("dash.letters.word"),
		Title: v.T("dash.letters"), Text: v.T("dash.letters.text"), Action: part.ButtonView{Text: v.T("dash.letters.set"), Href: "/settings#settings-mail"},
	}}}, nil
}

// quiet are processings that used to receive something more often than now.
func (u *UI) quiet(c *call, v words.Voice, all []summary) (items []ranked, err error) {
	now := u.now(c)
	for _, s := range all {
		is, err := u.Engine.Silence(c.Request().Context(), c.ws, s.Processing)
		if err != nil {
			return nil, err
		}
		if is.Since.IsZero() {
			continue
		}
		silent := now.Sub(is.Since)
		items = append(items, ranked{rank: rankQuiet, n: int(silent / is.Usual), Item: dashboard.Item{
			Key: "quiet " + string(s.ID), Look: "wait", Icon: "state-wait", Word: v.T("dash.quiet"),
			Title: v.T("dash.silent", "name", s.Name, "long", v.Span(silent.Round(time.Minute))), Text: v.T("dash.silent.text", "often", v.Span(is.Usual.Round(time.Second))),
			Action: part.ButtonView{Text: v.T("dash.link"), Href: "/p/" + string(s.ID) + "?at=source"},
		}})
	}
	return items, nil
}

// unapplied are drafts that have waited long to be applied.
func (u *UI) unapplied(c *call, v words.Voice, all []summary) (items []ranked, err error) {
	now, looked := u.now(c), 0
	for _, s := range all {
		if !s.Running || s.Updated.After(now.Add(-leftUnapplied)) {
			continue
		}
		if looked++; looked > lookedAtMost {
			break
		}
		standing, err := u.standing(c.Request().Context(), c.ws, s.Processing, s.digest)
		if err != nil {
			return nil, err
		}
		if !standing.changed {
			continue
		}
		days := int(now.Sub(s.Updated).Hours() / 24)
		items = append(items, ranked{rank: rankUnapplied, n: days, Item: dashboard.Item{
			Key: "unapplied " + string(s.ID) + " " + strconv.FormatInt(s.Revision, 10), Look: "draft", Icon: "state-draft", Word: v.T("versions.pending"),
			Title: v.T("dash.unapplied", "name", s.Name, "n", days), Text: v.T("dash.unapplied.text"),
			Action: part.ButtonView{Text: v.T("op.editor"), Href: "/p/" + string(s.ID)},
		}})
	}
	return items, nil
}
