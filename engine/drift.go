package engine

import (
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// How long a field must have come in one shape to be known, in how many operations
// it must be otherwise to have drifted, and how much of a worker's time looking may
// take.
const (
	learnedAfter = 20
	strangeAfter = 5
	lookedTurns  = 20  // of a loop, in one operation
	lookRest     = 100 // times as long as a look took, before the next
)

// Outside is who brings something from outside, the source or an action, with what
// of it is used.
type Outside struct {
	Node NodeID
	Uses []Use

	// Look gives the shape of each use in what the node gave, the zero one where it
	// is not to be found out cheaply. It is pure.
	Look func(value any) []Shape
}

// Use is a place below what a node gives, and the first action that uses it.
type Use struct {
	Path string // canonical
	By   NodeID
}

func (e *Engine) usesOf(p *Plan) map[NodeID]Outside {
	if e.cfg.Uses == nil {
		return nil
	}
	var of map[NodeID]Outside
	for _, o := range e.cfg.Uses(p) {
		if of == nil {
			of = map[NodeID]Outside{}
		}
		of[o.Node] = o
	}
	return of
}

// comes notes what a node brought, if somebody watches over it.
func (r *run) comes(node NodeID, value any) {
	if !r.watched || len(r.came[node]) >= lookedTurns {
		return
	}
	if _, used := r.plan.outside[node]; !used {
		return
	}
	if r.came == nil {
		r.came = map[NodeID][]any{}
	}
	r.came[node] = append(r.came[node], value)
}

// watchedField is a field with what was seen of it lately.
type watchedField struct {
	KnownField
	times int // in a row that it was of its shape; at most learnedAfter
	odd   int // in a row that it was otherwise
}

func (f *watchedField) learned() bool { return f.times >= learnedAfter }

// sees takes in the shape that a field has in one more operation, and reports
// whether that is worth remembering.
func (f *watchedField) sees(s Shape, op OperationID, at time.Time) (changed bool) {
	switch {
	case s == "":
		return false
	case f.Drifted() && s == f.Shape: // it is back, and must prove itself again
		f.Now, f.Since, f.Operation, f.odd, f.times = "", time.Time{}, "", 0, 1
		return true
	case f.Drifted():
		changed = f.Now != s
		f.Now = s
		return changed
	case s == f.Shape && f.odd > 0: // it comes and goes
		f.odd, f.times = 0, 1
	case s == f.Shape:
		was := f.learned()
		f.times = min(f.times+1, learnedAfter)
		return !was && f.learned()
	case !f.learned() || !f.Shape.there(): // nobody relied on it
		f.Shape, f.times, f.odd = s, 1, 0
	default:
		if f.odd++; f.odd >= strangeAfter {
			f.Now, f.Since, f.Operation = s, at, op
			return true
		}
	}
	return false
}

// accept makes what a field is now what it should be.
func (f *watchedField) accept() {
	f.Shape, f.times, f.odd = f.Now, learnedAfter, 0
	f.Now, f.Since, f.Operation = "", time.Time{}, ""
}

// lookAt learns from an operation that ended well what came from outside. It asks
// no store and waits for nobody.
func (e *Engine) lookAt(ws WorkspaceID, op Operation, plan *Plan, came map[NodeID][]any) {
	if len(came) == 0 {
		return
	}
	k, now := lineKey{ws, op.Processing}, e.cfg.Clock.Now()
	if !e.vigils.mayLook(k, op.Version, now) {
		return
	}
	shapes, err := plan.look(came)
	if err != nil {
		e.cfg.Log.Error("looking at what came", "operation", op.ID, "processing", op.Processing, "err", err)
		return
	}
	took := e.cfg.Clock.Now().Sub(now)
	if e.vigils.saw(k, op, plan, shapes, now.Add(took*lookRest)) {
		signal(e.bell)
	}
}

// look finds the shapes of what came. Nothing that came may take the program down.
func (p *Plan) look(came map[NodeID][]any) (shapes map[NodeID][]Shape, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("looking panicked: %v\n%s", v, debug.Stack())
		}
	}()
	shapes = make(map[NodeID][]Shape, len(came))
	for node, values := range came {
		for _, v := range values {
			shapes[node] = merged(shapes[node], p.outside[node].Look(v))
		}
	}
	return shapes, nil
}

// merged are the shapes of what came several times: a field that was there once
// was there.
func merged(all, more []Shape) []Shape {
	if all == nil {
		return more
	}
	for i, s := range more {
		if !all[i].there() && s != "" {
			all[i] = s
		}
	}
	return all
}

// saw takes in the shapes of one operation and reports whether something is to be
// remembered or told.
func (all *vigils) saw(k lineKey, op Operation, plan *Plan, shapes map[NodeID][]Shape, rest time.Time) (changed bool) {
	all.mu.Lock()
	defer all.mu.Unlock()
	v := all.of(k)
	v.rest = rest
	if op.Version < v.version {
		return false
	}
	if op.Version > v.version {
		v.version = op.Version
		changed = v.keepOnly(plan)
	}
	open := len(v.drifted())
	for node, seen := range shapes {
		for i, use := range plan.outside[node].Uses {
			if v.field(node, use).sees(seen[i], op.ID, op.Created) {
				changed = true
			}
		}
	}
	if open > 0 && len(v.drifted()) == 0 {
		v.mended(Drift)
	}
	v.changed = v.changed || changed
	return changed
}

type fieldKey struct {
	of   NodeID
	path string
}

// field is what is known of a use; of one that is new, nothing.
func (v *vigil) field(node NodeID, use Use) *watchedField {
	k := fieldKey{node, use.Path}
	f := v.fields[k]
	if f == nil {
		f = &watchedField{KnownField: KnownField{Of: node, Path: use.Path}}
		v.fields[k] = f
	}
	f.By = use.By
	return f
}

// keepOnly forgets fields that a plan does not use.
func (v *vigil) keepOnly(plan *Plan) (changed bool) {
	for k, f := range v.fields {
		used := slices.ContainsFunc(plan.outside[k.of].Uses, func(u Use) bool { return u.Path == k.path })
		if !used {
			delete(v.fields, k)
			changed = changed || f.learned()
		}
	}
	return changed
}

func (v *vigil) drifted() (all []*watchedField) {
	for _, f := range v.fields {
		if f.Drifted() {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, byPlace)
	return all
}

// known are the fields worth remembering, in a fixed order.
func (v *vigil) known() []KnownField {
	var fields []*watchedField
	for f := range maps.Values(v.fields) {
		if f.learned() && f.Shape.there() {
			fields = append(fields, f)
		}
	}
	slices.SortFunc(fields, byPlace)
	var all []KnownField
	for _, f := range fields {
		all = append(all, f.KnownField)
	}
	return all
}

func byPlace(a, b *watchedField) int {
	if a.Of != b.Of {
		return strings.Compare(string(a.Of), string(b.Of))
	}
	return strings.Compare(a.Path, b.Path)
}
