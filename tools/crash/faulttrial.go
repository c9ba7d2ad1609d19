package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"stanok/tools/program"
)

// The names of what must hold when a sync fails.
const (
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
