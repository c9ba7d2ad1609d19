package bolt

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	bbolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"stanok/engine"
)

// Store implements engine.Store on one file.
type Store struct {
	files    files
	hold     *hold // on the folder
	state    *health
	sealer   sealer
	writer   *writer
	entities entities
	listed   memo
	places   places
	copying  atomic.Pointer[copying] // while the file is being copied
	fit      fit

	sieve   *sieve
	closing sync.Once
	stop    chan struct{} // closed to end what goes on in the background
	ended   chan struct{}

	unread   unread
	numbers  atomic.Uint64 // the greatest of a body record
	pageRows int           // looked at for one page of a search

	things *locks // of all that is not an operation; locked before operations
	ops    *locks // of operations and event keys

	mu   sync.Mutex // guards what follows
	live live
}

var _ engine.Store = (*Store)(nil)

// Options of a store. The zero Options are the defaults.
type Options struct {
	// Reserve is how much room is kept free on the volume: with less no new
	// operation is accepted, until there is half as much again. 0 means 256 MiB
	// or a twentieth of the volume, whichever is less.
	Reserve int64

	// Key, of KeySize bytes, seals what people sent and wrote, so that nobody reads it
	// in the file without the key. A file that was sealed once opens with the same key
	// only, else Open fails with Invalid, code "storage.sealed". With no key nothing
	// is sealed.
	Key []byte

	// Prepare is done once the folder is this process's, before the file is looked
	// at.
	Prepare func() error

	commit  func(*bbolt.Tx) error // for tests; nil for Tx.Commit
	measure func(folder string) (free, total int64, err error)
}

// Failed is closed when the disk refused to make a write durable. The store
// then fails every call with code "storage.failed", and the program should end:
// what is in memory can no longer be trusted to be what is on the disk.
func (s *Store) Failed() <-chan struct{} { return s.state.failed }

// readyPatience is how long Ready waits for a commit.
const readyPatience = 2 * time.Second

// Accepting is engine.Roomy.
func (s *Store) Accepting() error {
	if s.state.full.Load() {
		return errFull(nil)
	}
	return s.state.accepting()
}

// Ready writes a little to learn whether operations can be accepted now. It
// answers within about two seconds.
func (s *Store) Ready() error {
	if err := s.state.accepting(); err != nil {
		return err
	}
	c := &change{done: make(chan error, 1)} // of its own: it may be left behind
	c.put(metaBucket, []byte("ready"), nil)
	if err := s.writer.submit(c); err != nil {
		return err
	}
	patience := time.NewTimer(readyPatience)
	defer patience.Stop()
	select {
	case err := <-c.done:
		return err
	case <-patience.C:
		return &engine.Error{Kind: engine.Unavailable, Code: "storage.slow"}
	}
}

// Close waits for what is being written, and lets go of the file.
func (s *Store) Close() error {
	s.closing.Do(func() { close(s.stop) })
	<-s.ended
	s.fit.ended.Wait()
	s.writer.close()
	err := errors.Join(s.noteFree(), s.files.current().Close())
	s.hold.release()
	return err
}

// noteFree writes down which pages are free, so that the next start need not
// read every page to find out. It is not written with each commit, since that
// costs much once much was deleted.
func (s *Store) noteFree() error {
	if s.state.err() != nil {
		return nil // nothing is to be written any more
	}
	db := s.files.current()
	db.NoFreelistSync = false
	return db.Update(func(*bbolt.Tx) error { return nil })
}

// view reads at one moment.
func (s *Store) view(read func(*reading) error) (err error) {
	if err := s.state.err(); err != nil {
		return err
	}
	f := s.files.enter()
	defer s.files.leave(f)
	defer survive(f.db.Path(), &err)
	err = f.db.View(func(tx *bbolt.Tx) error { return read(&reading{tx, s.sealer}) })
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return errClosed()
	}
	return err
}

// write makes a change durable, and lets go of it.
func (s *Store) write(c *change) error {
	s.sieve.add(c.marks) // before anybody can look for it
	return s.written(c, s.writer.do(c))
}

func (s *Store) written(c *change, err error) error {
	s.places.settled(c.marks)
	c.release()
	return err
}

// hasten makes a change durable, which is on a slow disk before it can be read.
// When it can be, or if it failed, ended is called with the error.
func (s *Store) hasten(c *change, ended func(error)) error {
	c.urgent = true
	s.sieve.add(c.marks)
	err := s.writer.do(c)
	later := c.later
	if later == nil {
		err = s.written(c, err)
		ended(err)
		return err
	}
	end := s.unread.begin()
	go func() {
		defer s.unread.end(end)
		ended(s.written(c, <-later))
	}()
	return nil
}

func notFound(code string) error { return &engine.Error{Kind: engine.NotFound, Code: code} }
func conflict(code string) error { return &engine.Error{Kind: engine.Conflict, Code: code} }
func invalid(code string) error  { return &engine.Error{Kind: engine.Invalid, Code: code} }
