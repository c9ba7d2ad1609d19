package memory

import (
	"cmp"
	"context"
	"slices"

	"stanok/engine"
)

// PutWorkspace is engine.Workspaces.
func (s *Store) PutWorkspace(_ context.Context, w engine.Workspace) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(w.ID)
	in.known, in.about = true, copied(w)
	return nil
}

// Workspace is engine.Workspaces.
func (s *Store) Workspace(_ context.Context, id engine.WorkspaceID) (engine.Workspace, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in := s.in(id); in.known {
		return copied(in.about), nil
	}
	return engine.Workspace{}, notFound("workspace.not_found")
}

// ListWorkspaces is engine.Workspaces.
func (s *Store) ListWorkspaces(context.Context) ([]engine.Workspace, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []engine.Workspace
	for _, in := range s.workspaces {
		if in.known {
			all = append(all, copied(in.about))
		}
	}
	slices.SortFunc(all, func(a, b engine.Workspace) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// PutToken is engine.Workspaces.
func (s *Store) PutToken(_ context.Context, ws engine.WorkspaceID, t engine.Token) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in, me := s.in(ws), bearer{ws, t.ID}
	if other, taken := s.bearers[t.Hash]; taken && other != me {
		return conflict("token.taken")
	}
	if old, replaced := in.tokens[t.ID]; replaced {
		delete(s.bearers, old.Hash)
	}
	in.tokens[t.ID] = t
	s.bearers[t.Hash] = me
	return nil
}

// ListTokens is engine.Workspaces.
func (s *Store) ListTokens(_ context.Context, ws engine.WorkspaceID) ([]engine.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []engine.Token
	for _, t := range s.in(ws).tokens {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b engine.Token) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// DeleteToken is engine.Workspaces.
func (s *Store) DeleteToken(_ context.Context, ws engine.WorkspaceID, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	t, ok := in.tokens[id]
	if !ok {
		return notFound("token.not_found")
	}
	delete(in.tokens, id)
	delete(s.bearers, t.Hash)
	return nil
}

// TokenByHash is engine.Workspaces.
func (s *Store) TokenByHash(_ context.Context, hash [32]byte) (engine.WorkspaceID, engine.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.bearers[hash]
	if !ok {
		return "", engine.Token{}, notFound("token.not_found")
	}
	return b.workspace, s.in(b.workspace).tokens[b.token], nil
}
