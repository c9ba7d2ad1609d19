package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// Bounds of a search for a field's value: how many operations that have the value
// anywhere are looked into for one page, and how many bytes of each.
const (
	maxLookedInto = 400
	maxLookedAt   = 1 << 20
)

// foundOf lists the operations that a query asks for. Those with a field's value
// are found by the value and looked into; a page of them may be short.
func (u *UI) foundOf(c *call, q historyQuery) (engine.OperationPage, error) {
	ctx, asked := c.Request().Context(), q.asked(u.now(c))
	if q.field == "" {
		return u.Store.FindOperations(ctx, c.ws, asked)
	}
	var page engine.OperationPage
	for looked := 0; ; {
		some, err := u.Store.FindOperations(ctx, c.ws, asked)
		if err != nil {
			return page, err
		}
		for _, op := range some.Operations {
			if looked++; looked > maxLookedInto || len(page.Operations) == fieldPage {
				return page, nil
			}
			page.Next = string(op.ID)
			if has, err := u.has(ctx, c.ws, op, q.field, q.value); err != nil {
				return page, err
			} else if has {
				page.Operations = append(page.Operations, op)
			}
		}
		if asked.Cursor = some.Next; asked.Cursor == "" {
			page.Next = ""
			return page, nil
		}
		if page.Next == "" || len(some.Operations) == 0 {
			page.Next = some.Next
			return page, nil
		}
	}
}

const fieldPage = 50

// has reports whether what an operation received, or what an action of it gave,
// has a field with a value. A field is named by itself or by its whole path.
func (u *UI) has(ctx context.Context, ws engine.WorkspaceID, op engine.Operation, field, value string) (bool, error) {
	whole, err := u.Store.Operation(ctx, ws, op.ID)
	if engine.KindOf(err) == engine.NotFound && err != nil {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	steps, err := u.Store.Steps(ctx, ws, op.ID)
	if err != nil {
		return false, err
	}
	field, value = engine.Fold(field), engine.Fold(value)
	all := []json.RawMessage{whole.Event.Data}
	for _, s := range steps {
		all = append(all, s.Output)
	}
	if plan, err := u.Engine.PlanOf(ctx, ws, whole); err == nil && plan.Source.Value != nil {
		all = append(all, eval.OrderOf(u.input(plan, whole.Event), nil, nil).Append(nil, u.input(plan, whole.Event)))
	}
	for _, raw := range all {
		if len(raw) <= maxLookedAt && bytes.IndexByte(raw, '{') >= 0 && hasField(raw, field, value) {
			return true, nil
		}
	}
	return false, nil
}

// hasField looks for a field in a JSON text; both are folded. What is under a name
// that looks secret is not looked at.
func hasField(raw json.RawMessage, field, value string) bool {
	values, order := leaves(raw)
	for _, path := range order {
		folded := engine.Fold(path)
		if (folded == field || strings.HasSuffix(folded, `["`+field+`"]`)) && engine.Fold(values[path]) == value {
			return true
		}
	}
	return false
}
