package engine

import (
	"sync/atomic"
	"time"
)

// meter counts what the engine did since it was made.
type meter struct {
	accepted, repeated, refused atomic.Int64
	ends                        [len(finals)]atomic.Int64
	active                      atomic.Int64 // nanoseconds
}

var finals = [...]State{Succeeded, Stopped, Failed, UncertainState, Cancelled}

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
	Active                      time.Duration // of the operations that ended
	Ready, Parked, Running      int           // operations now
}

// Stats returns figures for the operator.
func (e *Engine) Stats() Stats {
	s := Stats{
		Accepted: e.meter.accepted.Load(), Repeated: e.meter.repeated.Load(), Refused: e.meter.refused.Load(),
		Ended: map[State]int64{}, Active: time.Duration(e.meter.active.Load()),
	}
	for i, state := range finals {
		s.Ended[state] = e.meter.ends[i].Load()
	}
	s.Ready, s.Parked = e.queue.counts()
	e.mu.Lock()
	defer e.mu.Unlock()
	s.Running = len(e.running)
	return s
}
