package bolt_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
)

// A process may end at any commit. What a start after that has to read must not
// depend on how large the file is.
func TestAFileSaysWhichPagesAreFreeWhileItIsInUse(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "stanok.db")
	s := open(t, folder)
	for i := range 3 {
		if err := s.Remember(t.Context(), "main", "p", "key", json.RawMessage(`1`)); err != nil || !bolt.Listed(t, file) {
			t.Fatalf("after commit %d the file does not say which pages are free: %v", i, err)
		}
	}
	forgetMuch(t, s)
	if s.Free() <= bolt.FreeMost {
		t.Fatalf("%d pages are free, which is no test", s.Free())
	}
	if err := s.Remember(t.Context(), "main", "p", "key", json.RawMessage(`2`)); err != nil || bolt.Listed(t, file) {
		t.Errorf("a long list of free pages is written with each commit: %v", err)
	}
	for end := time.After(10 * time.Second); !bolt.Listed(t, file); {
		select {
		case <-end:
			t.Fatal("nothing is written, and the file does not come to say which pages are free")
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// forgetMuch writes an operation with a large body, and forgets it.
func forgetMuch(t *testing.T, s *bolt.Store) {
	t.Helper()
	noise := make([]byte, 12<<20)
	_, _ = rand.Read(noise) // never fails
	body, err := json.Marshal(base64.StdEncoding.EncodeToString(noise))
	if err != nil {
		t.Fatal(err)
	}
	op := engine.Operation{ID: "o", Processing: "p", Created: t0, State: engine.Queued, Event: engine.Event{Data: body}}
	if _, _, err := s.CreateOperation(t.Context(), "main", op); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Cancel(t.Context(), "main", op.ID, t0); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Prune(t.Context(), "main", t0.Add(time.Hour), []engine.State{engine.Cancelled}, 1); n != 1 || err != nil {
		t.Fatalf("%d forgotten: %v", n, err)
	}
}
