package engine

import "sync"

// Bell tells whoever listens that something has moved, but not what: whoever hears it
// looks. The zero Bell is ready; its methods are safe for concurrent use.
type Bell struct {
	mu     sync.Mutex
	listen map[chan struct{}]bool
}

// Listen returns a channel on which the bell is heard, until end is called.
func (b *Bell) Listen() (rung <-chan struct{}, end func()) {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listen == nil {
		b.listen = map[chan struct{}]bool{}
	}
	b.listen[c] = true
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listen, c)
	}
}

// Ring is heard once by each who listens and has not heard it since.
func (b *Bell) Ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.listen {
		signal(c)
	}
}
