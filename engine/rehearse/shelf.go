package rehearse

import (
	"context"
	"sync"
	"time"

	"stanok/engine"
)

// Bounds of what is kept at a time.
const (
	keptFor = 30 * time.Minute // after somebody last looked
	keptMax = 24
	atOnce  = 2 // rehearsals that run at a time; the others wait
)

// Whose says whose rehearsal of which processing is meant.
type Whose struct {
	Workspace  engine.WorkspaceID
	Processing engine.ProcessingID
	Person     string
}

// Shelf keeps what people have rehearsed for a while, in memory. The zero Shelf
// is not ready: make one with NewShelf.
type Shelf struct {
	clock engine.Clock
	turns chan struct{}

	mu  sync.Mutex
	all map[Whose]*shelved
}

type shelved struct {
	*Rehearsal
	cancel context.CancelFunc
	ended  chan struct{}
	seen   time.Time
}

// NewShelf returns an empty shelf.
func NewShelf(clock engine.Clock) *Shelf {
	return &Shelf{clock: clock, turns: make(chan struct{}, atOnce), all: map[Whose]*shelved{}}
}

// Begin runs a rehearsal in the background, in place of the one that was there.
func (s *Shelf) Begin(whose Whose, r *Rehearsal) {
	ctx, cancel := context.WithCancel(context.Background())
	one := &shelved{Rehearsal: r, cancel: cancel, ended: make(chan struct{}), seen: s.clock.Now()}
	s.mu.Lock()
	s.drop(whose)
	s.tidy(keptMax - 1)
	s.all[whose] = one
	s.mu.Unlock()
	go func() {
		defer close(one.ended)
		defer cancel()
		_ = s.Run(ctx, r) // its report says that it was stopped
	}()
}

// Run runs a rehearsal that is not kept, when it is its turn.
func (s *Shelf) Run(ctx context.Context, r *Rehearsal) error {
	select {
	case s.turns <- struct{}{}:
		defer func() { <-s.turns }()
	case <-ctx.Done():
	}
	return r.Run(ctx)
}

// Of returns a rehearsal; nil if there is none any more.
func (s *Shelf) Of(whose Whose) *Rehearsal {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tidy(keptMax)
	one := s.all[whose]
	if one == nil {
		return nil
	}
	one.seen = s.clock.Now()
	return one.Rehearsal
}

// Cancel ends a rehearsal that goes on; what it has found stays.
func (s *Shelf) Cancel(whose Whose) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one := s.all[whose]; one != nil {
		one.cancel()
	}
}

// Close ends all rehearsals, and returns when they have.
func (s *Shelf) Close() {
	s.mu.Lock()
	var ends []chan struct{}
	for whose, one := range s.all {
		ends = append(ends, one.ended)
		s.drop(whose)
	}
	s.mu.Unlock()
	for _, end := range ends {
		<-end
	}
}

// drop forgets a rehearsal.
func (s *Shelf) drop(whose Whose) {
	if one := s.all[whose]; one != nil {
		one.cancel()
		delete(s.all, whose)
	}
}

// tidy forgets those that nobody has looked at for long, and the one looked at
// longest ago if there are more than most.
func (s *Shelf) tidy(most int) {
	now := s.clock.Now()
	var oldest Whose
	for whose, one := range s.all {
		if now.Sub(one.seen) > keptFor {
			s.drop(whose)
			continue
		}
		if was := s.all[oldest]; was == nil || one.seen.Before(was.seen) {
			oldest = whose
		}
	}
	if len(s.all) > most {
		s.drop(oldest)
	}
}
