package main

import (
	"time"

	"stanok/tools/program"
)

// watchEvery is how often the memory of a program is looked at.
const watchEvery = 50 * time.Millisecond

// memoryWatch follows the memory of a program. What is resident is known at its
// peak from the kernel; how much of it was the program's own must be looked at.
type memoryWatch struct {
	stop, ended chan struct{}
	peak, own   float64 // MiB
}

func watchMemory(p *program.Process) *memoryWatch {
	w := &memoryWatch{stop: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(w.ended)
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			if m, err := p.Memory(); err == nil {
				w.peak, w.own = max(w.peak, m.Peak), max(w.own, m.Own)
			}
			select {
			case <-w.stop:
				return
			case <-tick.C:
			}
		}
	}()
	return w
}

// end adds to the table what was seen.
func (w *memoryWatch) end(t *table, when string) {
	close(w.stop)
	<-w.ended
	t.add("memory "+when+", resident at its peak", w.peak, mostMemory, "MiB")
	t.add("memory "+when+", of it the program's own (RssAnon)", w.own, 0, "MiB")
}
