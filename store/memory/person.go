package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"stanok/engine"
)

// AddPerson is engine.People.
func (s *Store) AddPerson(_ context.Context, ws engine.WorkspaceID, p engine.Person) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	if _, known := in.people[p.ID]; known {
		return conflict("person.exists")
	}
	if s.emailTaken(ws, p) {
		return conflict("person.email_taken")
	}
	in.people[p.ID] = p
	return nil
}

func (s *Store) emailTaken(ws engine.WorkspaceID, p engine.Person) bool {
	in, other, found := s.personOf(p.Email)
	return found && (in != ws || other.ID != p.ID)
}

func (s *Store) personOf(email string) (engine.WorkspaceID, engine.Person, bool) {
	folded := engine.FoldEmail(email)
	for ws, in := range s.workspaces {
		for _, p := range in.people {
			if engine.FoldEmail(p.Email) == folded {
				return ws, p, true
			}
		}
	}
	return "", engine.Person{}, false
}

// AmendPerson is engine.People.
func (s *Store) AmendPerson(_ context.Context, ws engine.WorkspaceID, id engine.PersonID, change func(*engine.Person) error) (engine.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	p, ok := in.people[id]
	if !ok {
		return p, notFound("person.not_found")
	}
	if err := change(&p); err != nil {
		return engine.Person{}, err
	}
	p.ID = id
	if s.emailTaken(ws, p) {
		return engine.Person{}, conflict("person.email_taken")
	}
	if err := engine.KeepsOwner(slices.Collect(maps.Values(in.people)), id, &p); err != nil {
		return engine.Person{}, err
	}
	in.people[id] = p
	return p, nil
}

// DeletePerson is engine.People.
func (s *Store) DeletePerson(_ context.Context, ws engine.WorkspaceID, id engine.PersonID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	if _, ok := in.people[id]; !ok {
		return notFound("person.not_found")
	}
	if err := engine.KeepsOwner(slices.Collect(maps.Values(in.people)), id, nil); err != nil {
		return err
	}
	delete(in.people, id)
	s.signOut(ws, id, "")
	return nil
}

// Person is engine.People.
func (s *Store) Person(_ context.Context, ws engine.WorkspaceID, id engine.PersonID) (engine.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.in(ws).people[id]; ok {
		return p, nil
	}
	return engine.Person{}, notFound("person.not_found")
}

// PersonByEmail is engine.People.
func (s *Store) PersonByEmail(_ context.Context, email string) (engine.WorkspaceID, engine.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ws, p, found := s.personOf(email); found {
		return ws, p, nil
	}
	return "", engine.Person{}, notFound("person.not_found")
}

// ListPeople is engine.People.
func (s *Store) ListPeople(_ context.Context, ws engine.WorkspaceID) ([]engine.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedFunc(maps.Values(s.in(ws).people), func(a, b engine.Person) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	}), nil
}

// HasPeople is engine.People.
func (s *Store) HasPeople(context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, in := range s.workspaces {
		if len(in.people) > 0 {
			return true, nil
		}
	}
	return false, nil
}

// PutSite is engine.Sites.
func (s *Store) PutSite(_ context.Context, site engine.Site) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.site = copied(site)
	return nil
}

// Site is engine.Sites.
func (s *Store) Site(context.Context) (engine.Site, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copied(s.site), nil
}
