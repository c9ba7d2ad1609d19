package rehearse

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"stanok/engine"
)

// scratch is what a processing remembers, as a rehearsal sees it: what is put
// there is forgotten with it.
type scratch struct {
	engine.Memory
	values map[string]json.RawMessage
	sums   map[string]int64 // by the step that has added
	taken  map[string]taken
}

type taken struct {
	by    engine.OperationID
	until time.Time
}

func newScratch(m engine.Memory) *scratch {
	return &scratch{Memory: m, values: map[string]json.RawMessage{}, sums: map[string]int64{}, taken: map[string]taken{}}
}

// Recall implements engine.Memory.
func (s *scratch) Recall(ctx context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string) (json.RawMessage, bool, error) {
	if v, ok := s.values[key]; ok {
		return v, true, nil
	}
	return s.Memory.Recall(ctx, ws, p, key)
}

// Remember implements engine.Memory.
func (s *scratch) Remember(_ context.Context, _ engine.WorkspaceID, _ engine.ProcessingID, key string, value json.RawMessage) error {
	s.values[key] = value
	return nil
}

// Increment implements engine.Memory.
func (s *scratch) Increment(ctx context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, by int64, step string) (int64, error) {
	if sum, ok := s.sums[step]; ok {
		return sum, nil
	}
	raw, found, err := s.Recall(ctx, ws, p, key)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if found && err != nil {
		return 0, &engine.Error{Kind: engine.Invalid, Code: "value.kind", Args: map[string]string{"name": key, "want": "number"}}
	}
	n += by
	s.sums[step], s.values[key] = n, json.RawMessage(strconv.FormatInt(n, 10))
	return n, nil
}

// Seize implements engine.Memory. Nothing is taken before the rehearsal: who has
// a key on record cannot be asked without taking it.
func (s *scratch) Seize(_ context.Context, _ engine.WorkspaceID, _ engine.ProcessingID, key string, owner engine.OperationID, now, until time.Time) (engine.OperationID, error) {
	if was, ok := s.taken[key]; ok && was.by != owner && was.until.After(now) {
		return was.by, nil
	}
	s.taken[key] = taken{owner, until}
	return owner, nil
}
