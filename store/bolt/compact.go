package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	bbolt "go.etcd.io/bbolt"
)

// A file of bbolt never shrinks. So it is copied, while work goes on, into one
// that is as large as need be and takes its place:
//
//   - The copy is made bucket by bucket and key by key, in short transactions, so
//     that no page is held back for it. Each key that is written after it was
//     copied is noted.
//   - What was noted is copied again, round after round, until it is little.
//   - The goroutine that writes then copies the last of it, makes the copy
//     durable, gives it the name of the file, and writes to it from then on.
//
// Until it has its name the copy is nothing: Open removes one that was cut off.

// copyName is what the copy is called until it takes the place of the file.
const copyName = fileName + ".copy"

// What bounds a copy.
const (
	copyBytes  = 1 << 20  // read in one transaction
	copySync   = 16 << 20 // written before it is made durable: a disk that is kept busy for long keeps others waiting
	copyPause  = 2        // times as long as a piece took, others have the disk
	copyNoted  = 20_000   // keys noted before they are copied again
	copyLast   = 300      // keys that may be left to the goroutine that writes
	copyRounds = 400      // after which it writes faster than can be copied
	copyAtMost = 3_000    // keys that are left to it even then
	copyFilled = 0.8      // of pages whose keys come in any order
)

// copying is one copy under way.
type copying struct {
	s    *Store
	to   *bbolt.DB
	path string

	unsynced int64
	done     atomic.Int64 // bytes copied

	mu    sync.Mutex // guards what follows
	turn  int        // of copyOrder: the bucket that is being copied
	at    []byte     // the last key of it that was
	all   bool       // what follows is being read: any key of it may have been
	noted map[noted]struct{}
}

// noted is a record that was written after it was copied.
type noted struct {
	in  bucket
	key string
}

// copyOrder has the largest bucket first: what is written to the others meanwhile
// need not be noted.
var copyOrder = orderOfCopy()

func orderOfCopy() (order []bucket) {
	order = append(order, bodyBucket)
	for b := range buckets {
		if b != bodyBucket {
			order = append(order, b)
		}
	}
	return order
}

var turnOf = func() (turn [buckets]int) {
	for i, b := range copyOrder {
		turn[b] = i
	}
	return turn
}()

var errCopyStopped = errors.New("the store is being closed")

// errCopyOutrun is that writing was faster than copying.
var errCopyOutrun = errors.New("more was written than could be copied again")

// compact puts a copy in the place of the file. If it fails, the file is what it
// was.
func (s *Store) compact() error {
	c := &copying{s: s, path: filepath.Join(s.state.folder, copyName), noted: map[noted]struct{}{}}
	if err := c.begin(); err != nil {
		return err
	}
	err := c.run()
	s.writer.noting.Store(nil)
	s.copying.Store(nil)
	if err != nil {
		err = errors.Join(err, c.to.Close(), os.Remove(c.path))
	}
	return err
}

