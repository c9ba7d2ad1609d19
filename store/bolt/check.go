package bolt

import (
	"bytes"
	"errors"
	"time"

	bbolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"stanok/engine"
)

// Check reads the whole of a file that no process uses, page by page and record
// by record, and fails with code "storage.damaged" at the first thing that is
// not as it was written. It leaves the file as it is.
//
// A file may be damaged so that reading it brings down the process. Check is
// therefore called in a process of its own, whose end by anything but an answer
// means that the file is damaged.
//
// Without the key of a sealed file Check looks at the records' checksums, not into
// the records.
func Check(path string, key []byte) error {
	if _, err := preflight(path); err != nil {
		return err
	}
	by, err := newSealer(key)
	if err != nil {
		return err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: fileOptions().Timeout})
	if errors.Is(err, berrors.ErrTimeout) {
		return &engine.Error{Kind: engine.Unavailable, Code: "storage.busy", Args: map[string]string{"folder": path, "pid": ""}, Err: err}
	}
	if err != nil {
		return finding(path, err.Error())
	}
	tx, err := db.Begin(false)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	first, ended := firstFault(tx)
	if !ended {
		return finding(path, first.Error()) // what still reads the file must go on having it
	}
	err = checkReading(&reading{tx, by}, path, first)
	return errors.Join(err, tx.Rollback(), db.Close())
}

// lastWord is how long a search may go on that has found a fault: damage can
// lead it in a circle.
const lastWord = 2 * time.Second

// firstFault has bbolt search its pages and returns the first fault it tells of,
// if any. It is heard to the end, since it reads as long as it tells, unless that
// does not come.
func firstFault(tx *bbolt.Tx) (first error, ended bool) {
	var enough <-chan time.Time
	for faults := tx.Check(); ; {
		select {
		case fault, more := <-faults:
			if !more {
				return first, true
			}
			if first == nil {
				first, enough = fault, time.After(lastWord)
			}
		case <-enough:
			return first, false
		}
	}
}

// checkReading looks at what the pages hold, unless they have a fault.
func checkReading(r *reading, path string, fault error) (err error) {
	defer survive(path, &err)
	if fault != nil {
		return finding(path, fault.Error())
	}
	if r.on() {
		if err := r.fits(r); err != nil {
			return err
		}
	}
	return checkRecords(r, path)
}

func checkRecords(tx *reading, path string) error {
	e, err := newEntities()
	if err != nil {
		return err
	}
	for b := range buckets {
		found := tx.Bucket([]byte(b.String())) != nil
		if !found && b.late() {
			continue
		}
		if !found {
			return finding(path, "it has no "+b.String()+" records")
		}
		err := b.of(tx.Tx).ForEach(func(key, record []byte) error { return b.sound(tx, e, key, record) })
		if err != nil {
			var known *engine.Error
			if errors.As(err, &known) {
				return finding(path, known.Args["finding"])
			}
			return err
		}
	}
	return nil
}

// sound fails if a record is damaged. One whose key is not at hand is not looked
// into; that of an operation's body is in its row.
func (b bucket) sound(tx *reading, e entities, key, record []byte) error {
	payload, err := tx.opened(key, record)
	if errors.Is(err, errSealed) && (!tx.on() || b == bodyBucket) {
		return nil
	}
	if err != nil {
		return damaged(b, err)
	}
	return b.examine(e, key, payload)
}

// examine decodes a record as its readers do.
func (b bucket) examine(e entities, key, payload []byte) error {
	switch b {
	case liveBucket, settledBucket:
		if g, ok := glanceAt(payload); ok {
			if _, ok = g.read(""); ok {
				return nil
			}
		}
		return damaged(b, errCut)
	case bodyBucket:
		var steps stepsRead
		return readParts(bytes.Clone(payload), steps.add)
	}
	if v := b.entity(); v != nil {
		return e.decode(b, payload, v)
	}
	return nil
}

// entity returns what a record of the bucket is decoded into, or nil if it is
// not one thing of the engine's.
func (b bucket) entity() any {
	switch b {
	case workspaceBucket:
		return &engine.Workspace{}
	case tokenBucket:
		return &engine.Token{}
	case processingBucket:
		return &engine.Processing{}
	case definitionBucket:
		return &engine.Definition{}
	case sampleBucket:
		return &engine.Sample{}
	case connectionBucket:
		return &engine.SealedConnection{}
	case alertBucket:
		return &engine.Alert{}
	case noticeBucket:
		return &engine.Notice{}
	case letterBucket:
		return &engine.Letter{}
	case editBucket:
		return &engine.Edit{}
	case personBucket:
		return &engine.Person{}
	case sessionBucket:
		return &engine.Session{}
	case passBucket:
		return &engine.Pass{}
	case batchBucket:
		return &engine.Batch{}
	case turnBucket:
		return &engine.Turn{}
	case vigilBucket:
		return &engine.Vigil{}
	case siteBucket:
		return &engine.Site{}
	case accessBucket:
		return &engine.Access{}
	case tableBucket:
		return &engine.Table{}
	case rowBucket:
		return &[][]string{}
	}
	return nil
}
