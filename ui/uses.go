package ui

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"sync"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/ui/part"
)

// use is an action, or a source, that names a connection, a table or another
// processing.
type use struct {
	engine.Mention
	processing engine.ProcessingID
	flow       string        // the processing's name
	node       engine.NodeID // "" for the source
	typ        string
	title      string // the owner's words; may be empty
	number     string // of its bead
	kind       string // of its bead
	before     bool   // only the version that runs names it, the draft does not
}

// uses remember who names what, by processing.
type uses struct {
	mu sync.Mutex
	of map[engine.ProcessingID]usesAt
}

type usesAt struct {
	revision int64
	uses     []use
}

// maxUses bounds how many processings are remembered.
const maxUses = 20_000

// usesIn lists all that name things of a kind in a workspace, by the name. A
// processing is read again only when it has changed.
func (u *UI) usesIn(ctx context.Context, ws engine.WorkspaceID, kind engine.FieldType) (map[string][]use, error) {
	all, err := u.Store.ListProcessings(ctx, ws)
	if err != nil {
		return nil, err
	}
	of := map[string][]use{}
	for _, p := range all {
		if !p.Binned.IsZero() {
			continue
		}
		found, err := u.usesBy(ctx, ws, p)
		if err != nil {
			return nil, err
		}
		for _, one := range found {
			if one.Kind == kind {
				of[one.Name] = append(of[one.Name], one)
			}
		}
	}
	return of, nil
}

func (u *UI) usesBy(ctx context.Context, ws engine.WorkspaceID, p engine.Processing) ([]use, error) {
	u.uses.mu.Lock()
	known := u.uses.of[p.ID]
	u.uses.mu.Unlock()
	if known.revision == p.Revision {
		return known.uses, nil
	}
	found, err := u.readUses(ctx, ws, p)
	if err != nil {
		return nil, err
	}
	u.uses.mu.Lock()
	defer u.uses.mu.Unlock()
	if u.uses.of == nil || len(u.uses.of) >= maxUses {
		u.uses.of = map[engine.ProcessingID]usesAt{}
	}
	u.uses.of[p.ID] = usesAt{p.Revision, found}
	return found, nil
}

// readUses looks into the draft and into the version that runs.
func (u *UI) readUses(ctx context.Context, ws engine.WorkspaceID, p engine.Processing) ([]use, error) {
	var found []use
	if doc, err := document.Parse(p.Draft); err == nil {
		def, _ := doc.Definition()
		found = u.usesOf(p, def)
	}
	if p.Version == 0 {
		return found, nil
	}
	def, err := u.Store.Definition(ctx, ws, p.ID, p.Version)
	if err != nil {
		return nil, err
	}
	for _, one := range u.usesOf(p, def) {
		if !slices.ContainsFunc(found, func(o use) bool { return o.Kind == one.Kind && o.Name == one.Name && o.node == one.node }) {
			one.before = true
			found = append(found, one)
		}
	}
	return found, nil
}

func (u *UI) usesOf(p engine.Processing, def engine.Definition) []use {
	var found []use
	look := func(one use, spec engine.Spec, with json.RawMessage) {
		one.kind, one.processing, one.flow = part.Kind(spec.Group), p.ID, p.Name
		for _, m := range engine.Mentions(spec.Fields, with) {
			one.Mention = m
			found = append(found, one)
		}
	}
	spec, _ := u.Engine.SourceSpec(def.Source.Type)
	look(use{typ: def.Source.Type, number: "1"}, spec, def.Source.With)
	for i, n := range def.Nodes {
		spec, _ = u.Engine.Spec(n.Type)
		look(use{node: n.ID, typ: n.Type, title: n.Title, number: strconv.Itoa(i + 2)}, spec, n.With)
	}
	return found
}
