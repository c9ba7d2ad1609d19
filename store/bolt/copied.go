package bolt

import (
	"maps"
	"slices"
	"time"

	"stanok/engine"
)

// copied returns a row that shares nothing with op that could be altered.
func (op *row) copied() *row {
	return &row{*copied(&op.Operation), op.body, op.own, op.bared, op.lines}
}

// copied returns an operation without its body that shares nothing with op that
// could be altered.
func copied(op *engine.Operation) *engine.Operation {
	o := *op
	o.Event.Data, o.Draft, o.Trial, o.Forgotten = nil, nil, nil, time.Time{}
	if op.Reply != nil {
		o.Reply = &engine.Reply{}
	}
	o.Event.Search, o.Search, o.Replays = slices.Clone(op.Event.Search), slices.Clone(op.Search), slices.Clone(op.Replays)
	if op.Failure != nil {
		f := *op.Failure
		f.Args = maps.Clone(f.Args)
		o.Failure = &f
	}
	return &o
}

// detached returns an operation that shares nothing with op that could be
// altered, but for its draft, which never is.
func detached(op *engine.Operation) engine.Operation {
	o := copied(op)
	o.Event.Data, o.Draft, o.Forgotten = slices.Clone(op.Event.Data), op.Draft, op.Forgotten
	if op.Trial != nil {
		t := *op.Trial
		t.Pretend, t.Turns = slices.Clone(t.Pretend), maps.Clone(t.Turns)
		o.Trial = &t
	}
	if op.Reply != nil {
		*o.Reply = engine.Reply{Status: op.Reply.Status, Header: maps.Clone(op.Reply.Header), Body: slices.Clone(op.Reply.Body)}
	}
	return *o
}
