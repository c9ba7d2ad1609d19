package bolt

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"math"
	"slices"
	"strconv"

	"stanok/engine"
)

// sumsKept is how many steps that added to a key are remembered.
const sumsKept = 128

// value is what a processing remembers under one key.
type value struct {
	raw  []byte // nil: none
	sums []sum  // oldest first
}

// sum is what a step's Increment returned. The step is known by a hash of its
// key: among 128, two of one hash are not to be expected in this universe.
type sum struct {
	step   uint64
	result int64
}

func valueThing(key []byte) thing { return thing{"value", string(key)} }

// Recall is engine.Memory.
func (s *Store) Recall(_ context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string) (json.RawMessage, bool, error) {
	v, err := s.value(hashed(ws, p, key))
	return v.raw, v.raw != nil, err
}

// Remember is engine.Memory.
func (s *Store) Remember(_ context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, raw json.RawMessage) error {
	if !json.Valid(raw) {
		return invalid("value.json")
	}
	at := hashed(ws, p, key)
	defer s.things.lock(valueThing(at)).Unlock()
	v, err := s.value(at)
	if err != nil {
		return err
	}
	v.raw = raw
	return s.putValue(at, v)
}

// Increment is engine.Memory.
func (s *Store) Increment(_ context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, by int64, step string) (int64, error) {
	at := hashed(ws, p, key)
	defer s.things.lock(valueThing(at)).Unlock()
	v, err := s.value(at)
	if err != nil {
		return 0, err
	}
	me := stepHash(step)
	if i := slices.IndexFunc(v.sums, func(one sum) bool { return one.step == me }); i >= 0 {
		return v.sums[i].result, nil
	}
	var now int64
	if v.raw != nil {
		if now, err = strconv.ParseInt(string(v.raw), 10, 64); err != nil {
			return 0, invalid("value.kind")
		}
	}
	if by > 0 && now > math.MaxInt64-by || by < 0 && now < math.MinInt64-by {
		return 0, invalid("value.range")
	}
	now += by
	v.raw = strconv.AppendInt(nil, now, 10)
	v.sums = append(v.sums, sum{me, now})
	v.sums = v.sums[max(0, len(v.sums)-sumsKept):]
	if err := s.putValue(at, v); err != nil {
		return 0, err
	}
	return now, nil
}

func stepHash(step string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(step))
	return h.Sum64()
}

func (s *Store) value(at []byte) (v value, err error) {
	err = s.view(func(tx *reading) error {
		payload, err := valueBucket.get(tx, at)
		if payload == nil || err != nil {
			return err
		}
		var ok bool
		if v, ok = readValue(slices.Clone(payload)); !ok {
			return damaged(valueBucket, errCut)
		}
		return nil
	})
	return v, err
}

func (s *Store) putValue(at []byte, v value) error {
	c := s.newChange()
	c.put(valueBucket, at, appendValue(nil, v))
	return s.write(c)
}

func appendValue(b []byte, v value) []byte {
	b = appendBytes(b, v.raw)
	b = binary.AppendUvarint(b, uint64(len(v.sums)))
	for _, one := range v.sums {
		b = binary.AppendVarint(binary.BigEndian.AppendUint64(b, one.step), one.result)
	}
	return b
}

func readValue(payload []byte) (v value, ok bool) {
	r := reader{rest: payload}
	v.raw = r.bytes()
	n := r.count()
	v.sums = make([]sum, 0, n+1)
	for range n {
		v.sums = append(v.sums, sum{r.number(), r.varint()})
	}
	return v, !r.bad && len(r.rest) == 0
}
