package ui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// Bounds of the groups of failures: how many of the newest are looked at, and how
// many groups are shown.
const (
	mostGrouped = 1000
	causesShown = 6
)

// causeGroup are failures of one cause at one action.
type causeGroup struct {
	processing  engine.ProcessingID
	node        engine.NodeID
	cause       string
	n           int
	first, last time.Time
	failure     *engine.Failure // of the newest
	operation   engine.OperationID
}

// codeOf takes a cause apart; see engine.Failure.Cause.
func codeOf(cause string) (code, status string) {
	code, status, _ = strings.Cut(cause, ":")
	return code, status
}

// grouped are the failures of a query by cause, those with most first. more says
// that there are older ones that were not looked at.
func (u *UI) grouped(c *call, asked engine.OperationQuery) (all []*causeGroup, more bool, err error) {
	type key struct {
		processing engine.ProcessingID
		node       engine.NodeID
		cause      string
	}
	of := map[key]*causeGroup{}
	asked.States, asked.Limit, asked.Cursor = []engine.State{engine.Failed, engine.UncertainState}, 500, ""
	for seen := 0; seen < mostGrouped; {
		page, err := u.Store.FindOperations(c.Request().Context(), c.ws, asked)
		if err != nil {
			return nil, false, err
		}
		for _, op := range page.Operations {
			if op.Failure == nil {
				continue
			}
			k := key{op.Processing, op.Failure.Node, op.Failure.Cause()}
			g := of[k]
			if g == nil {
				g = &causeGroup{processing: k.processing, node: k.node, cause: k.cause, last: op.Created, failure: op.Failure, operation: op.ID}
				of[k] = g
				all = append(all, g)
			}
			g.n, g.first = g.n+1, op.Created
		}
		seen += len(page.Operations)
		if asked.Cursor, more = page.Next, page.Next != ""; !more || len(page.Operations) < asked.Limit {
			break // the store has looked for long enough
		}
	}
	slices.SortStableFunc(all, func(a, b *causeGroup) int { return cmp.Compare(b.n, a.n) })
	return all, more, nil
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
		if k, ok := flow.digest.knot(g.node); ok {
			card.Bead = part.BeadView{Number: k.number, Kind: k.kind, Small: true}
		}
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
