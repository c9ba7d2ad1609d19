package engine

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// Edit is one change of a draft, kept beside it with both its sides, so that it
// can be shown, compared with the changes of others, and taken back. What it
// means is known to package draft.
type Edit struct {
	Number   int64           // 1, 2, 3… within the processing; given by the store
	Revision int64           // that the processing had from then on; given by the store
	ID       string          // chosen by who made the change; one that is known is not made again
	Client   string          // the page it was made on; "" for a program
	Author   string          // name of a person or a token
	Kind     string          // what was done: set, add, remove…
	Scope    string          // what of the draft it is about: "actions/request/with/url"; "" for all of it
	Before   json.RawMessage // what was there; nil for nothing
	After    json.RawMessage // what is there since; nil for nothing
	Place    json.RawMessage // where in the draft that is, for taking it back
	At       time.Time
	Group    string // edits of one group are taken back together; "" for none
	Undoes   string // ID of the edit that this one takes back
}

// Bounds of what is kept of the edits of one processing.
const (
	MaxEdits     = 1000
	MaxEditBytes = 4 << 20 // in all, by Edit.Size
)

// Size is how much room e takes, in bytes.
func (e Edit) Size() int {
	return len(e.ID) + len(e.Client) + len(e.Author) + len(e.Kind) + len(e.Scope) + len(e.Before) + len(e.After) +
		len(e.Place) + len(e.Group) + len(e.Undoes)
}

// Edit lets change alter the draft of a processing. It is given the processing
// and its log, newest first, and returns the draft as it is to be, its name, and
// the edits that led there; without edits nothing is written. It is called again
// when someone else wrote meanwhile, and its error ends it all. Draft and edits
// are kept in one step; edits without a time get the present one.
func (e *Engine) Edit(ctx context.Context, ws WorkspaceID, id ProcessingID, change func(p Processing, log []Edit) (name string, draft json.RawMessage, edits []Edit, err error)) (Processing, error) {
	return insist(0, func() (Processing, error) {
		p, err := e.cfg.Store.Processing(ctx, ws, id)
		if err != nil {
			return p, err
		}
		log, err := e.cfg.Store.ListEdits(ctx, ws, id, 0, 0)
		if err != nil {
			return p, err
		}
		name, draft, edits, err := change(p, log)
		if err != nil || len(edits) == 0 {
			return p, err
		}
		p.Name, p.Draft = name, draft
		return e.putEdits(ctx, ws, p, edits)
	})
}

// maxTries is how often something is done anew because others were first.
const maxTries = 100

// insist does again what reads a processing and writes it while others write it
// in between, unless one revision and no other is meant.
func insist(revision int64, do func() (Processing, error)) (Processing, error) {
	for try := 1; ; try++ {
		p, err := do()
		var e *Error
		if revision != 0 || try == maxTries || !errors.As(err, &e) || e.Code != "processing.revision" {
			return p, err
		}
	}
}

// putEdits writes a processing with its edited draft.
func (e *Engine) putEdits(ctx context.Context, ws WorkspaceID, p Processing, edits []Edit) (Processing, error) {
	p.Updated = e.cfg.Clock.Now()
	for i := range edits {
		if edits[i].At.IsZero() {
			edits[i].At = p.Updated
		}
	}
	p, err := e.cfg.Store.PutProcessing(ctx, ws, p, nil, edits...)
	if err == nil {
		c := Change{Revision: p.Revision}
		for _, one := range edits {
			c.Client, c.Scopes = one.Client, append(c.Scopes, one.Scope)
		}
		e.altered(ws, p.ID, c)
	}
	return p, err
}
