package engine

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Roomy is a store on a disk that may be full.
type Roomy interface {
	// Accepting fails, with code "storage.full", while too little room is known to be
	// left for anything new. It costs nothing.
	Accepting() error

	// Ready writes a little to learn the same.
	Ready() error
}

// How often the room on the disk is looked at, and how long there has to be room
// again until the next time that there is none is worth another letter.
const (
	roomEvery = 5 * time.Second
	roomRest  = time.Hour
)

// disk is how the room on the disk stands, and the letters about it. Where nothing
// can be written they cannot lie in the store, as all others do: they are held
// here, and a program that is started anew writes them anew.
type disk struct {
	since time.Time // that it is full, zero while it is not; of one goroutine
	ended time.Time // when it was so last; of the same

	mu   sync.Mutex // guards what follows
	held map[string]Letter
	sent map[string]bool // letters of the store that arrived and could not be deleted
}

// watchDisk looks at the room on the disk until ctx ends, and has one letter sent
// each time that there is none.
func (e *Engine) watchDisk(ctx context.Context) {
	store, ok := e.cfg.Store.(Roomy)
	if !ok {
		return
	}
	for {
		e.lookAtDisk(ctx, store)
		if e.cfg.Clock.Sleep(ctx, roomEvery) != nil {
			return
		}
	}
}

func (e *Engine) lookAtDisk(ctx context.Context, store Roomy) {
	now, since := e.cfg.Clock.Now(), e.disk.since
	look := store.Accepting
	if !since.IsZero() {
		look = store.Ready // that it was full the last time says nothing of now
	}
	var coded *Error
	full := errors.As(look(), &coded) && coded.Code == "storage.full"
	if full == !since.IsZero() {
		return
	}
	if !full {
		e.cfg.Log.Info("there is room on the disk again", "full_since", since)
		e.disk.since, e.disk.ended = time.Time{}, now
		return
	}
	e.cfg.Log.Error("there is no room on the disk: nothing is accepted")
	e.disk.since = now
	if e.disk.ended.IsZero() || now.Sub(e.disk.ended) >= roomRest {
		e.tellOfDisk(ctx, now)
	}
}

// tellOfDisk writes a letter to each workspace that somebody is told for.
func (e *Engine) tellOfDisk(ctx context.Context, now time.Time) {
	all, err := e.cfg.Store.ListWorkspaces(ctx)
	if err != nil {
		e.cfg.Log.Error("telling of the full disk", "err", err)
		return
	}
	e.disk.mu.Lock()
	defer e.disk.mu.Unlock()
	for _, w := range all {
		if len(w.AlertTo) == 0 {
			continue
		}
		l := Letter{ID: NewID(now), Workspace: w.ID, Kind: DiskFull, Since: now, To: w.AlertTo, Created: now, NextTry: now}
		e.disk.held[l.ID] = l
	}
	signal(e.letters)
}

// due are the held letters whose time has come.
func (d *disk) due(now time.Time) (all []Letter) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.held {
		if !now.Before(l.NextTry) {
			all = append(all, l)
		}
	}
	return all
}

// putLetter keeps a letter where it lies.
func (e *Engine) putLetter(ctx context.Context, l Letter) error {
	e.disk.mu.Lock()
	_, held := e.disk.held[l.ID]
	if held {
		e.disk.held[l.ID] = l
	}
	e.disk.mu.Unlock()
	if held {
		return nil
	}
	return e.cfg.Store.PutLetter(ctx, l)
}

// deleteLetter forgets a letter that arrived or was given up. It is not sent again,
// even where that cannot be stored.
func (e *Engine) deleteLetter(ctx context.Context, l Letter) error {
	e.disk.mu.Lock()
	_, held := e.disk.held[l.ID]
	delete(e.disk.held, l.ID)
	if !held {
		e.disk.sent[l.ID] = true
	}
	e.disk.mu.Unlock()
	if held {
		return nil
	}
	if err := e.cfg.Store.DeleteLetter(ctx, l); err != nil {
		return err
	}
	e.disk.mu.Lock()
	defer e.disk.mu.Unlock()
	delete(e.disk.sent, l.ID)
	return nil
}

// done reports whether a letter was sent, or given up, though the store still has it.
func (d *disk) done(l Letter) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sent[l.ID]
}
