package bolt

import (
	"sync"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
)

// change is what one call writes, all of it or none.
type change struct {
	by    sealer
	puts  []put
	room  []byte // of the records; when it moves, the puts keep what it was
	page  []byte // on which a payload is written before it becomes a record
	body  []byte // parts not yet in a record
	marks []mark // of the operations that are settled with it
	done  chan error

	urgent  bool // it may be acknowledged before it is committed
	urgency      // the writer's
}

// put is one record to be written, or deleted if it is nil.
type put struct {
	in     bucket
	key    []byte
	record []byte
}

var changes = sync.Pool{New: func() any { return new(change) }}

// newChange returns an empty change. Its channel is its own: one of a test's time
// must not outlive the test.
func (s *Store) newChange() *change {
	c := changes.Get().(*change)
	c.done, c.by = make(chan error, 1), s.sealer
	return c
}

// keepRoom is how much memory of a change is kept for the next.
const keepRoom = 64 << 10

func (c *change) release() {
	clear(c.puts)
	clear(c.marks)
	c.marks = c.marks[:0]
	c.puts, c.room, c.body = c.puts[:0], c.room[:0], c.body[:0]
	c.urgent, c.urgency = false, urgency{}
	if max(cap(c.room), cap(c.page), cap(c.body)) <= keepRoom {
		changes.Put(c)
	}
}

// put adds a record.
func (c *change) put(in bucket, key, payload []byte) {
	by := sealer{}
	if in.sealed() {
		by = c.by
	}
	c.record(by, in, key, payload)
}

// record adds a record that is sealed otherwise.
func (c *change) record(by sealer, in bucket, key, payload []byte) {
	at := len(c.room)
	c.room = by.record(c.room, key, payload)
	c.puts = append(c.puts, put{in, key, c.room[at:len(c.room):len(c.room)]})
}

// entity adds a record of a thing that is written seldom.
func (c *change) entity(e entities, in bucket, key []byte, v any) error {
	payload, err := e.enc.Marshal(v)
	if err != nil {
		return &engine.Error{Kind: engine.Invalid, Code: "storage.encoding", Err: err}
	}
	c.put(in, key, payload)
	return nil
}

// delete removes a record, if it is there.
func (c *change) delete(in bucket, key []byte) { c.puts = append(c.puts, put{in: in, key: key}) }

// deleteAll removes all records whose key begins with prefix.
func (c *change) deleteAll(tx *reading, in bucket, prefix []byte) {
	keys(tx, in, prefix, func(key []byte) bool {
		c.delete(in, append([]byte(nil), key...))
		return true
	})
}

// check refuses what the file cannot hold.
func (c *change) check() error {
	for _, p := range c.puts {
		if len(p.key) > bbolt.MaxKeySize || len(p.record) > maxRecord {
			return &engine.Error{Kind: engine.Invalid, Code: "storage.too_large"}
		}
	}
	return nil
}

// apply writes the change in a transaction.
func (c *change) apply(tx *bbolt.Tx, opened *[buckets]*bbolt.Bucket) error {
	for _, p := range c.puts {
		b := opened[p.in]
		if b == nil {
			b = p.in.of(tx)
			opened[p.in] = b
		}
		if p.record == nil {
			if err := b.Delete(p.key); err != nil {
				return err
			}
		} else if err := b.Put(p.key, p.record); err != nil {
			return err
		}
	}
	return nil
}
