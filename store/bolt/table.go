package bolt

import (
	"cmp"
	"context"
	"slices"

	"stanok/engine"
)

// tablesThing is what the lock of a workspace's mapping tables is for.
func tablesThing(ws engine.WorkspaceID) thing { return thing{"tables", string(ws)} }

// PutTable is engine.Tables.
func (s *Store) PutTable(_ context.Context, ws engine.WorkspaceID, t engine.Table) error {
	defer s.things.lock(tablesThing(ws)).Unlock()
	written := s.newChange()
	err := s.view(func(tx *reading) error {
		var stored engine.Table
		if _, err := s.entities.read(tx, tableBucket, inWorkspace(ws, t.ID), &stored); err != nil {
			return err
		}
		if t.Version != stored.Version+1 {
			return conflict("table.version")
		}
		owner, err := tableNameBucket.get(tx, inWorkspace(ws, t.Name))
		if err != nil {
			return err
		}
		if owner != nil && string(owner) != string(t.ID) {
			return conflict("table.name_taken")
		}
		if stored.Version > 0 && stored.Name != t.Name {
			written.delete(tableNameBucket, inWorkspace(ws, stored.Name))
		}
		return nil
	})
	if err != nil {
		return err
	}
	rows := t.Rows
	t.Rows, t.Size = nil, len(rows)
	written.put(tableNameBucket, inWorkspace(ws, t.Name), []byte(t.ID))
	if err := written.entity(s.entities, tableBucket, inWorkspace(ws, t.ID), &t); err != nil {
		return err
	}
	if err := written.entity(s.entities, rowBucket, inWorkspace(ws, t.ID), rows); err != nil {
		return err
	}
	return s.write(written)
}

// Table is engine.Tables.
func (s *Store) Table(_ context.Context, ws engine.WorkspaceID, id engine.TableID) (t engine.Table, err error) {
	err = s.view(func(tx *reading) error {
		found, err := s.entities.read(tx, tableBucket, inWorkspace(ws, id), &t)
		if err == nil && !found {
			return notFound("table.not_found")
		}
		if err == nil {
			_, err = s.entities.read(tx, rowBucket, inWorkspace(ws, id), &t.Rows)
		}
		return err
	})
	return t, err
}

// TableByName is engine.Tables.
func (s *Store) TableByName(_ context.Context, ws engine.WorkspaceID, name string) (t engine.Table, err error) {
	err = s.view(func(tx *reading) error {
		id, err := tableNameBucket.get(tx, inWorkspace(ws, name))
		if err != nil {
			return err
		}
		found := false
		if id != nil {
			found, err = s.entities.read(tx, tableBucket, inWorkspace(ws, string(id)), &t)
		}
		if err == nil && !found {
			return notFound("table.not_found")
		}
		return err
	})
	return t, err
}

// ListTables is engine.Tables.
func (s *Store) ListTables(_ context.Context, ws engine.WorkspaceID) ([]engine.Table, error) {
	all, err := list[engine.Table](s, tableBucket, within(ws))
	slices.SortFunc(all, func(a, b engine.Table) int { return cmp.Compare(a.Name, b.Name) })
	return all, err
}

// DeleteTable is engine.Tables.
func (s *Store) DeleteTable(_ context.Context, ws engine.WorkspaceID, id engine.TableID) error {
	defer s.things.lock(tablesThing(ws)).Unlock()
	stored, err := one[engine.Table](s, tableBucket, inWorkspace(ws, id), "table.not_found")
	if err != nil {
		return err
	}
	c := s.newChange()
	c.delete(tableBucket, inWorkspace(ws, id))
	c.delete(rowBucket, inWorkspace(ws, id))
	c.delete(tableNameBucket, inWorkspace(ws, stored.Name))
	return s.write(c)
}
