package bolt

import (
	"bytes"
	"encoding/binary"
	"encoding/json"

	"stanok/engine"
)

// Bits of a step's flags.
const (
	stepClippedBit = iota
	stepEnterBit
	stepFailureBit
	enterLoopBit
	enterSkipBit
	stepTriesBit
)

// appendStep encodes a step without its key.
func appendStep(b []byte, s *engine.Step) []byte {
	b = append(b, 0)
	b = appendFlag(b, stepClippedBit, s.Clipped != nil)
	b = appendFlag(b, stepEnterBit, s.Enter != nil)
	b = appendFlag(b, stepFailureBit, s.Failure != nil)
	if s.Enter != nil {
		b = appendFlag(b, enterLoopBit, s.Enter.Loop)
		b = appendFlag(b, enterSkipBit, s.Enter.Skip)
	}
	b = appendFlag(b, stepTriesBit, len(s.Tries) > 0 || !s.Began.IsZero())
	b = appendText(appendText(b, string(s.Node)), string(s.State))
	b = binary.AppendVarint(binary.AppendVarint(b, int64(s.Seq)), int64(s.Attempt))
	b = appendStamp(appendStamp(appendStamp(b, s.WakeAt), s.Started), s.Finished)
	b = appendBytes(appendBytes(b, s.Input), s.Output)
	if s.Clipped != nil {
		b = appendText(binary.AppendVarint(b, int64(s.Clipped.Size)), s.Clipped.SHA256)
	}
	if s.Enter != nil {
		b = appendEntered(b, s.Enter)
	}
	if s.Failure != nil {
		b = appendFailure(b, s.Failure)
	}
	if len(s.Tries) > 0 || !s.Began.IsZero() {
		b = appendTries(b, s)
	}
	return b
}

func appendTries(b []byte, s *engine.Step) []byte {
	b = binary.AppendUvarint(appendStamp(b, s.Began), uint64(len(s.Tries)))
	for _, t := range s.Tries {
		b = appendText(appendText(appendStamp(appendStamp(b, t.Began), t.Ended), t.Code), t.Status)
	}
	return b
}

func readTries(r *reader, s *engine.Step) {
	s.Began = r.time()
	for range r.count() {
		s.Tries = append(s.Tries, engine.Try{Began: r.time(), Ended: r.time(), Code: r.text(), Status: r.text()})
	}
}

func appendEntered(b []byte, e *engine.Entered) []byte {
	b = appendText(appendText(b, e.Branch), e.As)
	b = appendCount(b, e.Items)
	for _, item := range e.Items {
		b = appendBytes(b, item)
	}
	return b
}

// readStep decodes a step. The payload, which must not belong to a transaction,
// becomes the step's.
func readStep(key engine.StepKey, payload []byte) (s engine.Step, ok bool) {
	r := reader{rest: payload}
	flags := r.byte()
	on := func(bit uint) bool { return flags&(1<<bit) != 0 }
	s = engine.Step{Key: key, Node: engine.NodeID(r.text()), State: engine.StepState(r.text()), Seq: int(r.varint()), Attempt: int(r.varint())}
	s.WakeAt, s.Started, s.Finished = r.time(), r.time(), r.time()
	s.Input, s.Output = r.bytes(), r.bytes()
	if on(stepClippedBit) {
		s.Clipped = &engine.Clipped{Size: int(r.varint()), SHA256: r.text()}
	}
	if on(stepEnterBit) {
		s.Enter = &engine.Entered{Branch: r.text(), As: r.text(), Loop: on(enterLoopBit), Skip: on(enterSkipBit)}
		if n, some := r.countOrNone(); some {
			s.Enter.Items = make([]json.RawMessage, 0, n)
			for range n {
				s.Enter.Items = append(s.Enter.Items, r.bytes())
			}
		}
	}
	if on(stepFailureBit) {
		s.Failure = readFailure(&r)
	}
	if on(stepTriesBit) {
		readTries(&r, &s)
	}
	return s, !r.bad && len(r.rest) == 0
}

// owned returns a payload that may be kept: one that is still in its record is
// copied out of it.
func owned(record, payload []byte) []byte {
	if record[checksumSize] == packedPlain {
		return bytes.Clone(payload)
	}
	return payload
}
