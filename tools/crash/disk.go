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

// exitStorage is the exit code of a program whose disk failed it while it ran;
// exitAny stands for every code that says that something went wrong.
const (
	exitStorage = 74
	exitAny     = -1
)

// leavesWithin is how long after a failed sync the program may still run. It is
// held up by the tracer; without that it has one second.
const leavesWithin = 5 * time.Second

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
func runSyncTrial(ctx context.Context, bin pair, home string, events int) ([]finding, error) {
	s, err := newSite(bin, home)
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := s.prepare(ctx, forward); err != nil {
		return nil, err
	}
	t := trace{filepath.Join(s.server.Home, "trace")}
	p, err := s.start(ctx, t.wrapper(0)...)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	o := newOneByOne(s, p)
	defer o.conn.Close()
	o.send(ctx, events)
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
func runFaultTrial(ctx context.Context, bin pair, home string, nth, events int) ([]finding, error) {
	s, err := newSite(bin, home)
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := s.prepare(ctx, forward, slow); err != nil {
		return nil, err
	}
	t := trace{filepath.Join(s.server.Home, "trace")}
	p, err := s.launch(ctx, t.wrapper(nth)...)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	o := newOneByOne(s, p)
	defer o.conn.Close()
	want := exitAny // of a program that never was ready
	if err := p.Ready(ctx, s.Addr); err == nil {
		want = exitStorage
		o.post(slow, int64(events)) // a request is under way, as there always is one
		o.send(ctx, events)
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
	findings := []finding{
		none(syncedFirst, unsynced(o.receipts, calls, s.server.Data()), fmt.Sprintf("of %d acknowledged", len(o.receipts))),
		none(silentAfter, past(o.receipts, broke), fmt.Sprintf("of %d acknowledged, %d refused", len(o.receipts), o.refused)),
		leaving(p, left.Sub(broke), !left.IsZero(), want),
	}
	after, err := o.again(ctx)
	return append(findings, after...), err
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

// past are the acknowledgements of events that were sent after a moment.
func past(receipts []receipt, moment time.Time) (wrong []receipt) {
	for _, r := range receipts {
		if r.sent.After(moment) {
			wrong = append(wrong, r)
		}
	}
	return wrong
}

// leaving judges how a program ended the given time after a failed sync.
func leaving(p *program.Process, took time.Duration, ended bool, want int) finding {
	if !ended {
		return finding{leavesOff, false, fmt.Sprintf("it still ran %v later", leavesWithin)}
	}
	code := p.ExitCode()
	asWanted := code == want || want == exitAny && code > 0
	return finding{leavesOff, asWanted && took <= leavesWithin, fmt.Sprintf("exit %d after %v, at most %v", code, rounded(took), leavesWithin)}
}

// again starts the program once more on the same folder, without a tracer, and
// looks whether everything acknowledged is there and ends.
func (o *oneByOne) again(ctx context.Context) ([]finding, error) {
	o.site.sink.settle()
	p, err := o.site.start(ctx)
	if err != nil {
		return nil, fmt.Errorf("starting after a failed sync: %w", err)
	}
	defer p.Kill()
	if err := o.site.drain(ctx, 20*time.Second); err != nil {
		return nil, err
	}
	e := evidence{receipts: o.receipts}
	if e.ends, err = o.site.ends(); err != nil {
		return nil, err
	}
	if err := p.Stop(); err != nil {
		return nil, err
	}
	e.arrivals = o.site.sink.all()
	acknowledged := fmt.Sprintf("of %d acknowledged", len(e.receipts))
	return []finding{
		none(nothingLost, e.lost(), acknowledged),
		none(nothingStuck, e.stuck(), fmt.Sprintf("of %d operations", len(e.ends))),
		none(allArrived, e.missing(), acknowledged),
		o.site.check(ctx),
	}, nil
}
