package ui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/page/history"
	"stanok/ui/part"
)

// Bounds of what a stream says at once.
const (
	breath    = 200 * time.Millisecond // between two updates
	maxUpdate = 50                     // rows in one of them
)

// lateness is how long something may be on its way into the store.
const lateness = time.Minute

// sinceParam says in a stream's address when its page was drawn, in milliseconds
// of Unix time.
const sinceParam = "since"

// stream sends events to a browser until it leaves: what say gives, at most one
// for each breath after something that concerns it changed, and at the beginning,
// with no operation named.
func (u *UI) stream(c *call, concerns func(engine.Change) bool, say func(context.Context, []engine.OperationID) (templ.Component, error)) error {
	var changed []engine.OperationID
	hear := func(ch engine.Change) bool {
		if ch.Operation == "" || !concerns(ch) {
			return false
		}
		if !slices.Contains(changed, ch.Operation) {
			changed = append(changed, ch.Operation)
		}
		return true
	}
	ctx := c.Request().Context()
	return u.follow(c, breath, nil, hear, func(w io.Writer) error {
		content, err := say(ctx, changed[max(0, len(changed)-maxUpdate):])
		changed = nil
		if err != nil || content == nil {
			return err
		}
		return event(ctx, w, content)
	})
}

// event writes a component as an event.
func event(ctx context.Context, w io.Writer, content templ.Component) error {
	var b bytes.Buffer
	if err := content.Render(ctx, &b); err != nil {
		return err
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "data: %s\n\n", strings.NewReplacer("\r", " ", "\n", "\ndata: ").Replace(b.String()))
	return err
}

// liveHistory sends rows of operations that are new or have changed.
func (u *UI) liveHistory(c *call) error {
	q, v := historyQueryOf(c), u.voice(c)
	table := part.OperationsView{ID: "history", Flows: q.processing == "", Tries: true, Select: c.role.Includes(engine.Operator) && !q.test, Form: history.BulkForm}
	rows := u.rows(c, v)
	rows.list = q
	concerns := func(ch engine.Change) bool { return q.processing == "" || ch.Processing == q.processing }
	return u.stream(c, concerns, func(ctx context.Context, ids []engine.OperationID) (templ.Component, error) {
		if ids == nil {
			ids = u.missed(ctx, c, q)
		}
		clear(rows.flows)
		var fresh []history.LiveRow
		for _, id := range ids {
			op, err := u.Store.Operation(ctx, c.ws, id)
			if err != nil {
				continue // it may be gone already
			}
			known := q.text != "" || q.field != "" || !q.shows(op, u.now(c)) // only where it stands already
			fresh = append(fresh, history.LiveRow{OperationView: rows.row(ctx, op), OnlyKnown: known})
		}
		return history.Live(v, table, fresh), nil
	})
}

// missed lists, oldest first, the newest operations that began or went on since
// the page was drawn that the stream is for, as its address tells.
func (u *UI) missed(ctx context.Context, c *call, q historyQuery) []engine.OperationID {
	drawn, err := strconv.ParseInt(c.QueryParam(sinceParam), 10, 64)
	if err != nil {
		return nil
	}
	since := time.UnixMilli(drawn).Add(-lateness)
	newest, err := u.Store.FindOperations(ctx, c.ws, engine.OperationQuery{Processing: q.processing, Test: q.test, Limit: maxUpdate})
	if err != nil {
		return nil
	}
	var ids []engine.OperationID
	for _, op := range slices.Backward(newest.Operations) {
		if !op.State.Final() || !op.Created.Before(since) || !op.Finished.Before(since) {
			ids = append(ids, op.ID)
		}
	}
	return ids
}
