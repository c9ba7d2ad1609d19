package engine

import "sync"

// Change says that something may look different now. It carries no values:
// whoever wants them asks the store.
type Change struct {
	Workspace  WorkspaceID
	Processing ProcessingID
	Operation  OperationID // "" when the processing itself changed
	Batch      BatchID     // when a batch moved, and nothing else

	// Of an edited draft: its revision since, the page it was edited on ("" for
	// a program), and what of it changed. No scopes: something else than the
	// draft did.
	Revision int64
	Client   string
	Scopes   []string
}

// feed hands changes to whoever listens. A listener that is slow misses some.
type feed struct {
	mu        sync.Mutex
	listeners map[chan Change]bool
}

// Listen returns a channel of changes of all workspaces, and a function that
// ends it. A listener that does not keep up misses changes.
func (e *Engine) Listen() (<-chan Change, func()) {
	c := make(chan Change, 256)
	e.feed.mu.Lock()
	defer e.feed.mu.Unlock()
	if e.feed.listeners == nil {
		e.feed.listeners = map[chan Change]bool{}
	}
	e.feed.listeners[c] = true
	return c, func() {
		e.feed.mu.Lock()
		defer e.feed.mu.Unlock()
		delete(e.feed.listeners, c)
	}
}

func (f *feed) publish(c Change) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for l := range f.listeners {
		select {
		case l <- c:
		default:
		}
	}
}
