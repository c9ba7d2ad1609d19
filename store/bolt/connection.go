package bolt

import (
	"cmp"
	"context"
	"slices"

	"stanok/engine"
)

// connectionsThing is what the lock of a workspace's connections is for.
func connectionsThing(ws engine.WorkspaceID) thing { return thing{"connections", string(ws)} }

// PutConnection is engine.Connections.
func (s *Store) PutConnection(_ context.Context, ws engine.WorkspaceID, c engine.SealedConnection) error {
	defer s.things.lock(connectionsThing(ws)).Unlock()
	written := s.newChange()
	err := s.view(func(tx *reading) error {
		var stored engine.SealedConnection
		if _, err := s.entities.read(tx, connectionBucket, inWorkspace(ws, c.ID), &stored); err != nil {
			return err
		}
		if c.Version != stored.Version+1 {
			return conflict("connection.version")
		}
		owner, err := nameBucket.get(tx, inWorkspace(ws, c.Name))
		if err != nil {
			return err
		}
		if owner != nil && string(owner) != string(c.ID) {
			return conflict("connection.name_taken")
		}
		if stored.Version > 0 && stored.Name != c.Name {
			written.delete(nameBucket, inWorkspace(ws, stored.Name))
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.Secrets = nil
	written.put(nameBucket, inWorkspace(ws, c.Name), []byte(c.ID))
	if err := written.entity(s.entities, connectionBucket, inWorkspace(ws, c.ID), &c); err != nil {
		return err
	}
	return s.write(written)
}

// Connection is engine.Connections.
func (s *Store) Connection(_ context.Context, ws engine.WorkspaceID, id engine.ConnectionID) (engine.SealedConnection, error) {
	return one[engine.SealedConnection](s, connectionBucket, inWorkspace(ws, id), "connection.not_found")
}

// ConnectionByName is engine.Connections.
func (s *Store) ConnectionByName(_ context.Context, ws engine.WorkspaceID, name string) (c engine.SealedConnection, err error) {
	err = s.view(func(tx *reading) error {
		id, err := nameBucket.get(tx, inWorkspace(ws, name))
		if err != nil {
			return err
		}
		found := false
		if id != nil {
			found, err = s.entities.read(tx, connectionBucket, inWorkspace(ws, string(id)), &c)
		}
		if err == nil && !found {
			return notFound("connection.not_found")
		}
		return err
	})
	return c, err
}

// ListConnections is engine.Connections.
func (s *Store) ListConnections(_ context.Context, ws engine.WorkspaceID) ([]engine.SealedConnection, error) {
	all, err := list[engine.SealedConnection](s, connectionBucket, within(ws))
	slices.SortFunc(all, func(a, b engine.SealedConnection) int { return cmp.Compare(a.Name, b.Name) })
	return all, err
}

// DeleteConnection is engine.Connections.
func (s *Store) DeleteConnection(ctx context.Context, ws engine.WorkspaceID, id engine.ConnectionID) error {
	defer s.things.lock(connectionsThing(ws)).Unlock()
	stored, err := s.Connection(ctx, ws, id)
	if err != nil {
		return err
	}
	c := s.newChange()
	c.delete(connectionBucket, inWorkspace(ws, id))
	c.delete(nameBucket, inWorkspace(ws, stored.Name))
	c.delete(accessBucket, inWorkspace(ws, id))
	return s.write(c)
}
