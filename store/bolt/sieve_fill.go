package bolt

import (
	"bytes"
	"slices"
	"time"

	"stanok/engine"
)

// sieveRows is how many rows are read in one transaction to fill the sieve, and
// sievePause how many times as long as that took others have the machine before it
// goes on: a start has other things to do.
const (
	sieveRows  = 4 * stratumMost
	sievePause = 9
)

// fillSieve reads all settled rows, the newest of each workspace first, until stop
// is closed.
func (s *Store) fillSieve(stop <-chan struct{}) {
	all, err := s.workspaceIDs()
	var pause time.Duration
	for _, ws := range all {
		below := "\xff"
		for err == nil && below != "" {
			select {
			case <-stop:
				s.sieve.end(false)
				return
			case <-time.After(pause):
			}
			began := time.Now()
			below, err = s.fillBelow(ws, below)
			pause = sievePause * time.Since(began)
		}
	}
	s.sieve.end(err == nil)
}

func (s *Store) workspaceIDs() (all []engine.WorkspaceID, err error) {
	err = s.view(func(tx *reading) error {
		c := settledBucket.of(tx.Tx).Cursor()
		for k, _ := c.First(); k != nil; {
			r := reader{rest: k}
			ws := engine.WorkspaceID(r.text())
			if r.bad {
				return damaged(settledBucket, errCut)
			}
			all = append(all, ws)
			end := upTo(within(ws))
			if end == nil {
				break
			}
			k, _ = c.Seek(end)
		}
		return nil
	})
	return all, err
}

// fillBelow learns the newest rows whose ids are less than one, and returns the
// least of them; "" when there are no more.
func (s *Store) fillBelow(ws engine.WorkspaceID, below string) (least string, err error) {
	var made []*stratum // newest first
	err = s.view(func(tx *reading) error {
		var w walk
		w.begin(tx, settledBucket, within(ws), below)
		for n := 0; w.key != nil && n < sieveRows; n++ {
			payload, err := tx.opened(w.key, w.record)
			if err != nil {
				return damaged(settledBucket, err)
			}
			g, ok := glanceAt(payload)
			if !ok {
				return damaged(settledBucket, errCut)
			}
			op, ok := g.read(engine.OperationID(w.id()))
			if !ok {
				return damaged(settledBucket, errCut)
			}
			if len(made) == 0 || made[len(made)-1].full() {
				made = append(made, &stratum{})
			}
			one := made[len(made)-1]
			one.first = op.ID
			one.add(markOf(ws, &op.Operation, payload))
			w.step()
		}
		if w.key != nil {
			least = string(made[len(made)-1].first)
		} else if len(made) > 0 {
			made[len(made)-1].first = "" // whatever is older comes here
		} else {
			made = append(made, &stratum{})
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	slices.Reverse(made)
	s.sieve.below(ws, made)
	return least, nil
}

// sift goes over settled operations that cannot be what is looked for.
func (f *finder) sift() {
	for f.wanted != nil && f.settled.key != nil {
		id := f.settled.id()
		if f.sifted != nil && bytes.Compare(id, f.sifted) >= 0 {
			return
		}
		first, may, known := f.store.sieve.pass(f.ws, engine.OperationID(id), f.wanted)
		f.blind = !known && f.wanted.picky()
		if may {
			f.sifted = []byte(first)
			return
		}
		if first == "" {
			f.settled.key = nil
			return
		}
		f.settled.begin(f.tx, f.settled.in, f.settled.prefix, string(first))
	}
}
