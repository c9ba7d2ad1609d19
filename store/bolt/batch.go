package bolt

import (
	"context"
	"encoding/binary"
	"slices"

	"stanok/engine"
)

// batchesThing is what the lock of a workspace's batches is for.
func batchesThing(ws engine.WorkspaceID) thing { return thing{"batches", string(ws)} }

// inBatch is the beginning of the keys of a batch's turns.
func inBatch(ws engine.WorkspaceID, id engine.BatchID) []byte { return part(within(ws), id) }

func turnKey(ws engine.WorkspaceID, id engine.BatchID, number int) []byte {
	return binary.BigEndian.AppendUint32(inBatch(ws, id), uint32(number))
}

// AddBatch is engine.Batches.
func (s *Store) AddBatch(_ context.Context, ws engine.WorkspaceID, b engine.Batch, turns []engine.Turn) error {
	defer s.things.lock(batchesThing(ws)).Unlock()
	err := s.view(func(tx *reading) error {
		if batchBucket.has(tx, inWorkspace(ws, b.ID)) {
			return conflict("batch.exists")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.writeBatch(ws, b, turns)
}

func (s *Store) writeBatch(ws engine.WorkspaceID, b engine.Batch, turns []engine.Turn) error {
	c := s.newChange()
	if err := c.entity(s.entities, batchBucket, inWorkspace(ws, b.ID), &b); err != nil {
		return err
	}
	for _, t := range turns {
		if err := c.entity(s.entities, turnBucket, turnKey(ws, b.ID, t.Number), &t); err != nil {
			return err
		}
	}
	return s.write(c)
}

// AmendBatch is engine.Batches.
func (s *Store) AmendBatch(ctx context.Context, ws engine.WorkspaceID, id engine.BatchID, change func(*engine.Batch) ([]engine.Turn, error)) (engine.Batch, error) {
	defer s.things.lock(batchesThing(ws)).Unlock()
	b, err := s.Batch(ctx, ws, id)
	if err != nil {
		return b, err
	}
	turns, err := change(&b)
	if err != nil {
		return engine.Batch{}, err
	}
	b.ID = id
	return b, s.writeBatch(ws, b, turns)
}

// Batch is engine.Batches.
func (s *Store) Batch(_ context.Context, ws engine.WorkspaceID, id engine.BatchID) (engine.Batch, error) {
	return one[engine.Batch](s, batchBucket, inWorkspace(ws, id), "batch.not_found")
}

// ListBatches is engine.Batches.
func (s *Store) ListBatches(_ context.Context, ws engine.WorkspaceID) ([]engine.Batch, error) {
	all, err := list[engine.Batch](s, batchBucket, within(ws))
	slices.Reverse(all)
	return all, err
}

// ListTurns is engine.Batches.
func (s *Store) ListTurns(_ context.Context, ws engine.WorkspaceID, id engine.BatchID, from, limit int) (turns []engine.Turn, err error) {
	err = s.view(func(tx *reading) error {
		if !batchBucket.has(tx, inWorkspace(ws, id)) {
			return notFound("batch.not_found")
		}
		for number := range limit {
			var t engine.Turn
			found, err := s.entities.read(tx, turnBucket, turnKey(ws, id, from+number), &t)
			if err != nil || !found {
				return err
			}
			turns = append(turns, t)
		}
		return nil
	})
	return turns, err
}

// DeleteBatch is engine.Batches.
func (s *Store) DeleteBatch(ctx context.Context, ws engine.WorkspaceID, id engine.BatchID) error {
	defer s.things.lock(batchesThing(ws)).Unlock()
	if _, err := s.Batch(ctx, ws, id); err != nil {
		return err
	}
	c := s.newChange()
	c.delete(batchBucket, inWorkspace(ws, id))
	err := s.view(func(tx *reading) error {
		c.deleteAll(tx, turnBucket, inBatch(ws, id))
		return nil
	})
	if err != nil {
		return err
	}
	return s.write(c)
}
