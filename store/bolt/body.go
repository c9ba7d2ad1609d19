package bolt

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
)

// bodyMost is how much is put into one body record before another is begun.
const bodyMost = 4 << 20

// The body of an operation is what its row has no room for: the event's data,
// the draft, the reply and the steps. What one change writes of it is one record,
// a list of parts; a later part stands for an earlier one of its kind and key.

// part adds a part of an operation's body.
func (c *change) part(s *Store, ws engine.WorkspaceID, id engine.OperationID, kind byte, key string, payload []byte) {
	c.body = append(c.body, kind)
	c.body = appendBytes(appendText(c.body, key), payload)
	if len(c.body) > bodyMost {
		c.keep(s, ws, id)
	}
}

// thing adds a part that is written seldom.
func (c *change) thing(s *Store, ws engine.WorkspaceID, id engine.OperationID, kind byte, v any) error {
	payload, err := s.entities.enc.Marshal(v)
	if err != nil {
		return &engine.Error{Kind: engine.Invalid, Code: "storage.encoding", Err: err}
	}
	c.part(s, ws, id, kind, "", payload)
	return nil
}

// steps adds steps to an operation's body.
func (c *change) steps(s *Store, ws engine.WorkspaceID, id engine.OperationID, steps []engine.Step) {
	for i := range steps {
		c.page = appendStep(c.page[:0], &steps[i])
		c.part(s, ws, id, stepPart, string(steps[i].Key), c.page)
	}
}

// keep makes a record of the parts added so far.
func (c *change) keep(s *Store, ws engine.WorkspaceID, id engine.OperationID) {
	if len(c.body) == 0 {
		return
	}
	number := s.numbers.Add(1)
	c.put(bodyBucket, bodyKey(ws, number), c.body)
	c.put(partBucket, partKey(ws, id, number), nil)
	c.body = c.body[:0]
}

// forgetBody removes an operation's body.
func (c *change) forgetBody(tx *bbolt.Tx, ws engine.WorkspaceID, id engine.OperationID) {
	keys(tx, partBucket, partsOf(ws, id), func(key []byte) bool {
		c.delete(partBucket, bytes.Clone(key))
		c.delete(bodyBucket, bodyKey(ws, numberOf(key)))
		return true
	})
}

func numberOf(partKey []byte) uint64 { return binary.BigEndian.Uint64(partKey[len(partKey)-8:]) }

// parts visits the parts of an operation's body, oldest first. A payload is the
// visitor's.
func parts(tx *bbolt.Tx, ws engine.WorkspaceID, id engine.OperationID, visit func(kind byte, key string, payload []byte) error) (err error) {
	keys(tx, partBucket, partsOf(ws, id), func(k []byte) bool {
		key := bodyKey(ws, numberOf(k))
		record := bodyBucket.of(tx).Get(key)
		var payload []byte
		if payload, err = opened(key, record); err != nil {
			err = damaged(bodyBucket, err)
			return false
		}
		err = readParts(owned(record, payload), visit)
		return err == nil
	})
	return err
}

// readParts takes a body record apart.
func readParts(payload []byte, visit func(kind byte, key string, payload []byte) error) error {
	r := reader{rest: payload}
	for len(r.rest) > 0 {
		kind, key := r.byte(), r.text()
		one := r.bytes()
		if r.bad {
			return damaged(bodyBucket, errCut)
		}
		if err := visit(kind, key, one); err != nil {
			return err
		}
	}
	return nil
}

// addBody reads what of an operation is not in its row.
func (s *Store) addBody(tx *bbolt.Tx, ws engine.WorkspaceID, op *engine.Operation) error {
	return parts(tx, ws, op.ID, func(kind byte, _ string, payload []byte) error { return s.partInto(op, kind, payload) })
}

func (s *Store) partInto(op *engine.Operation, kind byte, payload []byte) error {
	switch kind {
	case dataPart:
		op.Event.Data = payload
	case draftPart:
		return s.entities.decode(bodyBucket, payload, &op.Draft)
	case replyPart:
		return s.entities.decode(bodyBucket, payload, &op.Reply)
	}
	return nil
}

// stepsRead gathers steps, the latest of each key.
type stepsRead struct {
	at    map[engine.StepKey]int
	steps []engine.Step
}

func (all *stepsRead) add(kind byte, key string, payload []byte) error {
	if kind != stepPart {
		return nil
	}
	step, ok := readStep(engine.StepKey(key), payload)
	if !ok {
		return damaged(bodyBucket, errCut)
	}
	if all.at == nil {
		all.at = map[engine.StepKey]int{}
	}
	if i, ok := all.at[step.Key]; ok {
		all.steps[i] = step
		return nil
	}
	all.at[step.Key] = len(all.steps)
	all.steps = append(all.steps, step)
	return nil
}

// bySeq returns them in the order they began.
func (all *stepsRead) bySeq() []engine.Step {
	slices.SortFunc(all.steps, func(a, b engine.Step) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Key, b.Key))
	})
	return all.steps
}

// readSteps reads an operation's steps by Seq.
func readSteps(tx *bbolt.Tx, ws engine.WorkspaceID, id engine.OperationID) ([]engine.Step, error) {
	var all stepsRead
	if err := parts(tx, ws, id, all.add); err != nil {
		return nil, err
	}
	return all.bySeq(), nil
}

// wholeBody reads an operation's body and its steps at once.
func (s *Store) wholeBody(tx *bbolt.Tx, ws engine.WorkspaceID, op *engine.Operation) ([]engine.Step, error) {
	var all stepsRead
	err := parts(tx, ws, op.ID, func(kind byte, key string, payload []byte) error {
		if kind == stepPart {
			return all.add(kind, key, payload)
		}
		return s.partInto(op, kind, payload)
	})
	return all.bySeq(), err
}
