package ui

import (
	"context"

	"stanok/engine"
	"stanok/ui/page/history"
	"stanok/ui/words"
)

// How far is counted to say how many operations a list's filters show.
const (
	countPages = 4
	countPage  = 500
)

// bulk adds to a list what may be done with its rows, for those who may.
func (u *UI) bulk(c *call, v words.Voice, q historyQuery, view *history.View) error {
	if !c.role.Includes(engine.Operator) || q.test {
		return nil
	}
	ctx := c.Request().Context()
	all := q.values()
	all.Set(allParam, "true")
	asked := repairAsked{historyQuery: q, all: c.QueryParam(allParam) == "true"}
	b := &history.BulkView{All: asked.all, Choose: withQuery(q.path(), all), Clear: q.href(), Repair: asked.address("/replays/new", "")}
	n, known, err := u.countShown(ctx, c.ws, q.asked(u.now(c)))
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
	view.Bulk, view.Table.Select, view.Table.Form, view.Table.All = b, true, history.BulkForm, b.All
	return err
}

// countShown counts what a query finds, unless that would take long.
func (u *UI) countShown(ctx context.Context, ws engine.WorkspaceID, q engine.OperationQuery) (n int, known bool, err error) {
	q.Limit, q.Cursor = countPage, ""
	for range countPages {
		page, err := u.Store.FindOperations(ctx, ws, q)
		if err != nil {
			return 0, false, err
		}
		n += len(page.Operations)
		if page.Next == "" {
			return n, true, nil
		}
		if len(page.Operations) < countPage { // they are few among many
			return n, false, nil
		}
		q.Cursor = page.Next
	}
	return n, false, nil
}
