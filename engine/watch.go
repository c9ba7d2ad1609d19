package engine

import (
	"context"
	"sync"
	"time"
)

// Rules of telling people about failures.
const (
	digestEvery = time.Hour
	manyInRow   = 20
	maxLetters  = 20                 // a day and workspace
	giveUpAfter = 5 * 24 * time.Hour // of nothing but failures: it is stopped
)

// alarmed are the processings with an open alert, whose next success is news.
type alarmed struct {
	mu *sync.Mutex
	of map[lineKey]bool
}

func newAlarmed() alarmed { return alarmed{new(sync.Mutex), map[lineKey]bool{}} }

func (a alarmed) set(k lineKey, open bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if open {
		a.of[k] = true
	} else {
		delete(a.of, k)
	}
}

func (a alarmed) has(k lineKey) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.of[k]
}

// notable reports whether the end of an operation leaves a notice.
func (e *Engine) notable(ws WorkspaceID, op Operation, s State) bool {
	switch {
	case op.Test:
		return false
	case s == Failed || s == UncertainState:
		e.alarmed.set(lineKey{ws, op.Processing}, true)
		return true
	}
	return s == Succeeded && e.alarmed.has(lineKey{ws, op.Processing})
}

// watch turns notices into letters until ctx ends.
func (e *Engine) watch(ctx context.Context) {
	e.recallAlerts(ctx)
	err := e.allWatchers(ctx)
	for {
		if err != nil { // who watches must be known before a notice is taken
			err = e.allWatchers(ctx)
		}
		if err == nil {
			err = e.takeNotices(ctx)
		}
		if err != nil && ctx.Err() == nil {
			e.cfg.Log.Error("reading notices", "err", err)
		}
		if err := e.keepWatch(ctx); err != nil && ctx.Err() == nil {
			e.cfg.Log.Error("watching what comes", "err", err)
		}
		if err := e.writeDigests(ctx); err != nil && ctx.Err() == nil {
			e.cfg.Log.Error("writing digests", "err", err)
		}
		if !e.nap(ctx, time.Minute, e.bell) {
			return
		}
	}
}

func (e *Engine) recallAlerts(ctx context.Context) {
	_ = e.eachAlert(ctx, func(ws Workspace, a Alert) error {
		e.alarmed.set(lineKey{ws.ID, a.Processing}, a.Open())
		return nil
	})
}

func (e *Engine) eachAlert(ctx context.Context, f func(Workspace, Alert) error) error {
	all, err := e.cfg.Store.ListWorkspaces(ctx)
	if err != nil {
		return err
	}
	for _, ws := range all {
		alerts, err := e.cfg.Store.ListAlerts(ctx, ws.ID)
		if err != nil {
			return err
		}
		for _, a := range alerts {
			if err := f(ws, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeNotices works off all notices, oldest first, those of one processing
// together.
func (e *Engine) takeNotices(ctx context.Context) error {
	const page = 500
	for {
		notices, err := e.cfg.Store.ListNotices(ctx, page)
		if err != nil || len(notices) == 0 {
			return err
		}
		of := map[lineKey][]Notice{}
		var order []lineKey
		for _, n := range notices {
			k := lineKey{n.Workspace, n.Processing}
			if of[k] == nil {
				order = append(order, k)
			}
			of[k] = append(of[k], n)
		}
		for _, k := range order {
			if err := e.tellWatchers(ctx, k, of[k]); err != nil {
				return err
			}
			if err := e.takeIn(ctx, k, of[k]); err != nil {
				return err
			}
		}
		if len(notices) < page {
			return nil
		}
	}
}

// takeIn adds notices of one processing to its alert and writes what is due.
func (e *Engine) takeIn(ctx context.Context, k lineKey, notices []Notice) error {
	a, err := e.cfg.Store.Alert(ctx, k.ws, k.p)
	if err != nil {
		return err
	}
	a.Processing = k.p
	if err := e.recallVigils(ctx); err != nil { // what is muted must be known
		return err
	}
	var letters []Letter
	now := e.cfg.Clock.Now()
	for _, n := range notices {
		kind := a.add(n, now)
		if kind == "" {
			continue
		}
		if l, ok := e.letter(ctx, k.ws, &a, kind, now); ok {
			letters = append(letters, l)
		}
		if kind == Recovered {
			a.settle()
		}
	}
	halts, err := e.hopeless(ctx, k, a, now)
	if err != nil {
		return err
	}
	if halts {
		if l, ok := e.letter(ctx, k.ws, &a, Halted, now); ok {
			letters = append(letters, l)
		}
	}
	if err := e.cfg.Store.PutAlert(ctx, k.ws, a, notices, letters...); err != nil {
		return err
	}
	e.alarmed.set(k, a.Open())
	if len(letters) > 0 {
		signal(e.letters)
	}
	if !a.Open() {
		if err := e.mendFailures(ctx, k); err != nil {
			return err
		}
	}
	if halts {
		return e.halt(ctx, k.ws, k.p, false)
	}
	return nil
}

// hopeless reports whether a running processing has had nothing but failures for so
// long, since somebody started it, that it is to be stopped.
func (e *Engine) hopeless(ctx context.Context, k lineKey, a Alert, now time.Time) (bool, error) {
	if !a.Open() || now.Sub(a.Since) < giveUpAfter {
		return false, nil
	}
	p, err := e.cfg.Store.Processing(ctx, k.ws, k.p)
	return err == nil && p.Running && now.Sub(p.Started) >= giveUpAfter, absent(err)
}

// add counts a notice and says what kind of letter it calls for, if any.
func (a *Alert) add(n Notice, now time.Time) LetterKind {
	if n.State == Succeeded {
		if a.Open() && a.Mentioned {
			return Recovered
		}
		if a.Open() {
			a.settle()
		}
		return ""
	}
	if !a.Open() {
		a.Since = n.At
	}
	a.Failures, a.InRow, a.Untold = a.Failures+1, a.InRow+1, a.Untold+1
	a.Last, a.Operation = n.Failure, n.Operation
	switch {
	case a.InRow >= manyInRow && !a.Warned:
		a.Warned = true
		return ManyInRow
	case now.Sub(a.Told) < digestEvery:
		return "" // the digest will tell
	case a.Failures == 1:
		return FirstFailure
	}
	return Digest
}

// settle begins anew after a success.
func (a *Alert) settle() {
	*a = Alert{Processing: a.Processing, Told: a.Told, Untold: a.Untold, Last: a.Last, Operation: a.Operation}
}

// writeDigests tells of failures that came too soon after the last letter.
func (e *Engine) writeDigests(ctx context.Context) error {
	now := e.cfg.Clock.Now()
	return e.eachAlert(ctx, func(ws Workspace, a Alert) error {
		if a.Untold == 0 || now.Sub(a.Told) < digestEvery {
			return nil
		}
		l, ok := e.letter(ctx, ws.ID, &a, Digest, now)
		if !ok {
			return nil
		}
		err := e.cfg.Store.PutAlert(ctx, ws.ID, a, nil, l)
		signal(e.letters)
		return err
	})
}
