package ui

import (
	"stanok/engine"
	"stanok/ui/page/history"
	"stanok/ui/words"
)

// mostChosen is how far is counted to say how many operations a list's filters
// show.
const mostChosen = 2000

// bulk adds to a list what may be done with its rows, for those who may.
func (u *UI) bulk(c *call, v words.Voice, q historyQuery, view *history.View) error {
	if !c.role.Includes(engine.Operator) || q.test {
		return nil
	}
	ctx, chosen := c.Request().Context(), c.QueryParam(allParam) == "true"
	view.Table.Select, view.Table.Form, view.Table.All = true, history.BulkForm, chosen
	if q.cursor != "" {
		return nil
	}
	all := q.values()
	all.Set(allParam, "true")
	asked := repairAsked{historyQuery: q, all: chosen}
	b := &history.BulkView{All: asked.all, Choose: withQuery(q.path(), all), Clear: q.href(), Repair: asked.address("/replays/new", "")}
	if c.role.Includes(engine.Admin) {
		b.Erase = asked.address("/erase", "")
	}
	n, known, err := 0, false, error(nil)
	if q.field == "" { // else each would have to be looked into
		n, known, err = u.Store.CountOperations(ctx, c.ws, q.asked(u.now(c)), mostChosen)
	}
	if err != nil {
		return err
	}
	switch {
	case b.All && known:
		b.Say = v.T("repair.selected.n", "n", n)
	case b.All:
		b.Say = v.T("repair.selected")
	case known:
		b.Say = v.T("repair.select.n", "n", n)
	default:
		b.Say = v.T("repair.select")
	}
	b.Jobs, err = u.jobsNow(ctx, c, v)
	view.Bulk = b
	return err
}
