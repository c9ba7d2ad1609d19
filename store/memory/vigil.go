package memory

import (
	"cmp"
	"context"
	"slices"

	"stanok/engine"
)

// ListVigils is engine.Vigils.
func (s *Store) ListVigils(_ context.Context, ws engine.WorkspaceID) ([]engine.Vigil, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []engine.Vigil
	for _, v := range s.in(ws).vigils {
		all = append(all, copied(v))
	}
	slices.SortFunc(all, func(a, b engine.Vigil) int { return cmp.Compare(a.Processing, b.Processing) })
	return all, nil
}

// PutVigil is engine.Vigils.
func (s *Store) PutVigil(_ context.Context, ws engine.WorkspaceID, v engine.Vigil, letters ...engine.Letter) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.in(ws).vigils[v.Processing] = copied(v)
	for _, l := range letters {
		s.putLetter(l)
	}
	return nil
}
