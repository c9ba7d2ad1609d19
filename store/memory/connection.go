package memory

import (
	"cmp"
	"context"
	"slices"

	"stanok/engine"
)

// PutConnection is engine.Connections.
func (s *Store) PutConnection(_ context.Context, ws engine.WorkspaceID, c engine.SealedConnection) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	if c.Version != in.connections[c.ID].Version+1 {
		return conflict("connection.version")
	}
	for _, other := range in.connections {
		if other.Name == c.Name && other.ID != c.ID {
			return conflict("connection.name_taken")
		}
	}
	c.Secrets = nil
	in.connections[c.ID] = copied(c)
	return nil
}

// Connection is engine.Connections.
func (s *Store) Connection(_ context.Context, ws engine.WorkspaceID, id engine.ConnectionID) (engine.SealedConnection, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.in(ws).connections[id]; ok {
		return copied(c), nil
	}
	return engine.SealedConnection{}, notFound("connection.not_found")
}

// ConnectionByName is engine.Connections.
func (s *Store) ConnectionByName(_ context.Context, ws engine.WorkspaceID, name string) (engine.SealedConnection, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.in(ws).connections {
		if c.Name == name {
			return copied(c), nil
		}
	}
	return engine.SealedConnection{}, notFound("connection.not_found")
}

// ListConnections is engine.Connections.
func (s *Store) ListConnections(_ context.Context, ws engine.WorkspaceID) ([]engine.SealedConnection, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []engine.SealedConnection
	for _, c := range s.in(ws).connections {
		all = append(all, copied(c))
	}
	slices.SortFunc(all, func(a, b engine.SealedConnection) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// DeleteConnection is engine.Connections.
func (s *Store) DeleteConnection(_ context.Context, ws engine.WorkspaceID, id engine.ConnectionID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	if _, ok := in.connections[id]; !ok {
		return notFound("connection.not_found")
	}
	delete(in.connections, id)
	delete(in.accesses, id)
	return nil
}
