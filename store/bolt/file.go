package bolt

import (
	"sync"

	bbolt "go.etcd.io/bbolt"
)

// file is an open file, which another may take the place of while it is read.
type file struct {
	db      *bbolt.DB
	readers int
	retired bool // it is closed when nobody reads it any more
}

// files is the file that is current. Whoever begins to read reads that one to
// the end.
type files struct {
	mu  sync.Mutex
	now *file
}

func (f *files) current() *bbolt.DB {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now.db
}

// enter returns the current file, which stays open until it is left.
func (f *files) enter() *file {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now.readers++
	return f.now
}

func (f *files) leave(one *file) {
	f.mu.Lock()
	one.readers--
	last := one.retired && one.readers == 0
	f.mu.Unlock()
	if last {
		_ = one.db.Close() // nothing was written to it since it was replaced
	}
}

// replace makes another file the current one.
func (f *files) replace(db *bbolt.DB) {
	f.mu.Lock()
	old := f.now
	f.now = &file{db: db}
	old.retired = true
	last := old.readers == 0
	f.mu.Unlock()
	if last {
		go func() { _ = old.db.Close() }() // freeing what it took up on the disk takes a while
	}
}
