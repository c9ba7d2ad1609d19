package memory

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"stanok/engine"
)

// sumsKept is how many steps that added to a key are remembered at least.
const sumsKept = 128

type valueKey struct {
	processing engine.ProcessingID
	key        string
}

// value is what a processing remembers under one key.
type value struct {
	raw   json.RawMessage // nil: none
	sums  []sum           // oldest first
	owner engine.OperationID
	until time.Time
}

// sum is what a step's Increment returned.
type sum struct {
	step   string
	result int64
}

// Recall is engine.Memory.
func (s *Store) Recall(_ context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string) (json.RawMessage, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.value(ws, p, key)
	return copied(v.raw), v.raw != nil, nil
}

// Remember is engine.Memory.
func (s *Store) Remember(_ context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, raw json.RawMessage) error {
	if !json.Valid(raw) {
		return invalid("value.json")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.value(ws, p, key).raw = copied(raw)
	return nil
}

// Increment is engine.Memory.
func (s *Store) Increment(_ context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, by int64, step string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.value(ws, p, key)
	for _, done := range v.sums {
		if done.step == step {
			return done.result, nil
		}
	}
	var (
		now int64
		err error
	)
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
	v.sums = append(v.sums, sum{step, now})
	v.sums = v.sums[max(0, len(v.sums)-sumsKept):]
	return now, nil
}

// Seize is engine.Memory.
func (s *Store) Seize(_ context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, owner engine.OperationID, now, until time.Time) (engine.OperationID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.value(ws, p, key)
	if v.owner != "" && v.owner != owner && now.Before(v.until) {
		return v.owner, nil
	}
	v.owner, v.until = owner, until
	return owner, nil
}

// Holder is engine.Memory.
func (s *Store) Holder(_ context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, now time.Time) (engine.OperationID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.in(ws).values[valueKey{p, key}]; v != nil && now.Before(v.until) {
		return v.owner, nil
	}
	return "", nil
}

func (s *Store) value(ws engine.WorkspaceID, p engine.ProcessingID, key string) *value {
	in, k := s.in(ws), valueKey{p, key}
	if in.values[k] == nil {
		in.values[k] = &value{}
	}
	return in.values[k]
}
