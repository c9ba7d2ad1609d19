package memory

import (
	"context"

	"stanok/engine"
)

// PutAccess is engine.Accesses.
func (s *Store) PutAccess(_ context.Context, ws engine.WorkspaceID, a engine.Access) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	if _, ok := in.connections[a.Connection]; !ok {
		return notFound("connection.not_found")
	}
	if a.Number != in.accesses[a.Connection].Number+1 {
		return conflict("connection.version")
	}
	in.accesses[a.Connection] = copied(a)
	return nil
}

// Access is engine.Accesses.
func (s *Store) Access(_ context.Context, ws engine.WorkspaceID, id engine.ConnectionID) (engine.Access, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copied(s.in(ws).accesses[id]), nil
}
