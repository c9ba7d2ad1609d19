package engine

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// longBatch is how long a batch takes before its end is worth a letter: who began
// it has gone on to something else.
const longBatch = time.Minute

// tellOfBatch writes a letter about the end of a batch to who wants one. It is
// worth less than the batch: what cannot be written is left out, since its page
// tells the same.
func (e *Engine) tellOfBatch(ctx context.Context, ws WorkspaceID, b Batch) {
	if b.Tell == "" || b.Finished.Sub(b.Created) < longBatch || !e.posts() {
		return
	}
	err := e.writeOfBatch(ctx, ws, b)
	if err != nil && ctx.Err() == nil {
		e.cfg.Log.Warn("no letter about a repetition", "batch", b.ID, "err", err)
	}
}

func (e *Engine) writeOfBatch(ctx context.Context, ws WorkspaceID, b Batch) error {
	who, err := e.cfg.Store.Person(ctx, ws, b.Tell)
	if err != nil || who.Disabled {
		return absent(err)
	}
	now := e.cfg.Clock.Now()
	if !e.postHasRoom(ctx, now) {
		return fmt.Errorf("%d letters wait to be delivered", mostLetters)
	}
	l := Letter{
		ID: NewID(now), Workspace: ws, Kind: Repeated, Processing: b.Processing, Count: b.Started, Since: b.Created, Batch: &b,
		Language: who.Language, TimeZone: who.TimeZone, To: []string{who.Email}, Created: now, NextTry: now,
	}
	if b.Processing != "" {
		p, err := e.cfg.Store.Processing(ctx, ws, b.Processing)
		if absent(err) != nil {
			return err
		}
		l.Name = cmp.Or(p.Name, l.Name)
	}
	if err := e.cfg.Store.PutLetter(ctx, l); err != nil {
		return err
	}
	signal(e.letters)
	return nil
}

// posts reports whether letters can be delivered now.
func (e *Engine) posts() bool { return e.cfg.Post != nil && (e.cfg.CanPost == nil || e.cfg.CanPost()) }
