package trial

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// Known is what is known of one draft with one sample. It is read once and does
// not change; one goroutine may use it.
type Known struct {
	Processing engine.Processing
	Plan       *engine.Plan    // of the draft, as far as it can be made ready
	Problems   engine.Problems // all that keeps the draft from being started
	Sample     Sample          // the zero Sample if nothing has come yet

	// Turn is which item of a loop its inside is shown with, from 0.
	Turn map[engine.NodeID]int

	catalogue   engine.Catalogue
	rows        *engine.Rows
	missing     engine.Problems // what the draft names and is not there
	workspace   engine.WorkspaceID
	now         time.Time
	own         []string // names below source that are the source's own
	outputs     map[engine.NodeID]Output
	last        map[engine.NodeID]Output
	connections map[string]engine.SealedConnection
	base        map[string]any // variables before the first node, once asked for
	each        map[engine.NodeID]engine.Each
	orders      map[string]*eval.Order // of keys, by name
	veils       map[uintptr]veiling    // by where an object lies
}

// Known reads what is known of a processing's draft with a sample: the one of an
// id, or the newest if it is "". Turns are the items, from 0, that the insides of
// loops are shown with: the first of a loop that is not in it, the last of one
// that has fewer. It fails with NotFound, code "trial.no_sample",
// for one that is no longer kept.
func (d Desk) Known(ctx context.Context, ws engine.WorkspaceID, p engine.Processing, sample string, turns map[engine.NodeID]int) (*Known, error) {
	s, err := d.sample(ctx, ws, p.ID, sample)
	if err != nil {
		return nil, err
	}
	plan, problems := d.Engine.Sketch(p.Draft)
	k := &Known{
		Processing: p, Plan: plan, Problems: problems, Sample: s, Turn: map[engine.NodeID]int{},
		catalogue: d.Engine.Catalogue(), rows: d.Engine.Rows(), workspace: ws, now: d.Clock.Now(), own: d.own(plan), each: map[engine.NodeID]engine.Each{},
		orders: map[string]*eval.Order{}, veils: map[uintptr]veiling{},
	}
	maps.Copy(k.Turn, turns)
	if s.ID != "" {
		k.Sample.describe(plan, k.own)
	}
	if k.missing, err = d.Engine.Missing(ctx, ws, plan.Definition); err != nil {
		return nil, err
	}
	if k.connections, err = d.connections(ctx, ws, plan); err != nil {
		return nil, err
	}
	for more := true; more; more = k.shorten() {
		if k.outputs, k.last, err = d.outputs(ctx, ws, p.ID, plan, s.ID, k.Turn); err != nil {
			return nil, err
		}
		k.derive()
	}
	return k, nil
}

// shorten leads turns behind the last item of their loop back to that one, and
// reports whether there were any.
func (k *Known) shorten() (did bool) {
	for id, turn := range k.Turn {
		each, err, ok := k.Loop(id)
		if last := max(len(each.Items)-1, 0); ok && err == nil && turn > last {
			k.Turn[id], did = last, true
		}
	}
	if did {
		clear(k.each)
		clear(k.orders)
	}
	return did
}

// connections reads the connections that a plan's source and nodes name, without
// secrets.
func (d Desk) connections(ctx context.Context, ws engine.WorkspaceID, plan *engine.Plan) (map[string]engine.SealedConnection, error) {
	_, asked := sourceConnection(d.Engine.Catalogue(), plan.Definition.Source)
	names := []string{asked}
	for _, n := range plan.Definition.Nodes {
		_, name := connectionOf(d.Engine.Catalogue(), n)
		names = append(names, name)
	}
	all := map[string]engine.SealedConnection{}
	for _, name := range names {
		if _, known := all[name]; name == "" || known {
			continue
		}
		c, err := d.Store.ConnectionByName(ctx, ws, name)
		if err != nil && engine.KindOf(err) == engine.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		c.Sealed = nil
		all[name] = c
	}
	return all, nil
}

// connectionOf is the field of a node that names a connection, and the name.
func connectionOf(c engine.Catalogue, n engine.Node) (field, name string) {
	a := c.Actions[n.Type]
	if a == nil {
		return "", ""
	}
	return connectionIn(a.Spec().Fields, n.With)
}

// sourceConnection is the one that holds the secret of a source's senders.
func sourceConnection(c engine.Catalogue, source engine.SourceConfig) (field, name string) {
	s := c.Sources[source.Type]
	if s == nil {
		return "", ""
	}
	return connectionIn(s.Spec().Fields, source.With)
}

// connectionIn is the connection that a config names, and the field that does,
// also in an object of it.
func connectionIn(fields []engine.Field, raw json.RawMessage) (field, name string) {
	var with map[string]json.RawMessage
	_ = json.Unmarshal(raw, &with) // what is no object names none
	for _, f := range fields {
		switch f.Type {
		case engine.ConnField:
			_ = json.Unmarshal(with[f.Name], &name) // nor does what is no text
			return f.Name, name
		case engine.ObjectField:
			if inner, name := connectionIn(f.Fields, with[f.Name]); name != "" {
				return f.Name + "." + inner, name
			}
		}
	}
	return "", ""
}

// configOf is a node's config by field; nil for one that is no object.
func configOf(n engine.Node) map[string]json.RawMessage {
	var with map[string]json.RawMessage
	_ = json.Unmarshal(n.With, &with)
	return with
}
