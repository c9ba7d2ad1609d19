package main

import (
	"encoding/binary"
	"errors"
	"time"

	"go.etcd.io/bbolt"
)

// store is a bbolt file with one writer: while it commits, what comes next
// gathers, and goes into the next commit together.
type store struct {
	db      *bbolt.DB
	changes chan change
	done    chan struct{}
}

// change is one write that waits for its commit.
type change struct {
	apply     func(*bbolt.Tx) error
	committed chan error
}

// together is the most changes of one commit.
const together = 1000

var (
	pendingBucket = []byte("pending")
	historyBucket = []byte("history")
)

func openStore(path string) (*store, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		_, pending := tx.CreateBucketIfNotExists(pendingBucket)
		_, history := tx.CreateBucketIfNotExists(historyBucket)
		return errors.Join(pending, history)
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s := &store{db: db, changes: make(chan change, together), done: make(chan struct{})}
	go s.write()
	return s, nil
}

// accept returns when the event is on the disk.
func (s *store) accept(number uint64, event []byte) error {
	return s.commit(func(tx *bbolt.Tx) error {
		return tx.Bucket(pendingBucket).Put(key(number), event)
	})
}

// finish returns when the history of the event is on the disk.
func (s *store) finish(number uint64, record []byte) error {
	return s.commit(func(tx *bbolt.Tx) error {
		return errors.Join(
			tx.Bucket(pendingBucket).Delete(key(number)),
			tx.Bucket(historyBucket).Put(key(number), record))
	})
}

// close must not be called while a change waits.
func (s *store) close() error {
	close(s.changes)
	<-s.done
	return s.db.Close()
}

func (s *store) commit(apply func(*bbolt.Tx) error) error {
	c := change{apply, make(chan error, 1)}
	s.changes <- c
	return <-c.committed
}

func (s *store) write() {
	defer close(s.done)
	var batch []change
	for first := range s.changes {
		batch = s.gather(append(batch[:0], first))
		err := s.db.Update(func(tx *bbolt.Tx) error {
			for _, c := range batch {
				if err := c.apply(tx); err != nil {
					return err
				}
			}
			return nil
		})
		for _, c := range batch {
			c.committed <- err
		}
	}
}

// gather adds what already waits.
func (s *store) gather(batch []change) []change {
	for len(batch) < together {
		select {
		case c, open := <-s.changes:
			if !open {
				return batch
			}
			batch = append(batch, c)
		default:
			return batch
		}
	}
	return batch
}

func key(number uint64) []byte { return binary.BigEndian.AppendUint64(nil, number) }
