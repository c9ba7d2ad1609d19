package bolt

import (
	"cmp"
	"hash/maphash"
	"slices"
	"sync"
)

// locks keep two calls from deciding about one thing at a time. A thing's lock
// is held from the decision until what was decided is durable, which is why it
// is the one kind of lock here that is held while something is written. Things
// share locks: two may have the same, but none has two.
type locks struct {
	seed  maphash.Seed
	locks [1 << 16]sync.Mutex
}

// thing is what a lock is for.
type thing struct{ of, id string }

func newLocks() *locks { return &locks{seed: maphash.MakeSeed()} }

// lock locks one thing. The caller unlocks what it returns.
func (l *locks) lock(a thing) *sync.Mutex {
	m := &l.locks[l.index(a)]
	m.Lock()
	return m
}

// try is lock, or nil if that would have to wait.
func (l *locks) try(a thing) *sync.Mutex {
	if m := &l.locks[l.index(a)]; m.TryLock() {
		return m
	}
	return nil
}

// lockAll locks several things, and returns what unlocks them. Whoever needs
// more than one locks them by one call, in one order for all.
func (l *locks) lockAll(things ...thing) (unlock func()) {
	at := make([]uint64, 0, 4)
	for _, one := range things {
		at = append(at, l.index(one))
	}
	slices.SortFunc(at, cmp.Compare[uint64])
	at = slices.Compact(at)
	for _, i := range at {
		l.locks[i].Lock()
	}
	return func() {
		for _, i := range at {
			l.locks[i].Unlock()
		}
	}
}

func (l *locks) index(a thing) uint64 {
	return maphash.Comparable(l.seed, a) % uint64(len(l.locks))
}
