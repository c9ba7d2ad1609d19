package engine_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

// crammed is a store whose disk may be full: then it forgets no letter, and takes
// none.
type crammed struct {
	engine.Store
	mu  sync.Mutex
	err error
}

func (s *crammed) set(full bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err = nil; full {
		s.err = &engine.Error{Kind: engine.Unavailable, Code: "storage.full"}
	}
}

func (s *crammed) Accepting() error { return s.Ready() }

func (s *crammed) Ready() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func (s *crammed) PutLetter(ctx context.Context, l engine.Letter) error {
	if err := s.Ready(); err != nil {
		return err
	}
	return s.Store.PutLetter(ctx, l)
}

func (s *crammed) DeleteLetter(ctx context.Context, l engine.Letter) error {
	if err := s.Ready(); err != nil {
		return err
	}
	return s.Store.DeleteLetter(ctx, l)
}

func TestAFullDiskIsToldOnceThoughNothingCanBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &crammed{Store: memory.New()}
		b := enginetest.New(t, s, enginetest.Source{})
		if err := s.PutWorkspace(t.Context(), engine.Workspace{ID: "told to nobody"}); err != nil {
			t.Fatal(err)
		}
		defer b.Run()()
		for i, step := range []struct {
			full   bool
			mail   error
			lasts  time.Duration
			letter int // in all, afterwards
		}{
			{false, nil, time.Hour, 0},
			{true, &engine.Error{Kind: engine.Unavailable, Code: "mail.unreachable"}, time.Minute, 0},
			{true, nil, 3 * time.Hour, 1}, // once the mail goes again
			{false, nil, time.Minute, 1},
			{true, nil, time.Hour, 1}, // still the same trouble
			{false, nil, 2 * time.Hour, 1},
			{true, nil, time.Minute, 2},
		} {
			s.set(step.full)
			b.Post.Fail(step.mail)
			time.Sleep(step.lasts)
			synctest.Wait()
			letters := b.Post.Letters()
			if len(letters) != step.letter {
				t.Fatalf("step %d: %d letters, want %d", i, len(letters), step.letter)
			}
			for _, l := range letters {
				if l.Kind != engine.DiskFull || l.Workspace != enginetest.WS || len(l.To) != 1 {
					t.Errorf("%+v", l)
				}
			}
		}
	})
}

func TestALetterThatArrivedIsNotSentAgainWhileItCannotBeForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &crammed{Store: memory.New()}
		b := enginetest.New(t, s, enginetest.Source{})
		now := time.Now()
		if err := s.PutLetter(t.Context(), engine.Letter{ID: engine.NewID(now), Workspace: enginetest.WS, Kind: engine.Digest, Created: now, NextTry: now.Add(time.Minute)}); err != nil {
			t.Fatal(err)
		}
		defer b.Run()()
		s.set(true)
		time.Sleep(time.Hour)
		s.set(false)
		time.Sleep(time.Hour)
		synctest.Wait()
		digests := 0
		for _, l := range b.Post.Letters() {
			if l.Kind == engine.Digest {
				digests++
			}
		}
		left, err := s.ListLetters(t.Context(), now.AddDate(0, 0, 1), 10)
		if digests != 1 || len(left) != 0 || err != nil {
			t.Errorf("sent %d times, %d left, %v", digests, len(left), err)
		}
	})
}
