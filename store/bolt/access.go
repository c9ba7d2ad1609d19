package bolt

import (
	"context"

	"stanok/engine"
)

// PutAccess is engine.Accesses.
func (s *Store) PutAccess(_ context.Context, ws engine.WorkspaceID, a engine.Access) error {
	defer s.things.lock(connectionsThing(ws)).Unlock()
	err := s.view(func(tx *reading) error {
		owner, err := connectionBucket.get(tx, inWorkspace(ws, a.Connection))
		if err != nil {
			return err
		}
		if owner == nil {
			return notFound("connection.not_found")
		}
		var stored engine.Access
		if _, err := s.entities.read(tx, accessBucket, inWorkspace(ws, a.Connection), &stored); err != nil {
			return err
		}
		if a.Number != stored.Number+1 {
			return conflict("connection.version")
		}
		return nil
	})
	if err != nil {
		return err
	}
	written := s.newChange()
	if err := written.entity(s.entities, accessBucket, inWorkspace(ws, a.Connection), &a); err != nil {
		return err
	}
	return s.write(written)
}

// Access is engine.Accesses.
func (s *Store) Access(_ context.Context, ws engine.WorkspaceID, id engine.ConnectionID) (a engine.Access, err error) {
	err = s.view(func(tx *reading) error {
		_, err := s.entities.read(tx, accessBucket, inWorkspace(ws, id), &a)
		return err
	})
	return a, err
}
