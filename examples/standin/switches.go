package standin

import "sync/atomic"

// switches holds the quirks that are switched on in a stand-in: at first none.
type switches[Q any] struct{ on atomic.Pointer[Q] }

// Quirks are those switched on now.
func (s *switches[Q]) Quirks() Q {
	if q := s.on.Load(); q != nil {
		return *q
	}
	var none Q
	return none
}

// Switch changes quirks: s.Switch(func(q *UONQuirks) { q.LeadAsRequest = true }).
// The function may be called more than once.
func (s *switches[Q]) Switch(change func(*Q)) {
	for {
		old := s.on.Load()
		var changed Q
		if old != nil {
			changed = *old
		}
		change(&changed)
		if s.on.CompareAndSwap(old, &changed) {
			return
		}
	}
}
