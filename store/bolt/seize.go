package bolt

import (
	"bytes"
	"context"
	"sync"
	"time"

	"stanok/engine"
)

// sweepEach is how many of the keys that follow a seized one are looked at: if
// their time is up, they are forgotten. Since keys are in the order of their
// hashes, every one gets its turn, and what is forgotten keeps pace with what
// is added.
const sweepEach = 4

func seizedThing(key []byte) thing { return thing{"seized", string(key)} }

// Seize is engine.Memory.
func (s *Store) Seize(_ context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, owner engine.OperationID, now, until time.Time) (engine.OperationID, error) {
	at := hashed(ws, p, key)
	defer s.things.lock(seizedThing(at)).Unlock()
	var (
		other engine.OperationID
		over  [][]byte
	)
	err := s.view(func(tx *reading) error {
		who, end, err := seizedBy(tx, at)
		if err != nil {
			return err
		}
		if who != "" && who != owner && stamp(now) < end {
			other = who
			return nil
		}
		over, err = overAfter(tx, inProcessing(ws, p), at, stamp(now))
		return err
	})
	if err != nil || other != "" {
		return other, err
	}
	c := s.newChange()
	unlock, err := s.sweep(c, over, stamp(now))
	defer unlock()
	if err != nil {
		return "", err
	}
	c.put(seizedBucket, at, appendText(appendStamp(nil, until), string(owner)))
	if err := s.write(c); err != nil {
		return "", err
	}
	return owner, nil
}

// Holder is engine.Memory.
func (s *Store) Holder(_ context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, now time.Time) (who engine.OperationID, err error) {
	err = s.view(func(tx *reading) error {
		owner, until, err := seizedBy(tx, hashed(ws, p, key))
		if stamp(now) < until {
			who = owner
		}
		return err
	})
	return who, err
}

func seizedBy(tx *reading, at []byte) (who engine.OperationID, until int64, err error) {
	payload, err := seizedBucket.get(tx, at)
	if payload == nil || err != nil {
		return "", 0, err
	}
	r := reader{rest: payload}
	until, who = int64(r.number()), engine.OperationID(r.text())
	if r.bad {
		return "", 0, damaged(seizedBucket, errCut)
	}
	return who, until, nil
}

// overAfter lists those of the next keys whose time is up.
func overAfter(tx *reading, prefix, at []byte, now int64) (over [][]byte, err error) {
	cursor := seizedBucket.of(tx.Tx).Cursor()
	k, _ := cursor.Seek(at)
	for range sweepEach {
		if bytes.Equal(k, at) {
			k, _ = cursor.Next()
		}
		if !bytes.HasPrefix(k, prefix) {
			break
		}
		_, until, err := seizedBy(tx, k)
		if err != nil {
			return nil, err
		}
		if until <= now {
			over = append(over, bytes.Clone(k))
		}
		k, _ = cursor.Next()
	}
	return over, nil
}

// sweep forgets keys whose time is up, but for those that another call is about
// at this moment. What it returns is called when that is written.
func (s *Store) sweep(c *change, over [][]byte, now int64) (unlock func(), err error) {
	var held []*sync.Mutex
	unlock = func() {
		for _, m := range held {
			m.Unlock()
		}
	}
	if len(over) == 0 {
		return unlock, nil
	}
	free := over[:0]
	for _, key := range over {
		if m := s.things.try(seizedThing(key)); m != nil {
			held, free = append(held, m), append(free, key)
		}
	}
	return unlock, s.view(func(tx *reading) error {
		for _, key := range free {
			who, until, err := seizedBy(tx, key) // again, now that nobody alters it
			if err != nil {
				return err
			}
			if who != "" && until <= now {
				c.delete(seizedBucket, key)
			}
		}
		return nil
	})
}