func (c *copying) begin() (err error) {
	if err := os.Remove(c.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if c.to, err = bbolt.Open(c.path, 0o600, fileOptions()); err != nil {
		return err
	}
	c.to.AllocSize, c.to.NoSync, c.to.NoGrowSync = allocSize, true, true
	return c.write(func(tx *bbolt.Tx) error {
		for b := range buckets {
			if _, err := tx.CreateBucketIfNotExists([]byte(b.String())); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *copying) run() error {
	c.s.copying.Store(c)
	c.s.writer.noting.Store(c)
	for c.turn < len(copyOrder) {
		if err := c.piece(); err != nil {
			return err
		}
	}
	for round := 0; ; round++ {
		left := c.count()
		if left <= copyLast || round >= copyRounds && left <= copyAtMost {
			break
		}
		if round >= copyRounds {
			return errCopyOutrun
		}
		if err := c.s.paced(c.again); err != nil {
			return err
		}
	}
	if err := c.sync(); err != nil { // so that the writer has little to sync
		return err
	}
	return c.s.writer.between(c.takePlace)
}

// piece copies what comes next.
func (c *copying) piece() error {
	if c.count() > copyNoted {
		if err := c.s.paced(c.again); err != nil {
			return err
		}
	}
	return c.s.paced(func() error {
		records, err := c.read()
		if err != nil || len(records) == 0 {
			return err
		}
		return c.put(records)
	})
}

// paced does something in the background and then leaves the machine to others.
func (s *Store) paced(do func() error) error {
	began := time.Now()
	if err := do(); err != nil {
		return err
	}
	select {
	case <-s.stop:
		return errCopyStopped
	case <-time.After(copyPause * time.Since(began)):
		return nil
	}
}

// read reads the next records of the bucket whose turn it is; none when there
// are no more, and it is the turn of the next.
func (c *copying) read() (records []put, err error) {
	in := copyOrder[c.turn]
	c.mu.Lock()
	after := c.at
	c.all = true
	c.mu.Unlock()
	size, more := 0, false
	err = c.s.view(func(tx *reading) error {
		cursor := in.of(tx.Tx).Cursor()
		k, v := cursor.Seek(after)
		if after != nil && bytes.Equal(k, after) {
			k, v = cursor.Next()
		}
		for ; k != nil; k, v = cursor.Next() {
			if size >= copyBytes {
				more = true
				return nil
			}
			records = append(records, put{in, bytes.Clone(k), bytes.Clone(v)})
			size += len(k) + len(v)
		}
		return nil
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = false
	if len(records) > 0 {
		c.at = records[len(records)-1].key
	}
	if err == nil && !more {
		c.turn, c.at = c.turn+1, nil
	}
	return records, err
}

// note learns what was written. It is called by the writer.
func (c *copying) note(batch []*change) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, one := range batch {
		for _, p := range one.puts {
			if c.copied(p.in, p.key) {
				c.noted[noted{p.in, string(p.key)}] = struct{}{}
			}
		}
	}
}

// copied reports whether a record may have been copied already.
func (c *copying) copied(in bucket, key []byte) bool {
	switch turn := turnOf[in]; {
	case turn < c.turn:
		return true
	case turn > c.turn:
		return false
	}
	return c.all || bytes.Compare(key, c.at) <= 0
}

func (c *copying) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.noted)
}

// again copies what was noted.
func (c *copying) again() error {
	c.mu.Lock()
	changed := c.noted
	c.noted = map[noted]struct{}{}
	c.mu.Unlock()
	if len(changed) == 0 {
		return nil
	}
	var records []put
	size := 0
	for len(changed) > 0 {
		records, size = records[:0], 0
		err := c.s.view(func(tx *reading) error {
			var opened [buckets]*bbolt.Bucket
			for one := range changed {
				if size >= 4*copyBytes {
					return nil
				}
				if opened[one.in] == nil {
					opened[one.in] = one.in.of(tx.Tx)
				}
				key := []byte(one.key)
				v := opened[one.in].Get(key)
				records = append(records, put{one.in, key, bytes.Clone(v)})
				size += len(v) + len(key)
				delete(changed, one)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := c.put(records); err != nil {
			return err
		}
	}
	return nil
}

// put writes records to the copy, or removes those that are nil.
func (c *copying) put(records []put) error {
	size := int64(0)
	err := c.write(func(tx *bbolt.Tx) error {
		var opened [buckets]*bbolt.Bucket
		for _, p := range records {
			b := opened[p.in]
			if b == nil {
				b = p.in.of(tx)
				if !p.in.appended() {
					b.FillPercent = copyFilled
				}
				opened[p.in] = b
			}
			size += int64(len(p.key) + len(p.record))
			if p.record == nil {
				if err := b.Delete(p.key); err != nil {
					return err
				}
			} else if err := b.Put(p.key, p.record); err != nil {
				return err
			}
		}
		return nil
	})
	c.done.Add(size)
	if c.unsynced += size; err == nil && c.unsynced >= copySync {
		return c.sync()
	}
	return err
}

func (c *copying) write(do func(*bbolt.Tx) error) error { return c.to.Update(do) }

func (c *copying) sync() error {
	c.unsynced = 0
	return c.to.Sync()
}

// takePlace is the end of it, between two commits: nothing is written meanwhile,
// and who reads goes on reading.
func (c *copying) takePlace() error {
	if err := c.again(); err != nil {
		return err
	}
	if err := c.sync(); err != nil {
		return err
	}
	if _, err := preflight(c.path); err != nil {
		return err
	}
	path := filepath.Join(c.s.state.folder, fileName)
	if err := os.Rename(c.path, path); err != nil {
		return fmt.Errorf("putting the copy in the place of the file: %w", err)
	}
	c.to.NoSync, c.to.NoGrowSync = false, false
	c.s.writer.noting.Store(nil)
	c.s.writer.db, c.s.writer.noted = c.to, false
	c.s.files.replace(c.to)
	c.s.fit.restart()
	if err := syncFolder(c.s.state.folder); err != nil {
		_ = c.s.state.broke(err) // which name is which is not known to be durable: nothing more is accepted
	}
	return nil
}
