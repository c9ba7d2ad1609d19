package origin

import (
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// Uses lists what the actions of a plan use of what comes from outside, the source
// and the answers of services: each place that a placeholder or a parser's row leads
// to, whatever parsers and loops stand between, with the first action that uses it.
// It is an engine.Config's Uses.
func Uses(p *engine.Plan) []engine.Outside {
	u := uses{plan: p, of: map[engine.NodeID]*tree{}}
	for _, n := range p.Definition.Nodes {
		if !n.Disabled {
			u.actions(n)
		}
	}
	for _, n := range p.Definition.Nodes { // rows that no later action uses
		if !n.Disabled {
			u.rows(n)
		}
	}
	var all []engine.Outside
	for _, id := range u.order {
		all = append(all, u.of[id].outside(id))
	}
	return all
}

// Bounds of what is watched.
const (
	maxUses   = 200 // of one plan
	maxResult = 12  // parsers and loops between
)

// uses gathers them, in the order of the actions that use them.
type uses struct {
	plan  *engine.Plan
	of    map[engine.NodeID]*tree
	order []engine.NodeID
	count int
}

// eachItem stands in a path for whichever item of a list.
type eachItem struct{}

// actions adds what an action's config refers to.
func (u *uses) actions(n engine.Node) {
	with, _ := engine.Decode(n.With).(map[string]any)
	if rowsOf(with) != nil {
		with = without(with, "fields", "from")
	}
	t := tracer{}
	for _, r := range t.references(piece{config: conditions(with)}) {
		u.add(n.ID, r.Name, stepsOf(r.Path), n.ID, 0)
	}
}

// conditions is a config with its conditions, which are expressions as they stand,
// written as placeholders.
func conditions(config any) any {
	switch config := config.(type) {
	case map[string]any:
		with := make(map[string]any, len(config))
		for name, v := range config {
			if text, ok := v.(string); ok && name == "when" && !strings.Contains(text, "{{") {
				v = "{{ " + text + " }}"
			}
			with[name] = conditions(v)
		}
		return with
	case []any:
		all := make([]any, len(config))
		for i, v := range config {
			all[i] = conditions(v)
		}
		return all
	}
	return config
}

// rows adds what a parser takes.
func (u *uses) rows(n engine.Node) {
	with, _ := engine.Decode(n.With).(map[string]any)
	for _, one := range rowsOf(with) {
		r, _ := one.(map[string]any)
		if name, _ := r["name"].(string); name != "" {
			u.add(n.ID, string(n.ID), []any{name}, n.ID, 0)
		}
	}
}

func rowsOf(with map[string]any) []any {
	rows, _ := with["fields"].([]any)
	if with["from"] == nil {
		return nil
	}
	return rows
}

// add follows a reference that stands at a node to where it comes from outside.
func (u *uses) add(at engine.NodeID, name string, steps []any, by engine.NodeID, depth int) {
	if depth > maxResult {
		return
	}
	if over, ok := u.loop(at, name); ok {
		if name != "index" {
			u.addAll(over.ID, engine.Decode(over.With).(map[string]any)["over"], append([]any{eachItem{}}, steps...), by, depth+1)
		}
		return
	}
	if name == string(engine.SourceNode) {
		u.put(engine.SourceNode, steps, by)
		return
	}
	n := u.plan.Node(engine.NodeID(name))
	with, _ := engine.Decode(n.With).(map[string]any)
	switch {
	case n.Type == "http.request", n.Type != "" && with["connection"] != nil:
		u.put(n.ID, steps, by)
	case rowsOf(with) != nil && len(steps) > 0:
		if p := taken(with["from"], rowsOf(with), steps[0].(string), steps); p.rest != nil || p.text == "" {
			u.addAll(n.ID, p.config, p.rest, by, depth+1)
		} else { // a row that finds a list, or is no path: what it is taken from
			u.addAll(n.ID, p.config, nil, by, depth+1)
		}
	}
}

// addAll follows all that a piece of a config refers to.
func (u *uses) addAll(at engine.NodeID, config any, rest []any, by engine.NodeID, depth int) {
	t := tracer{}
	refs := t.references(piece{config: config})
	for _, r := range refs {
		steps := stepsOf(r.Path)
		if len(refs) == 1 {
			steps = slices.Concat(steps, rest)
		}
		u.add(at, r.Name, steps, by, depth)
	}
}

// loop is the loop around a node whose item has a name.
func (u *uses) loop(at engine.NodeID, name string) (engine.Node, bool) {
	for _, id := range u.plan.Around(at) {
		n := u.plan.Node(id)
		with, _ := engine.Decode(n.With).(map[string]any)
		if n.Type != "loop" || with == nil {
			continue
		}
		as, _ := with["as"].(string)
		if as == "" {
			as = "item"
		}
		if name == as || name == "index" {
			return n, true
		}
	}
	return engine.Node{}, false
}

func (u *uses) put(of engine.NodeID, steps []any, by engine.NodeID) {
	if len(steps) == 0 || u.count == maxUses {
		return
	}
	t := u.of[of]
	if t == nil {
		t = &tree{}
		u.of[of] = t
		u.order = append(u.order, of)
	}
	path := pathOf(steps)
	if slices.ContainsFunc(t.uses, func(o engine.Use) bool { return o.Path == path }) {
		return
	}
	u.count++
	t.put(steps, len(t.uses))
	t.uses = append(t.uses, engine.Use{Path: path, By: by})
}

// pathOf is a canonical path, with [*] for whichever item.
func pathOf(steps []any) string {
	var b strings.Builder
	for _, s := range steps {
		if _, ok := s.(eachItem); ok {
			b.WriteString("[*]")
		} else {
			b.WriteString(eval.PathOf(s))
		}
	}
	return b.String()
}
