package ui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/page/history"
	"stanok/ui/words"
)

// Bounds of the groups of failures: how many of the newest are looked at, and how
// many groups are shown.
const (
	mostGrouped = 1000
	causesShown = 6
)

// causeKey is a cause at an action; operations that did not fail have their state
// for a cause.
type causeKey struct {
	processing engine.ProcessingID
	node       engine.NodeID
	cause      string
	state      engine.State
}

// causeGroup are operations of one cause at one action.
type causeGroup struct {
	causeKey
	n           int
	first, last time.Time
	failure     *engine.Failure    // of the one looked at first; nil for those that did not fail
	operation   engine.OperationID // that one, and how it stands
	stands      engine.State
}

// causeTally counts operations by cause.
type causeTally struct {
	of  map[causeKey]*causeGroup
	all []*causeGroup
}

func (t *causeTally) add(op engine.Operation) {
	k := causeKey{processing: op.Processing, state: op.State}
	if op.Failure != nil {
		k = causeKey{processing: op.Processing, node: op.Failure.Node, cause: op.Failure.Cause()}
	}
	g := t.of[k]
	if g == nil {
		g = &causeGroup{causeKey: k, first: op.Created, last: op.Created, failure: op.Failure, operation: op.ID, stands: op.State}
		if t.of == nil {
			t.of = map[causeKey]*causeGroup{}
		}
		t.of[k] = g
		t.all = append(t.all, g)
	}
	g.n++
	if op.Created.Before(g.first) {
		g.first = op.Created
	}
	if op.Created.After(g.last) {
		g.last = op.Created
	}
}

// groups are those with most operations first.
func (t *causeTally) groups() []*causeGroup {
	slices.SortStableFunc(t.all, func(a, b *causeGroup) int { return cmp.Compare(b.n, a.n) })
	return t.all
}

// codeOf takes a cause apart; see engine.Failure.Cause.
func codeOf(cause string) (code, status string) {
	code, status, _ = strings.Cut(cause, ":")
	return code, status
}

// grouped are the failures of a query by cause, those with most first. more says
// that there are older ones that were not looked at.
func (u *UI) grouped(c *call, asked engine.OperationQuery) (all []*causeGroup, more bool, err error) {
	var tally causeTally
	asked.States, asked.Limit, asked.Cursor = []engine.State{engine.Failed, engine.UncertainState}, 500, ""
	for seen := 0; seen < mostGrouped; {
		page, err := u.Store.FindOperations(c.Request().Context(), c.ws, asked)
		if err != nil {
			return nil, false, err
		}
		for _, op := range page.Operations {
			if op.Failure != nil {
				tally.add(op)
			}
		}
		seen += len(page.Operations)
		if asked.Cursor, more = page.Next, page.Next != ""; !more || len(page.Operations) < asked.Limit {
			break // the store has looked for long enough
		}
	}
	return tally.groups(), more, nil
}

// causes are the groups as cards, each of which opens its filter.
func (u *UI) causes(c *call, v words.Voice, q historyQuery) (cards []history.CauseCard, err error) {
	failing := len(q.states) == 0 || slices.Contains(q.states, "failed") || slices.Contains(q.states, "uncertain")
	if !failing || q.field != "" {
		return nil, nil
	}
	all := q.with(func(q *historyQuery) { q.cause, q.node = "", "" })
	groups, more, err := u.grouped(c, all.asked(u.now(c)))
	if err != nil {
		return nil, err
	}
	rows, now := u.rows(c, v), u.now(c)
	for _, g := range groups[:min(len(groups), causesShown)] {
		on := q.cause == g.cause && q.node == g.node && (q.processing == g.processing)
		card := history.CauseCard{On: on, Text: u.shortFailure(c, g.failure), Count: v.T("history.cause.n", "n", g.n), Cause: g.cause, N: g.n}
		if more {
			card.Count = v.T("history.cause.more", "n", g.n)
		}
		card.When = v.T("history.cause.when", "since", v.Moment(g.first.In(c.zone), now), "last", v.Ago(g.last, now))
		if g.n == 1 {
			card.When = v.Moment(g.last.In(c.zone), now)
		}
		flow := rows.flow(c.Request().Context(), g.processing)
		card.Bead = flow.bead(g.node)
		if q.processing == "" {
			card.Flow = flow.name
		}
		card.Href = q.with(func(to *historyQuery) {
			if to.cause, to.node = "", ""; on {
				return
			}
			to.cause, to.node, to.processing = g.cause, g.node, g.processing
		}).href()
		cards = append(cards, card)
	}
	if len(cards) == 1 && q.cause == "" && groups[0].n == 1 { // the row says it all
		return nil, nil
	}
	return cards, nil
}

// shortFailure is a failure in one sentence, with the status where there is one.
func (u *UI) shortFailure(c *call, f *engine.Failure) string {
	say := u.tellFailure(c, f)
	return say
}
