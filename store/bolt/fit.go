package bolt

import (
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"stanok/engine"
)

// When the file is copied into a smaller one: if of it so many bytes and such a
// part are free, or if it is over its budget by more than what is allowed for.
// Otherwise its free pages are written again, and it does not grow.
const (
	wasteLeast = 64 << 20
	wasteParts = 4
	overParts  = 20 // of a budget, by which the folder may be over
)

// How often that is looked at, and how long after something was done.
const (
	fitEvery = 2 * time.Second
	fitLater = 10 * time.Minute
)

// fit is how the file keeps to its budget.
type fit struct {
	budget  atomic.Int64
	short   atomic.Bool // there is no room on the disk for a copy
	crowded chan struct{}
	bell    chan struct{} // rung when there is a reason to look at once
	size    func() (live, end int64, err error)
	ended   sync.WaitGroup

	mu    sync.Mutex // guards what follows
	end   int64      // of the file, at the last commit; 0 before the first
	yield int64      // by how much less may be stored, since not all that is free can be used
}

func (f *fit) init(size func() (live, end int64, err error)) {
	f.crowded, f.bell, f.size = make(chan struct{}, 1), make(chan struct{}, 1), size
}

// ring tells who gives up what is oldest that it is time, and reports whether the
// file is as large as its budget, though less is stored. It is called after each
// commit.
//
// Of what is free not all can be used: a large record needs free pages that stand
// side by side. So where the file still grows when it is nearly as large as it may
// be, less may be stored in it.
func (f *fit) ring() (brim bool) {
	budget := f.budget.Load()
	if budget == 0 {
		return false
	}
	live, end, err := f.size()
	if err != nil {
		return false
	}
	f.mu.Lock()
	bar := engine.CrowdedAt(budget)
	if f.end == 0 {
		f.end = end
	}
	if grown := end - max(f.end, bar-allocSize); grown > 0 && end+allocSize > bar {
		f.yield = min(f.yield+grown, budget*2/5)
	}
	f.end = end
	crowded := live > bar-f.yield
	f.mu.Unlock()
	if crowded {
		rung(f.crowded)
	}
	return end+allocSize > budget && live < budget
}

// restart is for a file that nothing is known of.
func (f *fit) restart() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.yield, f.end = 0, 0
}

// Full is engine.Fitted.
func (s *Store) Full() (bool, error) {
	budget := s.fit.budget.Load()
	live, err := s.Size()
	s.fit.mu.Lock()
	defer s.fit.mu.Unlock()
	return budget > 0 && live > engine.CrowdedAt(budget)-s.fit.yield, err
}

func rung(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// Fit is engine.Fitted.
func (s *Store) Fit(budget int64) {
	s.fit.budget.Store(budget)
	s.fit.restart()
	s.fit.ring()
	rung(s.fit.bell)
}

// Crowded is engine.Fitted.
func (s *Store) Crowded() <-chan struct{} { return s.fit.crowded }

// Room is engine.Fitted.
func (s *Store) Room() (r engine.Room, err error) {
	if r, err = s.measured(); err != nil {
		return r, err
	}
	if r.Grown, r.In, err = s.pace(time.Now(), r.Live); err != nil {
		return r, err
	}
	r.Short, r.Remote = s.fit.short.Load(), remote(s.state.folder)
	if c := s.copying.Load(); c != nil {
		r.Copying = true
		r.Copied = min(1, float64(c.done.Load())/float64(max(1, r.Live)))
	}
	return r, nil
}

// measured tells how large the file is.
func (s *Store) measured() (r engine.Room, err error) {
	if r.Live, err = s.Size(); err != nil {
		return r, err
	}
	info, err := os.Stat(filepath.Join(s.state.folder, fileName))
	if err != nil {
		return r, err
	}
	r.File, r.Disk = info.Size(), info.Size()
	if at, ok := info.Sys().(*syscall.Stat_t); ok {
		r.Disk = min(r.Disk, at.Blocks*512)
	}
	return r, nil
}

// keepFit copies the file into a smaller one when that is worth it, until the
// store is closed.
func (s *Store) keepFit() {
	tick := time.NewTicker(fitEvery)
	defer tick.Stop()
	var later time.Time
	for {
		select {
		case <-s.stop:
			return
		case <-s.fit.bell:
			later = time.Time{}
		case <-tick.C:
		}
		_ = s.notePace(time.Now()) // without it there is less to tell from
		if time.Now().Before(later) || s.state.err() != nil {
			continue
		}
		if tried, err := s.fitNow(); tried || err != nil {
			later = time.Now().Add(fitLater)
		}
	}
}

// fitNow makes the file smaller if it is larger than need be, and tells whether it
// was. What is free is first given back to the disk, as far as the system can, so
// that a copy has room.
func (s *Store) fitNow() (worthIt bool, err error) {
	r, err := s.measured()
	budget := s.fit.budget.Load()
	if err != nil || !worth(r, budget) {
		s.fit.short.Store(false)
		return false, err
	}
	if err := s.punch(); err != nil {
		return true, err
	}
	if r, err = s.measured(); err != nil || !within105(r, budget) {
		return true, err
	}
	if !s.state.room(r.Live + r.Live/overParts) {
		s.fit.short.Store(true)
		return true, nil
	}
	err = s.compact()
	s.fit.short.Store(err != nil && isFull(err))
	return true, err
}

// worth reports whether a copy would be smaller by far, or the file is over its
// budget and a copy would not be.
func worth(r engine.Room, budget int64) bool {
	waste := r.File - r.Live
	return waste > wasteLeast && waste > r.File/wasteParts ||
		budget > 0 && r.File > budget+budget/overParts && r.Live < budget-budget/overParts
}

// within105 reports whether the folder stays within its budget while it holds the
// copy too. If what the file takes up on the disk is over already, the copy is the
// way back.
func within105(r engine.Room, budget int64) bool {
	most := budget + budget/overParts
	return budget == 0 || r.Disk > most || r.Disk+r.Live+r.Live/overParts <= most
}

// room reports whether so many bytes can be written without touching what is
// kept free.
func (h *health) room(bytes int64) bool {
	free, total, err := h.measure(h.folder)
	need := h.reserve
	if need == 0 {
		need = min(reserveMost, total/reserveParts)
	}
	return err == nil && free-bytes >= need+need/2
}

// Size is engine.Sized.
func (s *Store) Size() (int64, error) {
	live, _, err := s.extent()
	return live, err
}

// extent is the room that what is stored takes up, and the last page that was
// ever written.
func (s *Store) extent() (live, end int64, err error) {
	err = s.view(func(tx *reading) error {
		stats := tx.DB().Stats()
		end = tx.Size()
		live = end - int64(stats.FreePageN+stats.PendingPageN)*int64(tx.DB().Info().PageSize)
		return nil
	})
	return live, end, err
}
