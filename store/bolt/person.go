package bolt

import (
	"cmp"
	"context"
	"crypto/sha256"
	"slices"

	"stanok/engine"
)

// peopleThing is what the lock of all people, sessions and passes is for: they
// are few, and what one change asks about goes over all of them.
var peopleThing = thing{"people", ""}

// emailKey is the key of a person's folded e-mail.
func emailKey(email string) []byte {
	sum := sha256.Sum256([]byte(engine.FoldEmail(email)))
	return sum[:]
}

// AddPerson is engine.People.
func (s *Store) AddPerson(_ context.Context, ws engine.WorkspaceID, p engine.Person) error {
	defer s.things.lock(peopleThing).Unlock()
	err := s.view(func(tx *reading) error {
		if personBucket.has(tx, inWorkspace(ws, p.ID)) {
			return conflict("person.exists")
		}
		return freeEmail(tx, ws, p)
	})
	if err != nil {
		return err
	}
	return s.writePerson(s.newChange(), ws, p)
}

// freeEmail fails if another has the e-mail of a person.
func freeEmail(tx *reading, ws engine.WorkspaceID, p engine.Person) error {
	owner, err := emailBucket.get(tx, emailKey(p.Email))
	if err == nil && owner != nil && string(owner) != string(pair(ws, p.ID)) {
		return conflict("person.email_taken")
	}
	return err
}

func (s *Store) writePerson(c *change, ws engine.WorkspaceID, p engine.Person) error {
	c.put(emailBucket, emailKey(p.Email), pair(ws, p.ID))
	if err := c.entity(s.entities, personBucket, inWorkspace(ws, p.ID), &p); err != nil {
		return err
	}
	return s.write(c)
}

// AmendPerson is engine.People.
func (s *Store) AmendPerson(ctx context.Context, ws engine.WorkspaceID, id engine.PersonID, change func(*engine.Person) error) (engine.Person, error) {
	defer s.things.lock(peopleThing).Unlock()
	all, err := s.ListPeople(ctx, ws)
	if err != nil {
		return engine.Person{}, err
	}
	i := slices.IndexFunc(all, func(p engine.Person) bool { return p.ID == id })
	if i < 0 {
		return engine.Person{}, notFound("person.not_found")
	}
	p := all[i]
	if err := change(&p); err != nil {
		return engine.Person{}, err
	}
	p.ID = id
	if err := engine.KeepsOwner(all, id, &p); err != nil {
		return engine.Person{}, err
	}
	if err := s.view(func(tx *reading) error { return freeEmail(tx, ws, p) }); err != nil {
		return engine.Person{}, err
	}
	c := s.newChange()
	c.delete(emailBucket, emailKey(all[i].Email))
	return p, s.writePerson(c, ws, p)
}

// DeletePerson is engine.People.
func (s *Store) DeletePerson(ctx context.Context, ws engine.WorkspaceID, id engine.PersonID) error {
	defer s.things.lock(peopleThing).Unlock()
	p, err := s.Person(ctx, ws, id)
	if err != nil {
		return err
	}
	all, err := s.ListPeople(ctx, ws)
	if err != nil {
		return err
	}
	if err := engine.KeepsOwner(all, id, nil); err != nil {
		return err
	}
	c := s.newChange()
	if err := s.signOut(c, ws, id, ""); err != nil {
		return err
	}
	c.delete(personBucket, inWorkspace(ws, id))
	c.delete(emailBucket, emailKey(p.Email))
	return s.write(c)
}

// Person is engine.People.
func (s *Store) Person(_ context.Context, ws engine.WorkspaceID, id engine.PersonID) (engine.Person, error) {
	return one[engine.Person](s, personBucket, inWorkspace(ws, id), "person.not_found")
}

// PersonByEmail is engine.People.
func (s *Store) PersonByEmail(_ context.Context, email string) (ws engine.WorkspaceID, p engine.Person, err error) {
	err = s.view(func(tx *reading) error {
		place, id, err := s.led(tx, emailBucket, emailKey(email), "person.not_found")
		if err != nil {
			return err
		}
		ws = place
		return s.entity(tx, personBucket, inWorkspace(ws, id), &p)
	})
	return ws, p, err
}

// led returns where a record of an index leads.
func (s *Store) led(tx *reading, in bucket, key []byte, code string) (ws engine.WorkspaceID, id string, err error) {
	payload, err := in.get(tx, key)
	if err != nil {
		return "", "", err
	}
	if payload == nil {
		return "", "", notFound(code)
	}
	place, id, ok := unpair(payload)
	if !ok {
		return "", "", damaged(in, errCut)
	}
	return engine.WorkspaceID(place), id, nil
}

// entity reads what an index says is there.
func (s *Store) entity(tx *reading, in bucket, key []byte, v any) error {
	found, err := s.entities.read(tx, in, key, v)
	if err == nil && !found {
		return damaged(in, errCut)
	}
	return err
}

// ListPeople is engine.People.
func (s *Store) ListPeople(_ context.Context, ws engine.WorkspaceID) ([]engine.Person, error) {
	all, err := list[engine.Person](s, personBucket, within(ws))
	slices.SortFunc(all, func(a, b engine.Person) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// HasPeople is engine.People.
func (s *Store) HasPeople(context.Context) (some bool, err error) {
	err = s.view(func(tx *reading) error {
		keys(tx, personBucket, nil, func([]byte) bool { some = true; return false })
		return nil
	})
	return some, err
}

// siteKey is the key of the one Site.
var siteKey = []byte("site")

// PutSite is engine.Sites.
func (s *Store) PutSite(_ context.Context, site engine.Site) error {
	c := s.newChange()
	if err := c.entity(s.entities, siteBucket, siteKey, &site); err != nil {
		return err
	}
	return s.write(c)
}

// Site is engine.Sites.
func (s *Store) Site(context.Context) (site engine.Site, err error) {
	err = s.view(func(tx *reading) error {
		_, err := s.entities.read(tx, siteBucket, siteKey, &site)
		return err
	})
	return site, err
}
