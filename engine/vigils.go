package engine

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"
)

// vigils are those of all processings, in memory: they are read once, and written
// when something is to be remembered. Until they are read nothing is learned.
type vigils struct {
	writing sync.Mutex // one at a time writes, so that the newest is the last
	round   time.Time  // the latest look at what is silent; by one goroutine
	counted time.Time  // the latest look at what came; by the same
	mu      sync.Mutex
	read    bool
	all     map[lineKey]*vigil
	seed    maphash.Seed
}

// vigil is one, with what is not worth remembering across a restart.
type vigil struct {
	Vigil   // its Fields are made of fields when it is written
	fields  map[fieldKey]*watchedField
	told    map[fieldKey]bool // drifted, and not to be told again
	version int               // the newest that was seen
	rest    time.Time         // no look before then
	changed bool              // since it was written
	arrived arrivals
	alike   alike
	heard   heard
}

func newVigils() *vigils { return &vigils{all: map[lineKey]*vigil{}, seed: maphash.MakeSeed()} }

// of returns that of a processing; the caller holds the lock.
func (all *vigils) of(k lineKey) *vigil {
	v := all.all[k]
	if v == nil {
		v = &vigil{Vigil: Vigil{Processing: k.p}, fields: map[fieldKey]*watchedField{}, told: map[fieldKey]bool{}}
		all.all[k] = v
	}
	return v
}

func (all *vigils) forget(k lineKey) {
	all.mu.Lock()
	defer all.mu.Unlock()
	delete(all.all, k)
}

// mayLook reports whether an operation of a version is worth a look now.
func (all *vigils) mayLook(k lineKey, version int, now time.Time) bool {
	all.mu.Lock()
	defer all.mu.Unlock()
	v := all.all[k]
	return all.read && (v == nil || version >= v.version && !now.Before(v.rest))
}

// recallVigils reads all vigils, once.
func (e *Engine) recallVigils(ctx context.Context) error {
	all := e.vigils
	if all.wasRead() {
		return nil
	}
	all.writing.Lock()
	defer all.writing.Unlock()
	if all.wasRead() {
		return nil
	}
	workspaces, err := e.cfg.Store.ListWorkspaces(ctx)
	if err != nil {
		return err
	}
	for _, ws := range workspaces {
		known, err := e.cfg.Store.ListVigils(ctx, ws.ID)
		if err != nil {
			return err
		}
		all.mu.Lock()
		for _, one := range known {
			all.of(lineKey{ws.ID, one.Processing}).recall(one)
		}
		all.mu.Unlock()
	}
	all.mu.Lock()
	defer all.mu.Unlock()
	all.read = true
	return nil
}

func (all *vigils) wasRead() bool {
	all.mu.Lock()
	defer all.mu.Unlock()
	return all.read
}

func (v *vigil) recall(was Vigil) {
	for _, f := range was.Fields {
		v.fields[fieldKey{f.Of, f.Path}] = &watchedField{KnownField: f, times: learnedAfter}
		if f.Drifted() {
			v.told[fieldKey{f.Of, f.Path}] = true
		}
	}
	v.Vigil = was
}

// takeUntold are the fields that have drifted and were in no letter.
func (v *vigil) takeUntold() (all []KnownField) {
	for k, f := range v.fields {
		if !f.Drifted() {
			delete(v.told, k)
		}
	}
	for _, f := range v.drifted() {
		if k := (fieldKey{f.Of, f.Path}); !v.told[k] {
			v.told[k] = true
			all = append(all, f.KnownField)
		}
	}
	return all
}

// snapshot is a vigil as it is written.
func (v *vigil) snapshot(now time.Time) Vigil {
	one := v.Vigil
	one.Fields, one.Mutes = v.known(), v.Muted(now)
	return one
}

// Vigil returns that of a processing as it is now.
func (e *Engine) Vigil(ctx context.Context, ws WorkspaceID, id ProcessingID) (Vigil, error) {
	if err := e.recallVigils(ctx); err != nil {
		return Vigil{}, err
	}
	e.vigils.mu.Lock()
	defer e.vigils.mu.Unlock()
	if v := e.vigils.all[lineKey{ws, id}]; v != nil {
		return v.snapshot(e.cfg.Clock.Now()), nil
	}
	return Vigil{Processing: id}, nil
}

