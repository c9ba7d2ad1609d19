package memory

import (
	"cmp"
	"context"
	"slices"

	"stanok/engine"
)

// batch is a batch with its turns, by number.
type batch struct {
	about engine.Batch
	turns []engine.Turn
}

// AddBatch is engine.Batches.
func (s *Store) AddBatch(_ context.Context, ws engine.WorkspaceID, b engine.Batch, turns []engine.Turn) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.in(ws).batches[b.ID] != nil {
		return conflict("batch.exists")
	}
	s.in(ws).batches[b.ID] = &batch{copied(b), copied(turns)}
	return nil
}

// AmendBatch is engine.Batches.
func (s *Store) AmendBatch(_ context.Context, ws engine.WorkspaceID, id engine.BatchID, change func(*engine.Batch) ([]engine.Turn, error)) (engine.Batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, err := s.batch(ws, id)
	if err != nil {
		return engine.Batch{}, err
	}
	b := copied(known.about)
	turns, err := change(&b)
	if err != nil {
		return engine.Batch{}, err
	}
	b.ID = id
	known.about = copied(b)
	for _, t := range turns {
		known.turns[t.Number] = copied(t)
	}
	return b, nil
}

// Batch is engine.Batches.
func (s *Store) Batch(_ context.Context, ws engine.WorkspaceID, id engine.BatchID) (engine.Batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, err := s.batch(ws, id)
	if err != nil {
		return engine.Batch{}, err
	}
	return copied(known.about), nil
}

// ListBatches is engine.Batches.
func (s *Store) ListBatches(_ context.Context, ws engine.WorkspaceID) ([]engine.Batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []engine.Batch
	for _, b := range s.in(ws).batches {
		all = append(all, copied(b.about))
	}
	slices.SortFunc(all, func(a, b engine.Batch) int { return cmp.Compare(b.ID, a.ID) })
	return all, nil
}

// ListTurns is engine.Batches.
func (s *Store) ListTurns(_ context.Context, ws engine.WorkspaceID, id engine.BatchID, from, limit int) ([]engine.Turn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, err := s.batch(ws, id)
	if err != nil {
		return nil, err
	}
	from = min(from, len(known.turns))
	return copied(known.turns[from:min(from+limit, len(known.turns))]), nil
}

// DeleteBatch is engine.Batches.
func (s *Store) DeleteBatch(_ context.Context, ws engine.WorkspaceID, id engine.BatchID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.batch(ws, id); err != nil {
		return err
	}
	delete(s.in(ws).batches, id)
	return nil
}

func (s *Store) batch(ws engine.WorkspaceID, id engine.BatchID) (*batch, error) {
	if b := s.in(ws).batches[id]; b != nil {
		return b, nil
	}
	return nil, notFound("batch.not_found")
}
