package memory

import (
	"cmp"
	"context"
	"slices"

	"stanok/engine"
)

// PutTable is engine.Tables.
func (s *Store) PutTable(_ context.Context, ws engine.WorkspaceID, t engine.Table) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	if t.Version != in.tables[t.ID].Version+1 {
		return conflict("table.version")
	}
	for _, other := range in.tables {
		if other.Name == t.Name && other.ID != t.ID {
			return conflict("table.name_taken")
		}
	}
	t.Size = len(t.Rows)
	in.tables[t.ID] = copied(t)
	return nil
}

// Table is engine.Tables.
func (s *Store) Table(_ context.Context, ws engine.WorkspaceID, id engine.TableID) (engine.Table, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := s.in(ws).tables[id]; ok {
		return copied(t), nil
	}
	return engine.Table{}, notFound("table.not_found")
}

// TableByName is engine.Tables.
func (s *Store) TableByName(_ context.Context, ws engine.WorkspaceID, name string) (engine.Table, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.in(ws).tables {
		if t.Name == name {
			return head(t), nil
		}
	}
	return engine.Table{}, notFound("table.not_found")
}

// ListTables is engine.Tables.
func (s *Store) ListTables(_ context.Context, ws engine.WorkspaceID) ([]engine.Table, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []engine.Table
	for _, t := range s.in(ws).tables {
		all = append(all, head(t))
	}
	slices.SortFunc(all, func(a, b engine.Table) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// DeleteTable is engine.Tables.
func (s *Store) DeleteTable(_ context.Context, ws engine.WorkspaceID, id engine.TableID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	if _, ok := in.tables[id]; !ok {
		return notFound("table.not_found")
	}
	delete(in.tables, id)
	return nil
}

// head is a table without its rows.
func head(t engine.Table) engine.Table {
	t.Rows = nil
	return copied(t)
}
