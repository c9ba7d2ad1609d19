package engine

import (
	"slices"
	"sync/atomic"
	"time"
)

// meter counts what the engine did since it was made.
type meter struct {
	accepted, repeated, refused atomic.Int64
	ends                        [len(finals)]atomic.Int64
	steps                       [len(outcomes)]atomic.Int64
	active                      atomic.Int64 // nanoseconds
}

var finals = [...]State{Succeeded, Stopped, Failed, UncertainState, Cancelled}

// outcomes are what an attempt at a step ends in.
var outcomes = [...]StepState{StepDone, StepFailed, StepUncertain, StepRetrying}

// step counts an attempt by its outcome. A nil meter counts nothing.
func (m *meter) step(s StepState) {
	if m != nil {
		m.steps[slices.Index(outcomes[:], s)].Add(1)
	}
}

func (m *meter) ended(p Progress) {
	for i, s := range finals {
		if s == p.State {
			m.ends[i].Add(1)
			m.active.Add(int64(p.Active))
		}
	}
}

// Stats are what the engine did since the program started, and has before it.
type Stats struct {
	Accepted, Repeated, Refused int64 // events
	Ended                       map[State]int64
	Steps                       map[StepState]int64 // attempts by how they ended
	Active                      time.Duration       // of the operations that ended
	Ready, Parked, Running      int                 // operations now
}

// Stats returns figures for the operator.
func (e *Engine) Stats() Stats {
	s := Stats{
		Accepted: e.meter.accepted.Load(), Repeated: e.meter.repeated.Load(), Refused: e.meter.refused.Load(),
		Ended: map[State]int64{}, Steps: map[StepState]int64{}, Active: time.Duration(e.meter.active.Load()),
	}
	for i, state := range finals {
		s.Ended[state] = e.meter.ends[i].Load()
	}
	for i, state := range outcomes {
		s.Steps[state] = e.meter.steps[i].Load()
	}
	s.Ready, s.Parked = e.queue.counts()
	e.mu.Lock()
	defer e.mu.Unlock()
	s.Running = len(e.running)
	return s
}
