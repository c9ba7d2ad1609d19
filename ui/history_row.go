package ui

import (
	"context"

	"stanok/engine"
	"stanok/ui/part"
	"stanok/ui/words"
)

// rows makes rows of operations, remembering their processings.
type rows struct {
	u     *UI
	c     *call
	v     words.Voice
	flows map[engine.ProcessingID]flowOf
	list  historyQuery // that they stand in
}

type flowOf struct {
	name   string
	digest *digest
}

func (u *UI) rows(c *call, v words.Voice) *rows {
	return &rows{u: u, c: c, v: v, flows: map[engine.ProcessingID]flowOf{}}
}

// flow is the processing of an operation; a deleted one has no name.
func (r *rows) flow(ctx context.Context, id engine.ProcessingID) flowOf {
	if f, ok := r.flows[id]; ok {
		return f
	}
	f := flowOf{digest: &digest{}}
	if p, err := r.u.Store.Processing(ctx, r.c.ws, id); err == nil {
		f.name = p.Name
		f.digest = r.u.digest(p)
	}
	r.flows[id] = f
	return f
}

func (r *rows) row(ctx context.Context, op engine.Operation) part.OperationView {
	f := r.flow(ctx, op.Processing)
	o := part.OperationView{
		ID: string(op.ID), State: string(op.State), Href: r.list.operationHref(op.ID), Started: r.u.when(r.c, r.v, op.Created),
		Arrived: r.arrived(f.digest, op), Took: "—", Version: "v" + itoa(op.Version), Test: op.Test,
		Flow: part.LinkView{Text: f.name, Href: "/p/" + string(op.Processing) + "/ops"},
	}
	if f.name == "" {
		o.Flow.Text = r.v.T("history.deleted")
	}
	if op.Retries > 0 {
		o.Attempts = itoa(op.Retries + 1)
	}
	if op.Version == 0 {
		o.Version = r.v.T("history.draft")
	}
	if !op.Finished.IsZero() {
		o.Took = r.v.Span(op.Finished.Sub(op.Created))
	}
	if op.State == engine.Waiting && !op.WakeAt.IsZero() {
		o.Why = r.v.T("history.again", "when", r.v.Moment(op.WakeAt, r.u.now(r.c)))
	}
	if op.Failure != nil {
		o.Why = r.u.tellFailure(r.c, op.Failure)
		if k, ok := f.digest.knot(op.Failure.Node); ok {
			o.Where, o.Action = part.BeadView{Number: k.number, Kind: k.kind}, r.u.name(r.c.lang, k)
		}
	}
	return o
}

// shownParams is how many parameters a row shows.
const shownParams = 2

// arrived are the first parameters of what came, with their names where those
// are certain.
func (r *rows) arrived(d *digest, op engine.Operation) []part.ChipView {
	if !r.c.seesValues() {
		return nil
	}
	var all []part.ChipView
	for i, value := range op.Event.Search[:min(len(op.Event.Search), shownParams)] {
		name := clipRunes(r.c.listed(value), 40)
		if len(op.Event.Search) == len(d.params) {
			name = clipRunes(d.params[i], 24) + " " + name
		}
		all = append(all, part.ChipView{Bead: part.BeadView{Number: "1", Kind: "source"}, Name: name})
	}
	return all
}
