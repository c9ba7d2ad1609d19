package engine

import "sync"

// waiters are the callers who want to hear of an operation's reply or end.
type waiters struct {
	mu sync.Mutex
	of map[OperationID][]*waiter
}

type waiter struct {
	replied chan Reply     // buffered
	ended   chan Operation // buffered
}

// wait registers a waiter, which leave forgets.
func (w *waiters) wait(id OperationID) (*waiter, func()) {
	one := &waiter{make(chan Reply, 1), make(chan Operation, 1)}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.of == nil {
		w.of = map[OperationID][]*waiter{}
	}
	w.of[id] = append(w.of[id], one)
	return one, func() { w.leave(id, one) }
}

func (w *waiters) leave(id OperationID, one *waiter) {
	w.mu.Lock()
	defer w.mu.Unlock()
	rest := w.of[id][:0:0]
	for _, other := range w.of[id] {
		if other != one {
			rest = append(rest, other)
		}
	}
	if len(rest) == 0 {
		delete(w.of, id)
		return
	}
	w.of[id] = rest
}

func (w *waiters) any(id OperationID) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.of[id]) > 0
}

func (w *waiters) reply(id OperationID, r Reply) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.of[id] {
		select {
		case one.replied <- r:
		default:
		}
	}
}

func (w *waiters) final(op Operation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.of[op.ID] {
		select {
		case one.ended <- op:
		default:
		}
	}
}
