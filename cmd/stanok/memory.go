package main

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// How the garbage collector is set. What operations leave behind is small and
// plenty: collecting it at each doubling of a heap of a few megabytes costs a
// tenth of all time. So garbage may be four times what lives, as long as the
// whole stays within a limit; the limit grows with what lives, so that a large
// heap is collected as usual.
const (
	garbagePercent = 400
	smallHeap      = 64 << 20 // bytes
	heapEvery      = 2 * time.Second
)

// tendMemory sets the collector until ctx ends.
func tendMemory(ctx context.Context) {
	debug.SetGCPercent(garbagePercent)
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	tick := time.NewTicker(heapEvery)
	defer tick.Stop()
	for {
		metrics.Read(live)
		debug.SetMemoryLimit(memoryLimit(int64(live[0].Value.Uint64())))
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// memoryLimit is what the whole may take when so many bytes live: twice that,
// and room for stacks and the like.
func memoryLimit(live int64) int64 { return max(smallHeap, 2*live+smallHeap/2) }
