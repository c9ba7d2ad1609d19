package ui

import (
	"encoding/json"
	"slices"
	"sync"

	"stanok/engine"
)

// derived remembers the last long outputs with what follows from them: a person
// who looks into one asks for it again and again.
type derived struct {
	mu   sync.Mutex
	last []derivedValue
}

type derivedValue struct {
	operation engine.OperationID
	step      engine.StepKey
	raw       json.RawMessage
}

// How many are remembered, and from which length on, in bytes.
const (
	mostDerived  = 3
	longOutput   = 1 << 20
	mostRemember = 40 << 20
)

// of is the output of a step as derive gives it. Only one that cannot change any
// more is remembered.
func (d *derived) of(o opened, s engine.Step, derive func() json.RawMessage) json.RawMessage {
	if len(s.Output) < longOutput || !o.State.Final() || o.State == engine.UncertainState {
		return derive()
	}
	is := func(v derivedValue) bool { return v.operation == o.ID && v.step == s.Key }
	d.mu.Lock()
	i := slices.IndexFunc(d.last, is)
	if i >= 0 {
		defer d.mu.Unlock()
		return d.last[i].raw
	}
	d.mu.Unlock()
	raw := derive()
	if len(raw) > mostRemember {
		return raw
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = append(slices.DeleteFunc(d.last, is), derivedValue{o.ID, s.Key, raw})
	d.last = d.last[max(0, len(d.last)-mostDerived):]
	return raw
}
