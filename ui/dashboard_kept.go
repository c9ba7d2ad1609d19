package ui

import (
	"slices"

	"stanok/engine"
	"stanok/ui/page/dashboard"
	"stanok/ui/part"
	"stanok/ui/words"
)

// maxKeptSeen is how many operations that were kept are looked at to find whose
// they are.
const maxKeptSeen = 200

// waitingKept are the running processings with operations that arrived while they were
// stopped: nobody begins those but a person.
func (u *UI) waitingKept(c *call, v words.Voice, all []summary) (items []ranked, err error) {
	ctx := c.Request().Context()
	page, err := u.Store.FindOperations(ctx, c.ws, engine.OperationQuery{States: []engine.State{engine.Kept}, Limit: maxKeptSeen})
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if !s.Running || !slices.ContainsFunc(page.Operations, func(op engine.Operation) bool { return op.Processing == s.ID }) {
			continue
		}
		q := historyQuery{processing: s.ID, states: []string{"kept"}}
		n, _, err := u.Store.CountOperations(ctx, c.ws, q.asked(u.now(c)), mostShown)
		if err != nil {
			return nil, err
		}
		items = append(items, ranked{rank: rankKept, n: n, Item: dashboard.Item{
			Key: "kept " + string(s.ID), Look: "wait", Icon: "state-kept", Word: v.T("history.state.kept"),
			Title: v.T("dash.kept", "name", s.Name, "n", n), Text: v.T("dash.kept.text"), Action: part.ButtonView{Text: v.T("dash.kept.do"), Href: q.href()},
		}})
	}
	return items, nil
}
