package bolt

import (
	"bytes"

	bbolt "go.etcd.io/bbolt"
)

// scan reads the records whose key begins with prefix, in order, until do
// returns false or an error. Neither key nor payload may be kept.
func (b bucket) scan(tx *reading, prefix []byte, do func(key, payload []byte) (bool, error)) error {
	c := b.of(tx.Tx).Cursor()
	for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		payload, err := tx.opened(k, v)
		if err != nil {
			return damaged(b, err)
		}
		if more, err := do(k, payload); err != nil || !more {
			return err
		}
	}
	return nil
}

// keys visits the keys that begin with prefix, in order, until do returns false.
func keys(tx *reading, in bucket, prefix []byte, do func(key []byte) bool) {
	c := in.of(tx.Tx).Cursor()
	for k, _ := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		if !do(k) {
			return
		}
	}
}

// last places a cursor on the greatest key below end, or on the last of all if
// end is nil.
func last(c *bbolt.Cursor, end []byte) (key, record []byte) {
	if end == nil {
		return c.Last()
	}
	if k, _ := c.Seek(end); k == nil {
		return c.Last()
	}
	return c.Prev()
}
