package memory

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"stanok/engine"
)

// Bounds of a page of operations.
const (
	pageDefault = 50
	pageMax     = 500
)

// FindOperations is engine.Operations.
func (s *Store) FindOperations(_ context.Context, ws engine.WorkspaceID, q engine.OperationQuery) (engine.OperationPage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := min(cmp.Or(max(q.Limit, 0), pageDefault), pageMax)
	var page engine.OperationPage
	for id, o := range s.in(ws).operations {
		if beyond(q, id) && matches(q, o.op) {
			page.Operations = append(page.Operations, o.op)
		}
	}
	slices.SortFunc(page.Operations, func(a, b engine.Operation) int { return cmp.Compare(b.ID, a.ID) })
	if q.Newer != "" {
		slices.Reverse(page.Operations)
	}
	if len(page.Operations) > limit {
		page.Operations = page.Operations[:limit]
		page.Next = string(page.Operations[limit-1].ID)
	}
	for i, op := range page.Operations {
		op.Event.Data, op.Reply, op.Draft, op.Trial, op.Forgotten = nil, nil, nil, nil, time.Time{}
		page.Operations[i] = copied(op)
	}
	return page, nil
}

// CountUnfinished is engine.Operations.
func (s *Store) CountUnfinished(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, o := range s.in(ws).operations {
		if _, unfinished := o.due(); unfinished && o.op.Processing == id {
			n++
		}
	}
	return n, nil
}

// beyond reports whether an id comes after where a query begins.
func beyond(q engine.OperationQuery, id engine.OperationID) bool {
	if q.Newer != "" {
		return id > q.Newer
	}
	return q.Cursor == "" || string(id) < q.Cursor
}

// CountOperations is engine.Operations.
func (s *Store) CountOperations(_ context.Context, ws engine.WorkspaceID, q engine.OperationQuery, most int) (n int, all bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q.Newer = ""
	for id, o := range s.in(ws).operations {
		if beyond(q, id) && matches(q, o.op) {
			n++
		}
	}
	return min(n, most), n <= most, nil
}

func matches(q engine.OperationQuery, op engine.Operation) bool {
	return q.Test == op.Test &&
		(q.Processing == "" || q.Processing == op.Processing) &&
		(len(q.States) == 0 || slices.Contains(q.States, op.State)) &&
		(q.From.IsZero() || !op.Created.Before(q.From)) &&
		(q.To.IsZero() || op.Created.Before(q.To)) &&
		q.Fits(op) && mentions(op, engine.Fold(q.Text))
}

// mentions reports whether a search value of the operation contains folded.
func mentions(op engine.Operation, folded string) bool {
	in := func(value string) bool { return strings.Contains(engine.Fold(value), folded) }
	return folded == "" || slices.ContainsFunc(op.Event.Search, in) || slices.ContainsFunc(op.Search, in) || slices.ContainsFunc(op.Failure.Words(), in)
}

// CountVersions is engine.Operations.
func (s *Store) CountVersions(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID, most int) (of map[int]engine.VersionCount, all bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []engine.Operation
	for _, o := range s.in(ws).operations {
		if o.op.Processing == id && !o.op.Test {
			found = append(found, o.op)
		}
	}
	slices.SortFunc(found, func(a, b engine.Operation) int { return cmp.Compare(b.ID, a.ID) })
	of = map[int]engine.VersionCount{}
	for _, op := range found[:min(most, len(found))] {
		of[op.Version] = of[op.Version].Add(op.State)
	}
	return of, len(found) <= most, nil
}
