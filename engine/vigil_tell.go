package engine

import (
	"context"
	"time"
)

// maxDrifted is how many fields one letter names.
const maxDrifted = 8

// note begins a letter about what comes to a processing. It is false when nobody is
// to be told, or enough was written today.
func (e *Engine) note(ctx context.Context, k lineKey, kind LetterKind, now time.Time) (Letter, Processing, bool) {
	p, err := e.cfg.Store.Processing(ctx, k.ws, k.p)
	if err != nil || !p.Running || e.mutes(k, kind, "", now) {
		return Letter{}, p, false
	}
	w, err := e.cfg.Store.Workspace(ctx, k.ws)
	if err != nil || len(w.AlertTo) == 0 || !e.mayWrite(ctx, k.ws, kind, now) {
		return Letter{}, p, false
	}
	return Letter{
		ID: NewID(now), Workspace: k.ws, Kind: kind, Processing: k.p, Name: p.Name, To: w.AlertTo, Created: now, NextTry: now,
	}, p, true
}

// tellDrift writes one letter about all fields that have drifted and were not told.
func (e *Engine) tellDrift(ctx context.Context, k lineKey, v Vigil, untold []KnownField, now time.Time) (Letter, bool) {
	if len(untold) == 0 {
		return Letter{}, false
	}
	l, p, ok := e.note(ctx, k, Drift, now)
	if !ok {
		return l, false
	}
	l.Operation, l.Since, l.Count = untold[0].Operation, untold[0].Since, len(untold)
	def, _ := e.cfg.Read(p.Draft)
	for _, f := range untold[:min(len(untold), maxDrifted)] {
		one := DriftedField{Path: f.Path, Was: f.Shape, Now: f.Now}
		one.From, one.FromType = called(def, f.Of)
		one.Action, one.Type = called(def, f.By)
		l.Drifted = append(l.Drifted, one)
	}
	return l, true
}
