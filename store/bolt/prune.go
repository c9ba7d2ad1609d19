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
func (s *Store) Prune(ctx context.Context, ws engine.WorkspaceID, before time.Time, states []engine.State, limit int) (n int, err error) {
	p := pruner{ws: ws, before: stamp(before), states: states, from: within(ws)}
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
	from   []byte // where to look next; nil at the end
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
				break
			}
			if p.old(g.state, g.finished) {
				ids = append(ids, engine.OperationID(k[len(prefix):]))
			}
			k, v = c.Next()
		}
		p.from = nil
		return nil
	})
	return ids, err
}

func (p *pruner) old(state engine.State, finished int64) bool {
	return state.Final() && finished < p.before && slices.Contains(p.states, state)
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
			if p.old(op.State, stamp(op.Finished)) {
				n++
				if err := c.forget(tx, p.ws, &op); err != nil {
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
