package bolt

import (
	"cmp"
	"context"
	"slices"

	"stanok/engine"
)

// ofPerson is the beginning of all keys of what belongs to a person.
func ofPerson(ws engine.WorkspaceID, id engine.PersonID) []byte { return part(within(ws), id) }

func sessionKey(ws engine.WorkspaceID, one engine.Session) []byte {
	return append(ofPerson(ws, one.Person), one.ID...)
}

// known fails if there is no such person.
func (s *Store) known(ws engine.WorkspaceID, id engine.PersonID) error {
	return s.view(func(tx *reading) error {
		if !personBucket.has(tx, inWorkspace(ws, id)) {
			return notFound("person.not_found")
		}
		return nil
	})
}

// AddSession is engine.People.
func (s *Store) AddSession(ctx context.Context, ws engine.WorkspaceID, one engine.Session) error {
	defer s.things.lock(peopleThing).Unlock()
	if err := s.known(ws, one.Person); err != nil {
		return err
	}
	if _, _, _, err := s.SessionByHash(ctx, one.Hash); err == nil {
		return conflict("session.taken")
	}
	c := s.newChange()
	c.put(browserBucket, one.Hash[:], pair(ws, string(part(nil, one.Person))+one.ID))
	return s.writeSession(c, ws, one)
}

func (s *Store) writeSession(c *change, ws engine.WorkspaceID, one engine.Session) error {
	if err := c.entity(s.entities, sessionBucket, sessionKey(ws, one), &one); err != nil {
		return err
	}
	return s.write(c)
}

// AmendSession is engine.People.
func (s *Store) AmendSession(ctx context.Context, hash [32]byte, change func(*engine.Session)) (engine.Session, error) {
	defer s.things.lock(peopleThing).Unlock()
	ws, one, _, err := s.SessionByHash(ctx, hash)
	if err != nil {
		return engine.Session{}, err
	}
	id, person := one.ID, one.Person
	change(&one)
	one.ID, one.Person, one.Hash = id, person, hash
	return one, s.writeSession(s.newChange(), ws, one)
}

// SessionByHash is engine.People.
func (s *Store) SessionByHash(_ context.Context, hash [32]byte) (ws engine.WorkspaceID, one engine.Session, p engine.Person, err error) {
	err = s.view(func(tx *reading) error {
		place, rest, err := s.led(tx, browserBucket, hash[:], "session.not_found")
		if err != nil {
			return err
		}
		ws = place
		if err := s.entity(tx, sessionBucket, append(within(ws), rest...), &one); err != nil {
			return err
		}
		return s.entity(tx, personBucket, inWorkspace(ws, one.Person), &p)
	})
	return ws, one, p, err
}

// ListSessions is engine.People.
func (s *Store) ListSessions(_ context.Context, ws engine.WorkspaceID, id engine.PersonID) ([]engine.Session, error) {
	all, err := list[engine.Session](s, sessionBucket, ofPerson(ws, id))
	slices.SortFunc(all, func(a, b engine.Session) int {
		return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(b.ID, a.ID))
	})
	return all, err
}

// DeleteSession is engine.People.
func (s *Store) DeleteSession(_ context.Context, ws engine.WorkspaceID, id engine.PersonID, session string) error {
	defer s.things.lock(peopleThing).Unlock()
	one, err := one[engine.Session](s, sessionBucket, append(ofPerson(ws, id), session...), "session.not_found")
	if err != nil {
		return err
	}
	c := s.newChange()
	c.endSession(ws, one)
	return s.write(c)
}

func (c *change) endSession(ws engine.WorkspaceID, one engine.Session) {
	c.delete(sessionBucket, sessionKey(ws, one))
	c.delete(browserBucket, one.Hash[:])
}

// SignOut is engine.People.
func (s *Store) SignOut(_ context.Context, ws engine.WorkspaceID, id engine.PersonID, but string) error {
	defer s.things.lock(peopleThing).Unlock()
	if err := s.known(ws, id); err != nil {
		return err
	}
	c := s.newChange()
	if err := s.signOut(c, ws, id, but); err != nil {
		return err
	}
	return s.write(c)
}

func (s *Store) signOut(c *change, ws engine.WorkspaceID, id engine.PersonID, but string) error {
	all, err := list[engine.Session](s, sessionBucket, ofPerson(ws, id))
	if err != nil {
		return err
	}
	for _, one := range all {
		if but == "" || one.ID != but {
			c.endSession(ws, one)
		}
	}
	return s.dropPass(c, ws, id)
}

// dropPass makes the pass of a person worthless, if they have one.
func (s *Store) dropPass(c *change, ws engine.WorkspaceID, id engine.PersonID) error {
	return s.view(func(tx *reading) error {
		var old engine.Pass
		found, err := s.entities.read(tx, passBucket, inWorkspace(ws, id), &old)
		if found {
			c.delete(passBucket, inWorkspace(ws, id))
			c.delete(entryBucket, old.Hash[:])
		}
		return err
	})
}

// AddPass is engine.People.
func (s *Store) AddPass(_ context.Context, ws engine.WorkspaceID, p engine.Pass) error {
	defer s.things.lock(peopleThing).Unlock()
	if err := s.known(ws, p.Person); err != nil {
		return err
	}
	c := s.newChange()
	if err := s.dropPass(c, ws, p.Person); err != nil {
		return err
	}
	c.put(entryBucket, p.Hash[:], pair(ws, p.Person))
	if err := c.entity(s.entities, passBucket, inWorkspace(ws, p.Person), &p); err != nil {
		return err
	}
	return s.write(c)
}

// PassByHash is engine.People.
func (s *Store) PassByHash(_ context.Context, hash [32]byte) (ws engine.WorkspaceID, p engine.Pass, person engine.Person, err error) {
	err = s.view(func(tx *reading) error {
		place, id, err := s.led(tx, entryBucket, hash[:], "pass.not_found")
		if err != nil {
			return err
		}
		ws = place
		if err := s.entity(tx, passBucket, inWorkspace(ws, id), &p); err != nil {
			return err
		}
		return s.entity(tx, personBucket, inWorkspace(ws, id), &person)
	})
	return ws, p, person, err
}

// TakePass is engine.People.
func (s *Store) TakePass(ctx context.Context, hash [32]byte) (engine.WorkspaceID, engine.Pass, engine.Person, error) {
	defer s.things.lock(peopleThing).Unlock()
	ws, p, person, err := s.PassByHash(ctx, hash)
	if err != nil {
		return ws, p, person, err
	}
	c := s.newChange()
	if err := s.dropPass(c, ws, p.Person); err != nil {
		return ws, p, person, err
	}
	return ws, p, person, s.write(c)
}
