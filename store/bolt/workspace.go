package bolt

import (
	"cmp"
	"context"
	"slices"

	"stanok/engine"
)

// PutWorkspace is engine.Workspaces.
func (s *Store) PutWorkspace(_ context.Context, w engine.Workspace) error {
	c := s.newChange()
	if err := c.entity(s.entities, workspaceBucket, within(w.ID), &w); err != nil {
		return err
	}
	return s.write(c)
}

// Workspace is engine.Workspaces.
func (s *Store) Workspace(_ context.Context, id engine.WorkspaceID) (engine.Workspace, error) {
	return one[engine.Workspace](s, workspaceBucket, within(id), "workspace.not_found")
}

// ListWorkspaces is engine.Workspaces.
func (s *Store) ListWorkspaces(context.Context) ([]engine.Workspace, error) {
	all, err := list[engine.Workspace](s, workspaceBucket, nil)
	slices.SortFunc(all, func(a, b engine.Workspace) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}

// tokensThing is what the lock of all tokens is for: they are few.
var tokensThing = thing{"tokens", ""}

// PutToken is engine.Workspaces.
func (s *Store) PutToken(_ context.Context, ws engine.WorkspaceID, t engine.Token) error {
	defer s.things.lock(tokensThing).Unlock()
	c := s.newChange()
	err := s.view(func(tx *reading) error {
		other, err := bearerBucket.get(tx, t.Hash[:])
		if err != nil {
			return err
		}
		if other != nil && string(other) != string(pair(ws, t.ID)) {
			return conflict("token.taken")
		}
		var old engine.Token
		replaced, err := s.entities.read(tx, tokenBucket, inWorkspace(ws, t.ID), &old)
		if replaced {
			c.delete(bearerBucket, old.Hash[:])
		}
		return err
	})
	if err != nil {
		return err
	}
	c.put(bearerBucket, t.Hash[:], pair(ws, t.ID))
	if err := c.entity(s.entities, tokenBucket, inWorkspace(ws, t.ID), &t); err != nil {
		return err
	}
	return s.write(c)
}

// ListTokens is engine.Workspaces.
func (s *Store) ListTokens(_ context.Context, ws engine.WorkspaceID) ([]engine.Token, error) {
	all, err := list[engine.Token](s, tokenBucket, within(ws))
	slices.SortFunc(all, func(a, b engine.Token) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// DeleteToken is engine.Workspaces.
func (s *Store) DeleteToken(_ context.Context, ws engine.WorkspaceID, id string) error {
	defer s.things.lock(tokensThing).Unlock()
	t, err := one[engine.Token](s, tokenBucket, inWorkspace(ws, id), "token.not_found")
	if err != nil {
		return err
	}
	c := s.newChange()
	c.delete(tokenBucket, inWorkspace(ws, id))
	c.delete(bearerBucket, t.Hash[:])
	return s.write(c)
}

// TokenByHash is engine.Workspaces.
func (s *Store) TokenByHash(_ context.Context, hash [32]byte) (ws engine.WorkspaceID, t engine.Token, err error) {
	err = s.view(func(tx *reading) error {
		payload, err := bearerBucket.get(tx, hash[:])
		if err != nil {
			return err
		}
		if payload == nil {
			return notFound("token.not_found")
		}
		a, id, ok := unpair(payload)
		if !ok {
			return damaged(bearerBucket, errCut)
		}
		ws = engine.WorkspaceID(a)
		_, err = s.entities.read(tx, tokenBucket, inWorkspace(ws, id), &t)
		return err
	})
	return ws, t, err
}
