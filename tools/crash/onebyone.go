package main

import (
	"context"
	"time"

	"stanok/tools/program"
	"stanok/tools/wire"
)

// oneByOne sends events one after another, each when the one before it has been
// worked, so that a sync between an event and its answer is its own.
type oneByOne struct {
	site     *site
	process  *program.Process
	conn     *wire.Conn
	receipts []receipt
	refused  int
}

// send sends events until there were enough or the program has ended.
func (o *oneByOne) send(ctx context.Context, count int) {
	for n := range int64(count) {
		if o.post(forward, n) {
			o.settle(ctx, n)
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-o.process.Exited():
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// post sends one event and reports whether it was acknowledged.
func (o *oneByOne) post(flow string, n int64) bool {
	sent := time.Now()
	status, answer, err := o.conn.Do(wire.AppendPost(nil, o.site.Addr, o.site.links[flow], event(n)))
	if err != nil || status/100 != 2 {
		o.refused++
		return false
	}
	o.receipts = append(o.receipts, receipt{flow, n, operationOf(answer), sent, time.Now()})
	return true
}

func newOneByOne(s *site, p *program.Process) *oneByOne {
	return &oneByOne{site: s, process: p, conn: wire.NewConn(s.Addr)}
}

// settle waits until an event has been sent on and the end of its operation has
// had the time to be written.
func (o *oneByOne) settle(ctx context.Context, n int64) {
	for end := time.Now().Add(time.Second); time.Now().Before(end) && ctx.Err() == nil && !o.site.sink.arrived(n); {
		select {
		case <-o.process.Exited():
			return
		case <-time.After(2 * time.Millisecond):
		}
	}
	pause(ctx, 20*time.Millisecond)
}