// Troubled are the vigils of a workspace in which something has drifted or floods,
// by processing.
func (e *Engine) Troubled(ctx context.Context, ws WorkspaceID) (all []Vigil, err error) {
	if err := e.recallVigils(ctx); err != nil {
		return nil, err
	}
	e.vigils.mu.Lock()
	defer e.vigils.mu.Unlock()
	for k, v := range e.vigils.all {
		if k.ws == ws && (v.Flood.Open() || len(v.drifted()) > 0) {
			all = append(all, v.snapshot(e.cfg.Clock.Now()))
		}
	}
	slices.SortFunc(all, func(a, b Vigil) int { return strings.Compare(string(a.Processing), string(b.Processing)) })
	return all, nil
}

// Mute keeps letters about one thing of a processing from being written: until a
// time, or until it is mended. It takes the place of one about the same.
func (e *Engine) Mute(ctx context.Context, ws WorkspaceID, id ProcessingID, m Mute) error {
	return e.alterVigil(ctx, ws, id, func(v *vigil) {
		v.Mutes = append(slices.DeleteFunc(slices.Clone(v.Muted(e.cfg.Clock.Now())), m.same), m)
		v.Mutes = v.Mutes[max(0, len(v.Mutes)-maxMutes):]
	})
}

// maxMutes bounds how many things of a processing are muted at a time.
const maxMutes = 50

// Unmute ends what Mute began.
func (e *Engine) Unmute(ctx context.Context, ws WorkspaceID, id ProcessingID, m Mute) error {
	return e.alterVigil(ctx, ws, id, func(v *vigil) { v.Mutes = slices.DeleteFunc(slices.Clone(v.Mutes), m.same) })
}

// AcceptDrift makes what the fields of a processing are now what they should be.
func (e *Engine) AcceptDrift(ctx context.Context, ws WorkspaceID, id ProcessingID) error {
	return e.alterVigil(ctx, ws, id, func(v *vigil) {
		for _, f := range v.drifted() {
			f.accept()
		}
		v.mended(Drift)
	})
}

func (e *Engine) alterVigil(ctx context.Context, ws WorkspaceID, id ProcessingID, change func(*vigil)) error {
	if _, err := e.at(ctx, ws, id, 0); err != nil {
		return err
	}
	if err := e.recallVigils(ctx); err != nil {
		return err
	}
	k := lineKey{ws, id}
	e.vigils.mu.Lock()
	v := e.vigils.of(k)
	change(v)
	v.changed = true
	e.vigils.mu.Unlock()
	return e.writeVigil(ctx, k)
}

// mendFailures ends the mutes of a processing's failures: it works again.
func (e *Engine) mendFailures(ctx context.Context, k lineKey) error {
	e.vigils.mu.Lock()
	v := e.vigils.all[k]
	ended := v != nil && v.mended(FirstFailure)
	if ended {
		v.changed = true
	}
	e.vigils.mu.Unlock()
	if !ended {
		return nil
	}
	return e.writeVigil(ctx, k)
}

// mutes reports whether letters about something of a processing are not wanted.
func (e *Engine) mutes(k lineKey, about LetterKind, cause string, now time.Time) bool {
	e.vigils.mu.Lock()
	defer e.vigils.mu.Unlock()
	v := e.vigils.all[k]
	return v != nil && v.muted(about, cause, now)
}

// keepVigils writes all vigils that have changed, with the letters that are due.
func (e *Engine) keepVigils(ctx context.Context) error {
	e.vigils.mu.Lock()
	var changed []lineKey
	for k, v := range e.vigils.all {
		if v.changed {
			changed = append(changed, k)
		}
	}
	e.vigils.mu.Unlock()
	for _, k := range changed {
		if err := e.writeVigil(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

// writeVigil puts one on record and tells of what has drifted. What could not be
// written is written the next time.
func (e *Engine) writeVigil(ctx context.Context, k lineKey) error {
	e.vigils.writing.Lock()
	defer e.vigils.writing.Unlock()
	now := e.cfg.Clock.Now()
	e.vigils.mu.Lock()
	v := e.vigils.all[k]
	if v == nil || !v.changed {
		e.vigils.mu.Unlock()
		return nil
	}
	v.changed = false
	untold := v.takeUntold()
	one := v.snapshot(now)
	e.vigils.mu.Unlock()
	var letters []Letter
	if l, ok := e.tellDrift(ctx, k, one, untold, now); ok {
		letters = append(letters, l)
	}
	err := e.cfg.Store.PutVigil(ctx, k.ws, one, letters...)
	if err != nil {
		e.vigils.mu.Lock()
		v.changed = true
		for _, f := range untold {
			delete(v.told, fieldKey{f.Of, f.Path})
		}
		e.vigils.mu.Unlock()
		return err
	}
	if len(letters) > 0 {
		signal(e.letters)
	}
	return nil
}
