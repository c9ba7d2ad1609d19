package bolt

import (
	"cmp"
	"slices"

	"stanok/engine"
)

// bodyMost is how much is put into one body record before another is begun.
const bodyMost = 4 << 20

// The body of an operation is what its row has no room for: the event's data,
// the draft and what of it is tried, the reply and the steps. What one change writes of it is one record,
// a list of parts; a later part stands for an earlier one of its kind and key.

// part adds a part of an operation's body.
func (c *change) part(s *Store, ws engine.WorkspaceID, op *row, kind byte, key string, payload []byte) {
	c.body = append(c.body, kind)
	c.body = appendBytes(appendText(c.body, key), payload)
	if len(c.body) > bodyMost {
		c.keep(s, ws, op)
	}
}

// thing adds a part that is written seldom.
func (c *change) thing(s *Store, ws engine.WorkspaceID, op *row, kind byte, v any) error {
	payload, err := s.entities.enc.Marshal(v)
	if err != nil {
		return &engine.Error{Kind: engine.Invalid, Code: "storage.encoding", Err: err}
	}
	c.part(s, ws, op, kind, "", payload)
	return nil
}

// steps adds steps to an operation's body.
func (c *change) steps(s *Store, ws engine.WorkspaceID, op *row, steps []engine.Step) {
	for i := range steps {
		c.page = appendStep(c.page[:0], &steps[i])
		c.part(s, ws, op, stepPart, string(steps[i].Key), c.page)
	}
}

// keep makes a record of the parts added so far. The row, which is written after
// it, leads there.
func (c *change) keep(s *Store, ws engine.WorkspaceID, op *row) {
	if len(c.body) == 0 {
		return
	}
	if op.own == nil && s.sealer.on() {
		op.own = newOwn()
	}
	number := s.numbers.Add(1)
	c.record(op.sealer(), bodyBucket, bodyKey(ws, number), c.body)
	op.body = append(slices.Clip(op.body), number)
	c.body = c.body[:0]
}

// forgetBody removes an operation's body.
func (c *change) forgetBody(ws engine.WorkspaceID, op *row) {
	for _, number := range op.body {
		c.delete(bodyBucket, bodyKey(ws, number))
	}
}

// parts visits the parts of an operation's body, oldest first. A payload is the
// visitor's.
func parts(tx *reading, ws engine.WorkspaceID, op *row, visit func(kind byte, key string, payload []byte) error) error {
	bucket, sealer := bodyBucket.of(tx.Tx), op.sealer()
	for _, number := range op.body {
		key := bodyKey(ws, number)
		record := bucket.Get(key)
		payload, err := sealer.opened(key, record)
		if err != nil {
			return damaged(bodyBucket, err)
		}
		if err := readParts(owned(record, payload), visit); err != nil {
			return err
		}
	}
	return nil
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
func (s *Store) addBody(tx *reading, ws engine.WorkspaceID, op *row) error {
	return parts(tx, ws, op, func(kind byte, _ string, payload []byte) error { return s.partInto(op, kind, payload) })
}

func (s *Store) partInto(op *row, kind byte, payload []byte) error {
	switch kind {
	case dataPart:
		op.Event.Data = payload
	case draftPart:
		return s.entities.decode(bodyBucket, payload, &op.Draft)
	case trialPart:
		return s.entities.decode(bodyBucket, payload, &op.Trial)
	case replyPart:
		return s.entities.decode(bodyBucket, payload, &op.Reply)
	case baredPart:
		r := reader{rest: payload}
		op.Forgotten = r.time()
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
func readSteps(tx *reading, ws engine.WorkspaceID, op *row) ([]engine.Step, error) {
	var all stepsRead
	if err := parts(tx, ws, op, all.add); err != nil {
		return nil, err
	}
	return all.bySeq(), nil
}

// wholeBody reads an operation's body and its steps at once.
func (s *Store) wholeBody(tx *reading, ws engine.WorkspaceID, op *row) ([]engine.Step, error) {
	var all stepsRead
	err := parts(tx, ws, op, func(kind byte, key string, payload []byte) error {
		if kind == stepPart {
			return all.add(kind, key, payload)
		}
		return s.partInto(op, kind, payload)
	})
	return all.bySeq(), err
}
