package bolt

import (
	"bytes"
	"context"
	"slices"
	"time"

	"stanok/engine"
)

// How many operations are forgotten by one commit, and how many rows are looked
// at in one transaction to find them: enough to be quick, few enough that
// others hardly notice.
const (
	pruneMost = 200
	pruneRows = 50_000
)

// Prune is engine.Operations. If ctx ends it returns how many it did until then.
func (s *Store) Prune(ctx context.Context, ws engine.WorkspaceID, before time.Time, states []engine.State, limit int) (int, error) {
	s.unread.wait()
	p := pruner{ws: ws, before: stamp(before), states: states, give: (*change).forget}
	return p.prune(ctx, s, limit)
}

// ForgetData is engine.Operations. If ctx ends it returns how many it did until
// then.
func (s *Store) ForgetData(ctx context.Context, ws engine.WorkspaceID, before time.Time, states []engine.State, limit int, now time.Time) (int, error) {
	s.unread.wait()
	p := pruner{ws: ws, before: stamp(before), states: states, bare: true}
	p.give = func(c *change, tx *reading, ws engine.WorkspaceID, op *row) error { return c.bare(s, tx, ws, op, now) }
	return p.prune(ctx, s, limit)
}

func (p *pruner) prune(ctx context.Context, s *Store, limit int) (n int, err error) {
	place := s.places.begin(p)
	defer place.end()
	p.place, p.from = place, place.at
	for n < limit && p.from != nil && ctx.Err() == nil {
		ids, err := p.find(s, min(limit-n, pruneMost))
		if err != nil {
			return n, err
		}
		done, err := p.forget(s, ids)
		n += done
		if err != nil {
			return n, err
		}
	}
	return n, context.Cause(ctx)
}

// pruner is one call of Prune.
type pruner struct {
	ws     engine.WorkspaceID
	before int64
	states []engine.State
	bare   bool   // it is only about those that still have their data
	place  *onset // where those begin that it may be about at some time
	from   []byte // where to look next; nil at the end

	give func(*change, *reading, engine.WorkspaceID, *row) error // up what there is of an operation
}

// find lists at most limit operations that may be forgotten, oldest first.
func (p *pruner) find(s *Store, limit int) (ids []engine.OperationID, err error) {
	prefix := within(p.ws)
	err = s.view(func(tx *reading) error {
		c := settledBucket.of(tx.Tx).Cursor()
		k, v := c.Seek(p.from)
		for looked := 0; k != nil && bytes.HasPrefix(k, prefix); looked++ {
			if looked == pruneRows || len(ids) == limit {
				p.from = bytes.Clone(k)
				return nil
			}
			payload, err := tx.opened(k, v)
			if err != nil {
				return damaged(settledBucket, err)
			}
			g, ok := glanceAt(payload)
			if !ok {
				return damaged(settledBucket, errCut)
			}
			if g.created >= p.before { // and so are all that follow: ids sort by creation
				p.place.met(k)
				break
			}
			if p.about(g.state, g.flags&(1<<baredBit) != 0) {
				p.place.met(k)
			}
			if p.old(g.state, g.finished, g.flags&(1<<baredBit) != 0) {
				ids = append(ids, engine.OperationID(k[len(prefix):]))
			}
			k, v = c.Next()
		}
		p.place.met(upTo(prefix))
		p.from = nil
		return nil
	})
	return ids, err
}

// about reports whether it is about operations that ended so, once they are old
// enough.
func (p *pruner) about(state engine.State, bared bool) bool {
	return state.Final() && slices.Contains(p.states, state) && !(p.bare && bared)
}

func (p *pruner) old(state engine.State, finished int64, bared bool) bool {
	return finished < p.before && p.about(state, bared)
}

// forget removes operations, unless they changed meanwhile.
func (p *pruner) forget(s *Store, ids []engine.OperationID) (n int, err error) {
	if len(ids) == 0 {
		return 0, nil
	}
	things := make([]thing, len(ids))
	for i, id := range ids {
		things[i] = operationThing(p.ws, id)
	}
	defer s.ops.lockAll(things...)()
	c := s.newChange()
	err = s.view(func(tx *reading) error {
		for _, id := range ids {
			op, err := s.row(tx, p.ws, id)
			if engine.KindOf(err) == engine.NotFound && err != nil {
				continue
			}
			if err != nil {
				return err
			}
			if p.old(op.State, stamp(op.Finished), op.bared) {
				n++
				if err := p.give(c, tx, p.ws, &op); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if err := s.write(c); err != nil {
		return 0, err
	}
	return n, nil
}

// forget removes all there is of a settled operation.
func (c *change) forget(tx *reading, ws engine.WorkspaceID, op *row) error {
	c.delete(settledBucket, inWorkspace(ws, op.ID))
	c.delete(ofBucket, ofKey(ws, op.Processing, op.ID))
	c.forgetBody(ws, op)
	if op.Event.Key == "" {
		return nil
	}
	key := eventKey(ws, op.Processing, op.Event.Key)
	payload, err := keyBucket.get(tx, key)
	if err != nil {
		return err
	}
	if _, id, ok := unpair(payload); ok && id == string(op.ID) {
		c.delete(keyBucket, key)
	}
	return nil
}
