package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
)

// Create saves a new processing that does not run. The draft may have problems.
func (e *Engine) Create(ctx context.Context, ws WorkspaceID, name string, draft json.RawMessage) (Processing, error) {
	now := e.cfg.Clock.Now()
	p := Processing{
		ID: ProcessingID(NewID(now)), Name: name, Token: NewToken(), Draft: draft, Created: now, Updated: now,
	}
	return e.put(ctx, ws, p, nil)
}

// Save replaces the draft of a processing as a whole, which is one edit in its
// log. It fails with Conflict, code "processing.changed", unless revision is the
// stored one; 0 saves over any.
func (e *Engine) Save(ctx context.Context, ws WorkspaceID, id ProcessingID, revision int64, author, name string, draft json.RawMessage) (Processing, error) {
	return insist(revision, func() (Processing, error) {
		p, err := e.at(ctx, ws, id, revision)
		if err != nil {
			return p, err
		}
		edits := []Edit{{ID: NewID(e.cfg.Clock.Now()), Author: author, Kind: "replace", Before: p.Draft, After: draft}}
		if bytes.Equal(p.Draft, draft) {
			edits = nil
		}
		p.Name, p.Draft = name, draft
		return e.putEdits(ctx, ws, p, edits)
	})
}

// Start makes the draft the current version, if it differs from it, and
// switches the processing on. It fails with Problems if the draft has any.
func (e *Engine) Start(ctx context.Context, ws WorkspaceID, id ProcessingID, author string) (Processing, error) {
	return e.Apply(ctx, ws, id, 0, author)
}

// Apply is Start of the draft that a person has seen: it fails with Conflict,
// code "processing.changed", unless revision is the stored one; 0 applies any.
func (e *Engine) Apply(ctx context.Context, ws WorkspaceID, id ProcessingID, revision int64, author string) (Processing, error) {
	return insist(revision, func() (Processing, error) { return e.apply(ctx, ws, id, revision, author) })
}

func (e *Engine) apply(ctx context.Context, ws WorkspaceID, id ProcessingID, revision int64, author string) (Processing, error) {
	p, err := e.at(ctx, ws, id, revision)
	if err != nil {
		return p, err
	}
	def, problems := e.cfg.Read(p.Draft)
	plan, err := e.cfg.Catalogue.Compile(def)
	if problems = problems.And(err); len(problems) > 0 {
		return p, problems
	}
	if problems, err = e.Missing(ctx, ws, def); err != nil {
		return p, err
	}
	if len(problems) > 0 {
		return p, problems
	}
	now, before := e.cfg.Clock.Now(), p
	if !p.Running {
		p.Started = now
	}
	p.Running, p.Halted, p.Circled, p.Updated = true, false, false, now
	version := e.newVersion(ctx, ws, p, def)
	if version != nil {
		version.Saved, version.Author = now, author
		p.Version, p.Latest = version.Version, version.Version
	}
	if plan.Source.Schedule != nil && version != nil { // a new schedule owes nothing of the time before it
		if err := e.crossOff(ctx, lineKey{ws, id}, now); err != nil {
			return p, err
		}
	}
	if err := e.startHolding(ctx, ws, before, def); err != nil {
		return p, err
	}
	if p, err = e.put(ctx, ws, p, version); err != nil {
		return p, err
	}
	e.queue.wakeHeld(lineKey{ws, id})
	return p, e.beginLater(ctx, ws, p)
}

// newVersion returns def as the processing's next version, or nil if it is the
// current one already.
func (e *Engine) newVersion(ctx context.Context, ws WorkspaceID, p Processing, def Definition) *Definition {
	def.Processing, def.Version = p.ID, p.Latest+1
	if current, err := e.cfg.Store.Definition(ctx, ws, p.ID, p.Version); err == nil && same(current, def) {
		return nil
	}
	return &def
}

// same reports whether two definitions say the same.
func same(a, b Definition) bool {
	a.Saved, a.Author, a.Version = b.Saved, b.Author, b.Version
	one, err1 := json.Marshal(a)
	other, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(one, other)
}

