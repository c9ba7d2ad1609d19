package memory

import (
	"cmp"
	"context"
	"slices"

	"stanok/engine"
)

// AddSession is engine.People.
func (s *Store) AddSession(_ context.Context, ws engine.WorkspaceID, one engine.Session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.in(ws).people[one.Person]; !ok {
		return notFound("person.not_found")
	}
	if _, taken := s.sessions[one.Hash]; taken {
		return conflict("session.taken")
	}
	s.sessions[one.Hash] = held[engine.Session]{ws, one}
	return nil
}

// AmendSession is engine.People.
func (s *Store) AmendSession(_ context.Context, hash [32]byte, change func(*engine.Session)) (engine.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.sessions[hash]
	if !ok {
		return engine.Session{}, notFound("session.not_found")
	}
	id, person := h.one.ID, h.one.Person
	change(&h.one)
	h.one.ID, h.one.Person, h.one.Hash = id, person, hash
	s.sessions[hash] = h
	return h.one, nil
}

// SessionByHash is engine.People.
func (s *Store) SessionByHash(_ context.Context, hash [32]byte) (engine.WorkspaceID, engine.Session, engine.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.sessions[hash]
	if !ok {
		return "", engine.Session{}, engine.Person{}, notFound("session.not_found")
	}
	return h.workspace, h.one, s.in(h.workspace).people[h.one.Person], nil
}

// ListSessions is engine.People.
func (s *Store) ListSessions(_ context.Context, ws engine.WorkspaceID, id engine.PersonID) ([]engine.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []engine.Session
	for _, h := range s.sessions {
		if h.workspace == ws && h.one.Person == id {
			all = append(all, h.one)
		}
	}
	slices.SortFunc(all, func(a, b engine.Session) int {
		return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(b.ID, a.ID))
	})
	return all, nil
}

// DeleteSession is engine.People.
func (s *Store) DeleteSession(_ context.Context, ws engine.WorkspaceID, id engine.PersonID, session string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for hash, h := range s.sessions {
		if h.workspace == ws && h.one.Person == id && h.one.ID == session {
			delete(s.sessions, hash)
			return nil
		}
	}
	return notFound("session.not_found")
}

// SignOut is engine.People.
func (s *Store) SignOut(_ context.Context, ws engine.WorkspaceID, id engine.PersonID, but string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.in(ws).people[id]; !ok {
		return notFound("person.not_found")
	}
	s.signOut(ws, id, but)
	return nil
}

func (s *Store) signOut(ws engine.WorkspaceID, id engine.PersonID, but string) {
	for hash, h := range s.sessions {
		if h.workspace == ws && h.one.Person == id && (but == "" || h.one.ID != but) {
			delete(s.sessions, hash)
		}
	}
	s.dropPasses(ws, id)
}

func (s *Store) dropPasses(ws engine.WorkspaceID, id engine.PersonID) {
	for hash, h := range s.passes {
		if h.workspace == ws && h.one.Person == id {
			delete(s.passes, hash)
		}
	}
}

// AddPass is engine.People.
func (s *Store) AddPass(_ context.Context, ws engine.WorkspaceID, p engine.Pass) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.in(ws).people[p.Person]; !ok {
		return notFound("person.not_found")
	}
	s.dropPasses(ws, p.Person)
	s.passes[p.Hash] = held[engine.Pass]{ws, p}
	return nil
}

// PassByHash is engine.People.
func (s *Store) PassByHash(_ context.Context, hash [32]byte) (engine.WorkspaceID, engine.Pass, engine.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pass(hash)
}

func (s *Store) pass(hash [32]byte) (engine.WorkspaceID, engine.Pass, engine.Person, error) {
	h, ok := s.passes[hash]
	if !ok {
		return "", engine.Pass{}, engine.Person{}, notFound("pass.not_found")
	}
	return h.workspace, h.one, s.in(h.workspace).people[h.one.Person], nil
}

// TakePass is engine.People.
func (s *Store) TakePass(_ context.Context, hash [32]byte) (engine.WorkspaceID, engine.Pass, engine.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ws, p, person, err := s.pass(hash)
	delete(s.passes, hash)
	return ws, p, person, err
}
