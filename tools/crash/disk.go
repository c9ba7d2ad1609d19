package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"stanok/tools/program"
	"stanok/tools/wire"
)

// The names of what must hold of syncs.
const (
	syncedFirst = "acknowledged without a sync"
	silentAfter = "acknowledged past a failed sync"
	leavesOff   = "end after a failed sync"
)

// exitStorage is the exit code of a program whose disk failed it.
const exitStorage = 74

// leavesWithin is how long after a failed sync the program may still run. It is
// held up by the tracer; without that it has one second.
const leavesWithin = 5 * time.Second

// oneByOne are events sent one after another, each when the one before it has
// been worked, so that a sync between an event and its answer is its own.
type oneByOne struct {
	site     *site
	process  *program.Process
	receipts []receipt
	refused  int
}

// send sends events until there were enough or the program has ended.
func (o *oneByOne) send(ctx context.Context, first int64, count int) {
	conn := wire.NewConn(o.site.Addr)
	defer conn.Close()
	for n := first; n < first+int64(count) && ctx.Err() == nil; n++ {
		sent := time.Now()
		status, answer, err := conn.Do(wire.AppendPost(nil, o.site.Addr, o.site.links[forward], event(n)))
		got := time.Now()
		if err == nil && status/100 == 2 {
			o.receipts = append(o.receipts, receipt{forward, n, operationOf(answer), sent, got})
			o.settle(ctx, n)
			continue
		}
		o.refused++
		select {
		case <-o.process.Exited():
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
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

// unsynced are the acknowledgements that no successful sync of a file of the
// data folder came before, since their event was sent.
func unsynced(receipts []receipt, calls []syncCall, folder string) (wrong []receipt) {
	for _, r := range receipts {
		synced := false
		for _, c := range calls {
			own := strings.HasPrefix(c.file, folder+string(filepath.Separator))
			synced = synced || own && !c.failed && c.ended.After(r.sent) && c.ended.Before(r.got)
		}
		if !synced {
			wrong = append(wrong, r)
		}
	}
	return wrong
}

// runSyncTrial watches the syncs of a program that nothing happens to.
func runSyncTrial(ctx context.Context, bin, home string, events int) ([]finding, error) {
	s, err := newSite(bin, home)
	if err != nil {
		return nil, err
	}
	defer s.close()
	t := trace{filepath.Join(s.server.Home, "trace")}
	p, err := s.start(ctx, t.wrapper(0)...)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	if err := s.deploy(forward); err != nil {
		return nil, err
	}
	o := oneByOne{site: s, process: p}
	o.send(ctx, 1, events)
	if err := p.Stop(); err != nil {
		return nil, err
	}
	calls, err := t.calls(p.PID())
	if err != nil {
		return nil, err
	}
	if len(o.receipts) < events {
		return nil, fmt.Errorf("only %d of %d events were acknowledged", len(o.receipts), events)
	}
	return []finding{none(syncedFirst, unsynced(o.receipts, calls, s.server.Data()),
		fmt.Sprintf("of %d acknowledged, %d syncs", len(o.receipts), len(calls)))}, nil
}

// runFaultTrial lets the nth sync of every thread fail, and looks at what the
// program does then and after a restart.
func runFaultTrial(ctx context.Context, bin, home string, nth, events int) ([]finding, error) {
	s, err := newSite(bin, home)
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := (&campaign{site: s}).deploy(ctx); err != nil {
		return nil, err
	}
	t := trace{filepath.Join(s.server.Home, "trace")}
	p, err := s.launch(ctx, t.wrapper(nth)...)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	o := oneByOne{site: s, process: p}
	if err := p.Ready(ctx, s.Addr); err == nil {
		o.send(ctx, 1, events)
	}
	left := whenGone(p)
	p.Kill()
	calls, err := t.calls(p.PID())
	if err != nil {
		return nil, err
	}
	broke, err := firstFailure(calls)
	if err != nil {
		return nil, err
	}
	return o.afterFailure(ctx, calls, broke, left)
}

// whenGone waits for the end of a program: the zero time if it does not end.
func whenGone(p *program.Process) time.Time {
	select {
	case <-p.Exited():
		return time.Now()
	case <-time.After(leavesWithin):
		return time.Time{}
	}
}

func firstFailure(calls []syncCall) (time.Time, error) {
	for _, c := range calls {
		if c.failed {
			return c.ended, nil
		}
	}
	return time.Time{}, errors.New("no sync failed, so nothing was tried")
}

// afterFailure judges what a program did that met a failed sync at broke and
// ended at left, and starts it again on the same folder.
func (o *oneByOne) afterFailure(ctx context.Context, calls []syncCall, broke, left time.Time) ([]finding, error) {
	var past []receipt
	for _, r := range o.receipts {
		if r.sent.After(broke) {
			past = append(past, r)
		}
	}
	leaves := finding{name: leavesOff, text: "the program went on"}
	if !left.IsZero() {
		code := o.process.ExitCode()
		leaves.holds = code == exitStorage && left.Sub(broke) <= leavesWithin
		leaves.text = fmt.Sprintf("exit %d after %v, want %d within %v", code, rounded(left.Sub(broke)), exitStorage, leavesWithin)
	}
	findings := []finding{
		none(syncedFirst, unsynced(o.receipts, calls, o.site.server.Data()), fmt.Sprintf("of %d acknowledged", len(o.receipts))),
		none(silentAfter, past, fmt.Sprintf("of %d acknowledged, %d refused", len(o.receipts), o.refused)),
		leaves,
	}
	o.site.sink.settle()
	again, err := o.site.start(ctx)
	if err != nil {
		return nil, fmt.Errorf("starting after a failed sync: %w", err)
	}
	defer again.Kill()
	e := evidence{receipts: o.receipts}
	if err := o.site.drain(ctx, 20*time.Second); err != nil {
		return nil, err
	}
	if e.ends, err = o.site.ends(); err != nil {
		return nil, err
	}
	if err := again.Stop(); err != nil {
		return nil, err
	}
	e.arrivals = o.site.sink.all()
	return append(findings,
		none(nothingLost, e.lost(), fmt.Sprintf("of %d acknowledged", len(e.receipts))),
		none(nothingStuck, e.stuck(), fmt.Sprintf("of %d operations", len(e.ends))),
		none(allArrived, e.missing(), fmt.Sprintf("of %d acknowledged", len(e.receipts))),
		o.site.check(ctx)), nil
}
