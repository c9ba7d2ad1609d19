package ui

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/page/editor"
	"stanok/ui/part"
)

// equipNames adds the tables and the processings that the node at hand may name,
// and who names the processing itself.
func (u *UI) equipNames(ctx context.Context, c *call, b *bench) (err error) {
	source := b.At == editor.Source
	typ := b.known.Plan.Node(b.node()).Type
	if source {
		typ = b.Definition.Source.Type
	}
	b.Called = map[string]string{}
	for _, n := range b.Definition.Nodes {
		var with struct{ Processing string }
		if n.Type != "call" || json.Unmarshal(n.With, &with) != nil || with.Processing == "" {
			continue
		}
		b.Called[with.Processing] = with.Processing
		if p, err := u.Store.Processing(ctx, c.ws, engine.ProcessingID(with.Processing)); err == nil {
			b.Called[with.Processing] = p.Name
		}
	}
	switch {
	case typ == "table.lookup":
		b.Tables, err = u.Store.ListTables(ctx, c.ws)
	case typ == "call" && source:
		b.Callers, err = u.callersOf(ctx, c, b.Processing)
	case typ == "call", typ == "failure" && source:
		b.Flows, err = u.flowsIn(ctx, c.ws)
	}
	return err
}

// flowsIn are the processings of a workspace as others may name them.
func (u *UI) flowsIn(ctx context.Context, ws engine.WorkspaceID) ([]editor.FlowView, error) {
	all, err := u.Store.ListProcessings(ctx, ws)
	if err != nil {
		return nil, err
	}
	var flows []editor.FlowView
	for _, p := range all {
		if p.Binned.IsZero() {
			d := u.digest(p)
			flows = append(flows, editor.FlowView{ID: string(p.ID), Name: p.Name, Callable: d.source == engine.CallSource, Params: d.params})
		}
	}
	return flows, nil
}

// callersOf are the actions of other processings that call one, by its id or by
// its name.
func (u *UI) callersOf(ctx context.Context, c *call, p engine.Processing) ([]editor.CallerView, error) {
	used, err := u.usesIn(ctx, c.ws, engine.ProcessingField)
	if err != nil {
		return nil, err
	}
	var all []editor.CallerView
	for _, one := range u.useViews(c.lang, slices.Concat(used[string(p.ID)], used[p.Name])) {
		all = append(all, editor.CallerView{Bead: one.Bead, Flow: one.Flow, Action: one.Action, Href: one.Href})
	}
	return all, nil
}

// fillLookup says which row a look-up finds.
func (u *UI) fillLookup(c *call, b *bench) {
	var with struct{ Table string }
	n := b.known.Plan.Node(b.node())
	if n.Type != "table.lookup" || json.Unmarshal(n.With, &with) != nil {
		return
	}
	i := slices.IndexFunc(b.Tables, func(t engine.Table) bool { return t.Name == with.Table })
	if i < 0 {
		return
	}
	b.Values.Lookup.Table = "/tables/" + string(b.Tables[i].ID)
	l, ok := b.known.Lookup(n.ID)
	if !ok || len(l.Waiting) > 0 {
		return
	}
	v, view := u.voice(c), &b.Values.Lookup
	if !l.Found.Found {
		view.Look, view.Say, view.Add = "warn", v.T("editor.lookup.missing", "key", l.Found.Key), addRow(l)
		return
	}
	view.Look, view.Say = "ok", v.T("editor.lookup.found")
	for _, column := range b.Tables[i].Columns {
		text, _ := l.Found.Row[column].(string)
		view.Cells = append(view.Cells, part.FactView{Name: column, Value: editor.Clip(text)})
	}
}

// addRow is the address where the row is added that a look-up did not find.
func addRow(l trial.Lookup) string {
	q := url.Values{"name": {l.Table}}
	for name, v := range l.Keys {
		if text, ok := engine.CellOf(v); ok {
			q.Set("key."+name, text)
		}
	}
	return "/tables/find?" + q.Encode()
}
