package ui

import (
	"slices"
	"time"

	"stanok/engine"
)

// maxSamples is how many requests to a link are shown.
const maxSamples = 20

// listSamples shows the last requests to a link: those that began an operation,
// and those that did not.
func (u *UI) listSamples(c *call) error {
	ctx, id := c.Request().Context(), engine.ProcessingID(c.Param("id"))
	p, err := u.Engine.Processing(ctx, c.ws, id)
	if err != nil {
		return err
	}
	flow, err := u.Engine.Flow(ctx, c.ws, p)
	if err != nil && flow.Source.Value == nil {
		return c.list([]object{}, "")
	}
	samples, err := u.Store.ListSamples(ctx, c.ws, id)
	if err != nil {
		return err
	}
	page, err := u.Store.FindOperations(ctx, c.ws, engine.OperationQuery{Processing: id, Limit: maxSamples})
	if err != nil {
		return err
	}
	items := []object{}
	for _, s := range samples {
		item := u.sample(flow, s.Event, s.Verdict, "")
		item["message"], item["hint"] = u.Texts.Say(c.lang, s.Verdict, s.Args)
		items = append(items, item)
	}
	for _, line := range page.Operations {
		if line.ReplayOf != "" {
			continue
		}
		op, err := u.Store.Operation(ctx, c.ws, line.ID)
		if err != nil {
			return err
		}
		items = append(items, u.sample(flow, op.Event, string(op.State), op.ID))
	}
	slices.SortStableFunc(items, func(a, b object) int {
		return b["received_at"].(time.Time).Compare(a["received_at"].(time.Time))
	})
	return c.list(items[:min(len(items), maxSamples)], "")
}

func (u *UI) sample(f engine.Flow, ev engine.Event, verdict string, op engine.OperationID) object {
	o := object{"received_at": ev.At, "type": ev.Source, "verdict": verdict, "operation": op}
	if v, err := f.Source.Value(ev); err == nil {
		o["input"] = engine.Settled(v)
	}
	return o
}
