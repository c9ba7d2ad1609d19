package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"stanok/engine"
)

// ListNotices is engine.Alerts.
func (s *Store) ListNotices(_ context.Context, limit int) ([]engine.Notice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copied(s.notices[:min(limit, len(s.notices))]), nil
}

// Alert is engine.Alerts.
func (s *Store) Alert(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID) (engine.Alert, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copied(s.in(ws).alerts[id]), nil
}

// ListAlerts is engine.Alerts.
func (s *Store) ListAlerts(_ context.Context, ws engine.WorkspaceID) ([]engine.Alert, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []engine.Alert
	for _, a := range s.in(ws).alerts {
		if a.Open() || a.Untold > 0 {
			all = append(all, copied(a))
		}
	}
	slices.SortFunc(all, func(a, b engine.Alert) int { return cmp.Compare(a.Processing, b.Processing) })
	return all, nil
}

// PutAlert is engine.Alerts.
func (s *Store) PutAlert(_ context.Context, ws engine.WorkspaceID, a engine.Alert, taken []engine.Notice, letters ...engine.Letter) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.in(ws).alerts[a.Processing] = copied(a)
	s.notices = slices.DeleteFunc(s.notices, func(n engine.Notice) bool {
		return n.Workspace == ws && slices.ContainsFunc(taken, func(t engine.Notice) bool { return t.ID == n.ID })
	})
	for _, l := range letters {
		s.putLetter(l)
	}
	return nil
}

// ListLetters is engine.Alerts.
func (s *Store) ListLetters(_ context.Context, now time.Time, limit int) ([]engine.Letter, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var come []engine.Letter
	for _, l := range s.letters {
		if len(come) < limit && !now.Before(l.NextTry) {
			come = append(come, copied(l))
		}
	}
	return come, nil
}

// PutLetter is engine.Alerts.
func (s *Store) PutLetter(_ context.Context, l engine.Letter) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.putLetter(l)
	return nil
}

// DeleteLetter is engine.Alerts.
func (s *Store) DeleteLetter(_ context.Context, l engine.Letter) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = slices.DeleteFunc(s.letters, func(one engine.Letter) bool { return one.ID == l.ID })
	return nil
}

func (s *Store) putLetter(l engine.Letter) {
	i, found := slices.BinarySearchFunc(s.letters, l.ID, func(one engine.Letter, id string) int { return cmp.Compare(one.ID, id) })
	if !found {
		s.letters = slices.Insert(s.letters, i, engine.Letter{})
	}
	s.letters[i] = copied(l)
}

// notify leaves a notice of an operation's end.
func (s *Store) notify(ws engine.WorkspaceID, op engine.Operation, at time.Time) {
	n := engine.Notice{
		ID:        fmt.Sprintf("%016x-%s-%s", at.UnixMicro(), op.ID, op.State),
		Workspace: ws, Processing: op.Processing, Operation: op.ID,
		State: op.State, Failure: copied(op.Failure), At: at,
	}
	i, found := slices.BinarySearchFunc(s.notices, n, func(a, b engine.Notice) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Workspace, b.Workspace))
	})
	if !found {
		s.notices = slices.Insert(s.notices, i, n)
	}
}
