package engine

import (
	"context"
	"sync"
	"time"
)

// Post delivers letters. Its errors are a Mailer's.
type Post interface {
	Deliver(ctx context.Context, l Letter) error
}

// How long a letter that could not be delivered is tried again.
const (
	firstMailPause = time.Minute     // doubling
	lastMailPause  = 2 * time.Minute // so that, put off once more, a letter comes within five minutes after mail goes again
	giveUpPost     = 24 * time.Hour
)

// mostLetters is how many letters may wait to be delivered. While so many do, no
// more are written: what there is to tell is told when mail goes again, and stands
// on the first page until then.
const mostLetters = 1000

// written counts the letters of a day, by workspace.
type written struct {
	mu  sync.Mutex
	day time.Time
	of  map[WorkspaceID]int
}

// one reports whether one more letter may be written today, and counts it.
func (w *written) one(ws WorkspaceID, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if day := now.Truncate(24 * time.Hour); !day.Equal(w.day) || w.of == nil {
		w.day, w.of = day, map[WorkspaceID]int{}
	}
	if w.of[ws] >= maxLetters {
		return false
	}
	w.of[ws]++
	return true
}

// mayWrite reports whether one more letter of a kind may be written now, and counts
// it. That a processing was stopped has to be known, however many were written
// today.
func (e *Engine) mayWrite(ctx context.Context, ws WorkspaceID, kind LetterKind, now time.Time) bool {
	return e.postHasRoom(ctx, now) && (e.written.one(ws, now) || kind == Halted)
}

func (e *Engine) postHasRoom(ctx context.Context, now time.Time) bool {
	waiting, err := e.cfg.Store.ListLetters(ctx, now.Add(giveUpPost), mostLetters)
	return err == nil && len(waiting) < mostLetters
}

// letter writes one about an alert and notes in it that it is told. It is false
// when nobody is to be told, or enough was written today.
func (e *Engine) letter(ctx context.Context, ws WorkspaceID, a *Alert, kind LetterKind, now time.Time) (Letter, bool) {
	if kind != Halted && kind != Recovered && e.mutes(lineKey{ws, a.Processing}, FirstFailure, a.Last.Cause(), now) {
		return Letter{}, false
	}
	w, err := e.cfg.Store.Workspace(ctx, ws)
	if err != nil || len(w.AlertTo) == 0 || !e.mayWrite(ctx, ws, kind, now) {
		return Letter{}, false
	}
	l := Letter{
		ID: NewID(now), Workspace: ws, Kind: kind, Processing: a.Processing, Operation: a.Operation, Failure: a.Last,
		Count: a.Untold, Since: a.Since, To: w.AlertTo, Created: now, NextTry: now,
	}
	if kind == Recovered {
		l.Count = a.Failures
	}
	if p, err := e.cfg.Store.Processing(ctx, ws, a.Processing); err == nil {
		l.Name = p.Name
		l.Action, l.Type = e.called(p, l.Failure)
	}
	a.Told, a.Untold, a.Mentioned = now, 0, kind != Recovered
	return l, true
}

// TellOfAccess writes a letter about a connection whose access ends at a time, or
// has ended, if there is a failure. Nobody may be told, or enough was written
// today: that is no error.
func (e *Engine) TellOfAccess(ctx context.Context, ws WorkspaceID, c Connection, at time.Time, ended *Failure) error {
	w, err := e.cfg.Store.Workspace(ctx, ws)
	now := e.cfg.Clock.Now()
	if err != nil || len(w.AlertTo) == 0 || !e.mayWrite(ctx, ws, AccessEnding, now) {
		return err
	}
	l := Letter{
		ID: NewID(now), Workspace: ws, Kind: AccessEnding, Connection: c.ID, Name: c.Name, Failure: ended, Since: at,
		To: w.AlertTo, Created: now, NextTry: now,
	}
	if ended != nil {
		l.Kind = AccessEnded
	}
	if err := e.cfg.Store.PutLetter(ctx, l); err != nil {
		return err
	}
	signal(e.letters)
	return nil
}

// called is what people call the action that failed now, and its type.
func (e *Engine) called(p Processing, f *Failure) (title, typ string) {
	if f == nil || f.Node == "" {
		return "", ""
	}
	def, _ := e.cfg.Read(p.Draft)
	return called(def, f.Node)
}

// called is what people call an action of a definition, and its type.
func called(def Definition, id NodeID) (title, typ string) {
	for _, n := range def.Nodes {
		if n.ID == id {
			return n.Title, n.Type
		}
	}
	return "", ""
}

// deliver sends letters until ctx ends. Mail that is down or slow delays letters
// and nothing else.
func (e *Engine) deliver(ctx context.Context) {
	if e.cfg.Post == nil {
		return
	}
	for {
		if e.posts() {
			e.deliverDue(ctx)
		}
		if !e.nap(ctx, e.cfg.MailPause/2, e.letters) {
			return
		}
	}
}

func (e *Engine) deliverDue(ctx context.Context) {
	due, err := e.cfg.Store.ListLetters(ctx, e.cfg.Clock.Now(), 100)
	if err != nil && ctx.Err() == nil {
		e.cfg.Log.Error("looking for letters", "err", err)
	}
	for _, l := range append(due, e.disk.due(e.cfg.Clock.Now())...) {
		if ctx.Err() == nil {
			e.send(ctx, l)
		}
	}
}

func (e *Engine) send(ctx context.Context, l Letter) {
	var err error
	if !e.disk.done(l) {
		err = e.cfg.Post.Deliver(ctx, l)
	}
	now := e.cfg.Clock.Now()
	switch {
	case err == nil:
		err = e.deleteLetter(context.WithoutCancel(ctx), l)
	case ctx.Err() != nil:
		return
	case now.Sub(l.Created) > giveUpPost:
		e.cfg.Log.Error("letter given up", "letter", l.ID, "processing", l.Processing, "err", err)
		err = e.deleteLetter(ctx, l)
	default:
		e.cfg.Log.Warn("letter put off", "letter", l.ID, "attempt", l.Attempt+1, "err", err)
		l.NextTry = now.Add(min(e.cfg.MailPause<<min(l.Attempt, 10), lastMailPause))
		l.Attempt, l.Problem = l.Attempt+1, FailureOf(err, now).Code
		err = e.putLetter(ctx, l)
	}
	if err != nil && ctx.Err() == nil {
		e.cfg.Log.Error("keeping a letter", "letter", l.ID, "err", err)
	}
}
