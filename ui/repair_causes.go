package ui

import (
	"net/url"

	"stanok/engine"
	"stanok/ui/page/repair"
	"stanok/ui/part"
	"stanok/ui/words"
)

// causesSaid is how many causes a repetition tells apart before it is begun.
const causesSaid = 12

// tallied are operations by cause, those with most first.
func tallied(ops []engine.Operation) []*causeGroup {
	var t causeTally
	for _, op := range ops {
		t.add(op)
	}
	return t.groups()
}

// causesChosen says how many of the operations chosen are of each cause. others is
// how many are of causes that it does not name, in words.
func (u *UI) causesChosen(c *call, v words.Voice, q repairAsked, ops []engine.Operation) (all []repair.CauseView, others string) {
	groups, rows := tallied(ops), u.rows(c, v)
	for _, g := range groups[:min(len(groups), causesSaid)] {
		one := repair.CauseView{Count: v.Number(int64(g.n)), N: g.n, Href: "/ops/" + url.PathEscape(string(g.operation))}
		one.Say = v.T("state.operation." + string(g.state))
		flow := rows.flow(c.Request().Context(), g.processing)
		if g.failure != nil {
			one.Say = u.shortFailure(c, g.failure)
			one.Bead = flow.bead(g.node)
		}
		if q.processing == "" {
			one.Flow = flow.name
		}
		all = append(all, one)
	}
	rest := 0
	for _, g := range groups[len(all):] {
		rest += g.n
	}
	if rest > 0 {
		others = v.T("repair.causes.others", "n", rest)
	}
	return all, others
}

// causesAgain says why repetitions failed again.
func (u *UI) causesAgain(c *call, v words.Voice, b engine.Batch) (all []repair.CauseView, others string) {
	rows := u.rows(c, v)
	for _, cause := range b.Causes {
		one := repair.CauseView{Count: v.Number(int64(cause.Count)), N: cause.Count, Href: "/ops/" + url.PathEscape(string(cause.First))}
		one.Say, one.Try = u.sayFailure(c, &cause.Failure)
		one.Say = c.listed(one.Say)
		if b.Processing != "" {
			one.Bead = rows.flow(c.Request().Context(), b.Processing).bead(cause.Failure.Node)
		}
		all = append(all, one)
	}
	if b.Others > 0 {
		others = v.T("repair.causes.others", "n", b.Others)
	}
	return all, others
}

// bead is that of an action of the processing; none if it has no such action now.
func (f flowOf) bead(node engine.NodeID) part.BeadView {
	if k, ok := f.digest.knot(node); ok {
		return part.BeadView{Number: k.number, Kind: k.kind, Small: true}
	}
	return part.BeadView{}
}

// causesFor are causes as the API shows them.
func (u *UI) causesFor(c *call, groups []*causeGroup) []object {
	all := []object{}
	for _, g := range groups[:min(len(groups), causesSaid)] {
		one := object{"failure": nil, "state": g.stands, "count": g.n, "operation": g.operation}
		if g.failure != nil {
			one["failure"] = u.failure(c, g.failure)
		}
		all = append(all, one)
	}
	return all
}
