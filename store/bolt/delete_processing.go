package bolt

import (
	"bytes"
	"context"
	"slices"
	"time"

	"stanok/engine"
)

// deleteMost is how much of a processing one commit removes or cancels.
const deleteMost = 1000

// DeleteProcessing is engine.Processings. What there may be much of goes first,
// by many commits, so that others need not wait; the processing itself goes
// last, with the rest of its things, by one.
func (s *Store) DeleteProcessing(ctx context.Context, ws engine.WorkspaceID, id engine.ProcessingID, now time.Time) error {
	s.unread.wait()
	defer s.things.lock(processingThing(ws, id)).Unlock()
	p, err := s.Processing(ctx, ws, id)
	if err != nil {
		return err
	}
	if err := s.cancelAll(ws, id, now); err != nil {
		return err
	}
	for _, in := range [...]bucket{valueBucket, seizedBucket, definitionBucket, editBucket} {
		if err := s.empty(in, inProcessing(ws, id)); err != nil {
			return err
		}
	}
	c := s.newChange()
	err = s.view(func(tx *reading) error {
		c.deleteAll(tx, sampleBucket, inProcessing(ws, id))
		return nil
	})
	if err != nil {
		return err
	}
	c.delete(alertBucket, inWorkspace(ws, id))
	c.delete(vigilBucket, inWorkspace(ws, id))
	c.delete(processingBucket, inWorkspace(ws, id))
	if p.Token != "" {
		c.delete(linkBucket, linkKey(p.Token))
	}
	return s.write(c)
}

// empty removes all records whose key begins with prefix.
func (s *Store) empty(in bucket, prefix []byte) error {
	for {
		c := s.newChange()
		err := s.view(func(tx *reading) error {
			keys(tx, in, prefix, func(key []byte) bool {
				c.delete(in, bytes.Clone(key))
				return len(c.puts) < deleteMost
			})
			return nil
		})
		if err != nil || len(c.puts) == 0 {
			return err
		}
		if err := s.write(c); err != nil {
			return err
		}
	}
}

// cancelAll cancels the operations of a processing that are not final.
func (s *Store) cancelAll(ws engine.WorkspaceID, p engine.ProcessingID, now time.Time) error {
	ids := s.liveOf(ws, p)
	var from []byte
	for {
		for chunk := range slices.Chunk(ids, deleteMost) {
			if err := s.cancelThese(ws, chunk, now); err != nil {
				return err
			}
		}
		kept, next, err := s.keptOf(ws, p, from)
		if err != nil || len(kept) == 0 && next == nil {
			return err
		}
		ids, from = kept, next
		if next == nil {
			return s.cancelThese(ws, kept, now)
		}
	}
}

// liveOf lists the live operations of a processing.
func (s *Store) liveOf(ws engine.WorkspaceID, p engine.ProcessingID) (ids []engine.OperationID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, e := range s.live.entries {
		if key.workspace == ws && e.processing == p {
			ids = append(ids, key.id)
		}
	}
	return ids
}

// keptOf lists kept operations of a processing, and where to look for more, nil
// at the end.
func (s *Store) keptOf(ws engine.WorkspaceID, p engine.ProcessingID, from []byte) (ids []engine.OperationID, next []byte, err error) {
	prefix := inProcessing(ws, p)
	if from == nil {
		from = prefix
	}
	err = s.view(func(tx *reading) error {
		c := ofBucket.of(tx.Tx).Cursor()
		k, v := c.Seek(from)
		for looked := 0; bytes.HasPrefix(k, prefix); k, v = c.Next() {
			if looked++; looked > pruneRows || len(ids) == deleteMost {
				next = bytes.Clone(k)
				return nil
			}
			payload, err := tx.opened(k, v)
			if err != nil {
				return damaged(ofBucket, err)
			}
			if g, ok := glanceOf(payload); ok && g.state == engine.Kept {
				ids = append(ids, engine.OperationID(k[len(prefix):]))
			}
		}
		return nil
	})
	return ids, next, err
}

// cancelThese cancels operations by one commit.
func (s *Store) cancelThese(ws engine.WorkspaceID, ids []engine.OperationID, now time.Time) error {
	things := make([]thing, len(ids))
	for i, id := range ids {
		things[i] = operationThing(ws, id)
	}
	defer s.ops.lockAll(things...)()
	c := s.newChange()
	var done []*row
	err := s.view(func(tx *reading) error {
		for _, id := range ids {
			op, err := s.current(tx, ws, id)
			if err != nil {
				return err
			}
			was := op.State
			if !was.Final() && cancelled(&op.Operation, now) {
				c.place(ws, op, was)
				done = append(done, op)
			}
		}
		return nil
	})
	if err != nil || len(done) == 0 {
		return err
	}
	if err := s.write(c); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, op := range done {
		s.live.set(ws, op)
	}
	return nil
}