// beginLater begins, in order of arrival, what was to be processed once the
// processing runs.
func (e *Engine) beginLater(ctx context.Context, ws WorkspaceID, p Processing) error {
	var later []OperationID
	q := OperationQuery{Processing: p.ID, States: []State{Kept}, Limit: 500}
	for {
		page, err := e.cfg.Store.FindOperations(ctx, ws, q)
		if err != nil {
			return err
		}
		for _, op := range page.Operations {
			if op.Later {
				later = append(later, op.ID)
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	for _, id := range slices.Backward(later) {
		if _, err := e.begin(ctx, ws, id, p.Version); err != nil && KindOf(err) != Conflict {
			return err
		}
	}
	return nil
}

// Stop ends intake; what is under way ends by itself.
func (e *Engine) Stop(ctx context.Context, ws WorkspaceID, id ProcessingID) (Processing, error) {
	return insist(0, func() (Processing, error) {
		p, err := e.at(ctx, ws, id, 0)
		if err != nil || !p.Running {
			return p, err
		}
		p.Running, p.Updated = false, e.cfg.Clock.Now()
		return e.put(ctx, ws, p, nil)
	})
}

// halt is Stop by the program itself: after failures, or because of a circle.
func (e *Engine) halt(ctx context.Context, ws WorkspaceID, id ProcessingID, circled bool) error {
	_, err := insist(0, func() (Processing, error) {
		p, err := e.at(ctx, ws, id, 0)
		if err != nil || !p.Running {
			return p, err
		}
		p.Running, p.Halted, p.Circled, p.Updated = false, true, circled, e.cfg.Clock.Now()
		return e.put(ctx, ws, p, nil)
	})
	return err
}

// Delete removes a processing for good, in the bin or not; its history stays.
func (e *Engine) Delete(ctx context.Context, ws WorkspaceID, id ProcessingID) error {
	if err := e.cfg.Store.DeleteProcessing(ctx, ws, id, e.cfg.Clock.Now()); err != nil {
		return err
	}
	e.tallies.forget(lineKey{ws, id})
	e.vigils.forget(lineKey{ws, id})
	e.changed(ws, id)
	e.queue.wakeHeld(lineKey{ws, id})
	return nil
}

// Sketch makes a stored draft ready as far as it can be, and lists all that
// keeps it from being started. See Catalogue.Sketch.
func (e *Engine) Sketch(draft json.RawMessage) (*Plan, Problems) {
	def, problems := e.cfg.Read(draft)
	plan, more := e.cfg.Catalogue.Sketch(def)
	return plan, append(problems, more...)
}

// Catalogue is what definitions are made of. It must not be changed.
func (e *Engine) Catalogue() Catalogue { return e.cfg.Catalogue }

// Rows finds rows of mapping tables.
func (e *Engine) Rows() *Rows { return e.cfg.Rows }

// Read says what a draft says, and what of it cannot be read. It is much cheaper
// than Check.
func (e *Engine) Read(draft json.RawMessage) (Definition, Problems) { return e.cfg.Read(draft) }

// Check reports all that keeps a draft from being started.
func (e *Engine) Check(draft json.RawMessage) (Definition, Problems) {
	def, problems := e.cfg.Read(draft)
	_, err := e.cfg.Catalogue.Compile(def)
	return def, problems.And(err)
}

func (e *Engine) at(ctx context.Context, ws WorkspaceID, id ProcessingID, revision int64) (Processing, error) {
	p, err := e.cfg.Store.Processing(ctx, ws, id)
	if err == nil {
		err = outOfBin(p)
	}
	if err == nil && revision != 0 && revision != p.Revision {
		return p, &Error{Kind: Conflict, Code: "processing.changed", Args: map[string]string{"revision": strconv.FormatInt(p.Revision, 10)}}
	}
	return p, err
}

func (e *Engine) put(ctx context.Context, ws WorkspaceID, p Processing, d *Definition) (Processing, error) {
	p, err := e.cfg.Store.PutProcessing(ctx, ws, p, d)
	if err == nil {
		e.changed(ws, p.ID)
	}
	return p, err
}

// changed sees to it that nothing old is remembered of a processing.
func (e *Engine) changed(ws WorkspaceID, id ProcessingID) { e.altered(ws, id, Change{}) }

// altered is changed, telling what the change was.
func (e *Engine) altered(ws WorkspaceID, id ProcessingID, c Change) {
	e.flows.forget(ws, id)
	e.ticks.alter(lineKey{ws, id})
	e.watchers.alter(lineKey{ws, id})
	c.Workspace, c.Processing = ws, id
	e.feed.publish(c)
}

// Compile checks a definition without keeping anything. Its error is Problems.
func (e *Engine) Compile(def Definition) error {
	_, err := e.cfg.Catalogue.Compile(def)
	return err
}
