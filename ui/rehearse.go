package ui

import (
	"net/http"
	"strconv"

	"stanok/engine"
	"stanok/engine/rehearse"
)

// rehearsals are the numbers of operations that a draft may be rehearsed on.
var rehearsals = []int{20, 50, 200}

// usually is how many it is rehearsed on if nothing is said.
const usually = 50

// rehearse runs the draft on the last operations on record, and answers with what
// would have been different.
func (u *UI) rehearse(c *call) error {
	ctx := c.Request().Context()
	last := usually
	if text := c.QueryParam("last"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > rehearse.Most {
			return wrongParameter("last")
		}
		last = n
	}
	p, err := u.Engine.Processing(ctx, c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return err
	}
	r, err := u.rehearsing().New(ctx, c.ws, p, last)
	if err != nil {
		return u.refusal(c, err)
	}
	if err := u.Rehearsals.Run(ctx, r); err != nil {
		return err
	}
	return c.json(http.StatusOK, u.rehearsed(c, r.Report()))
}

func (u *UI) rehearsing() rehearse.Desk {
	return rehearse.Desk{Engine: u.Engine, Store: u.Store, Clock: u.Clock}
}

// rehearsed is a rehearsal as the API shows it.
func (u *UI) rehearsed(c *call, rep rehearse.Report) object {
	totals := object{}
	for _, verdict := range rehearse.Verdicts {
		totals[string(verdict)] = rep.Totals[verdict]
	}
	groups := make([]object, len(rep.Groups))
	for i, g := range rep.Groups {
		groups[i] = object{
			"verdict": g.Verdict, "what": g.What, "action": g.Node, "path": g.Path, "look": g.Look, "failure": u.failure(c, g.Failure), "operations": g.Operations,
		}
	}
	all := make([]object, len(rep.Results))
	for i, one := range rep.Results {
		all[i] = object{
			"operation": one.Operation, "created_at": one.Created, "state": one.State, "verdict": one.Verdict, "failure": u.failure(c, one.Failure),
			"action": one.Node, "request": engine.Decode(masked(one.Asked)), "differences": differencesOf(one.Found), "more": one.More,
		}
	}
	return object{"revision": rep.Revision, "total": rep.Total, "totals": totals, "groups": groups, "operations": all}
}

func differencesOf(found []rehearse.Difference) []object {
	all := make([]object, len(found))
	for i, d := range found {
		if secretPath(d.Path) {
			d.Before, d.After = hiddenValue(d.Before), hiddenValue(d.After)
		}
		all[i] = object{
			"what": d.What, "action": d.Node, "step": d.Key, "path": d.Path,
			"before": engine.Decode(masked(d.Before)), "after": engine.Decode(masked(d.After)), "gone": d.After == nil, "added": d.Before == nil,
		}
	}
	return all
}
