package egress_test

import (
	"errors"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stanok/engine/egress"
)

func TestTwoHundredEvilServersAtOnceCostLittle(t *testing.T) {
	const requests, mayGrow = 200, 64 << 20
	kinds := evils(t)
	urls := []string{}
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		urls = append(urls, raw(t, kinds[name].talk))
	}
	bombs := raw(t, kinds["gzip bomb"].talk)
	endless := raw(t, kinds["endless body"].talk)
	goroutines := runtime.NumGoroutine()
	before, peak := heap(), make(chan uint64)
	stop := make(chan struct{})
	go func() { peak <- watchHeap(stop) }()

	e := local(t, func(c *egress.Config) {
		c.Timeouts, c.HostConcurrency = quick, requests
		c.Timeouts.Total = 2 * time.Second
	})
	var all sync.WaitGroup
	var tooLarge atomic.Int64
	for i := range requests {
		url := urls[i/2%len(urls)]
		switch i % 4 {
		case 0:
			url = bombs
		case 2:
			url = endless
		}
		all.Go(func() {
			_, err := get(e, url)
			var fault *egress.Error
			if !errors.As(err, &fault) {
				t.Errorf("%s: %v", url, err)
				return
			}
			if fault.Code == egress.CodeTooLarge {
				tooLarge.Add(1)
			}
		})
	}
	all.Wait()
	close(stop)
	if grown := int64(<-peak) - int64(before); grown > mayGrow {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	} else {
		t.Logf("the heap grew by %d MiB; %d answers were too large", grown>>20, tooLarge.Load())
	}
	e.CloseIdle()
	for began := time.Now(); runtime.NumGoroutine() > goroutines+5; runtime.Gosched() {
		if time.Since(began) > 5*time.Second {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), goroutines)
		}
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// watchHeap returns the largest heap it saw.
func watchHeap(stop chan struct{}) (most uint64) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapAlloc)
		select {
		case <-tick.C:
		case <-stop:
			return most
		}
	}
}
