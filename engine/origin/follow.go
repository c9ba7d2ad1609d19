package origin

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// follow goes to all that a piece of a step's config refers to. Where one of
// these is the value itself, the others had no part in it.
func (t *tracer) follow(p piece, at engine.Step, value any, depth int) []Link {
	if depth >= maxDepth {
		return nil
	}
	var all []Link
	refs := t.references(p)
	for _, r := range refs {
		if t.left <= 0 || len(all) == maxFrom {
			break
		}
		steps := stepsOf(r.Path)
		if len(refs) == 1 {
			steps = append(steps, p.rest...)
		}
		all = append(all, t.referred(r.Name, steps, at, depth))
	}
	if same := slices.DeleteFunc(slices.Clone(all), func(l Link) bool { return !equal(l.Value, value) }); len(same) > 0 && !p.asked {
		return same
	}
	return all
}

// references are what a piece refers to, each once. A template's rows are what
// they are repeated for.
func (t *tracer) references(p piece) []eval.Reference {
	var all []eval.Reference
	var walk func(v any, rows map[string]row)
	one := func(text string, rows map[string]row) {
		for _, r := range refsOf(text) {
			if from, ok := rows[r.Name]; ok {
				list := refsOf(from.list)
				if len(list) == 1 {
					r.Name, r.Path = list[0].Name, slices.Concat(list[0].Path, []string{strconv.Itoa(from.index)}, r.Path)
				} else {
					walk(from.list, from.rows)
					continue
				}
			}
			if !slices.ContainsFunc(all, func(o eval.Reference) bool { return o.Name == r.Name && slices.Equal(o.Path, r.Path) }) {
				all = append(all, r)
			}
		}
	}
	walk = func(v any, rows map[string]row) {
		switch v := v.(type) {
		case string:
			one(v, rows)
		case []any:
			for _, e := range v {
				walk(e, rows)
			}
		case map[string]any:
			names := make([]string, 0, len(v))
			for name := range v {
				names = append(names, name)
			}
			slices.Sort(names)
			for _, name := range names {
				walk(v[name], rows)
			}
		}
	}
	walk(p.config, p.rows)
	return all
}

// refsOf are the references of a text, whatever they lead to; none of one that
// cannot be read.
func refsOf(text string) []eval.Reference {
	if !strings.Contains(text, "{{") {
		return nil
	}
	open := eval.Scope{}
	for range 3 { // all unknown names are told at once
		parsed, err := eval.ParseText(text, eval.Plain, open)
		if err == nil {
			return parsed.References()
		}
		for _, e := range eval.Problems(err) {
			if e.Code == "expression.unknown_name" {
				open[e.Args["name"]] = nil
			}
		}
	}
	if composed, err := eval.ParseJSON(text, open); err == nil { // a template as a whole
		return composed.References()
	}
	return nil
}

// referred is where a name of a step's scope leads.
func (t *tracer) referred(name string, steps []any, at engine.Step, depth int) Link {
	if l, ok := t.turn(name, steps, at, depth); ok {
		return l
	}
	if s, ok := t.visible(engine.NodeID(name), at); ok {
		return t.out(s, steps, depth)
	}
	t.left--
	return t.begun(engine.NodeID(name), steps)
}

// visible is the run of a node that a step saw: outside of loops, or in the turn
// that the step was in.
func (t *tracer) visible(id engine.NodeID, at engine.Step) (found engine.Step, ok bool) {
	for _, s := range t.Steps {
		if s.Node != id || s.Seq >= at.Seq {
			continue
		}
		if i := strings.LastIndexByte(string(s.Key), '#'); i >= 0 {
			turn, _, _ := strings.Cut(string(s.Key)[i:], "/")
			if !strings.HasPrefix(string(at.Key), string(s.Key)[:i]+turn+"/") {
				continue
			}
		}
		found, ok = s, true
	}
	return found, ok
}

// turn is the item of a loop that a step was in.
func (t *tracer) turn(name string, steps []any, at engine.Step, depth int) (Link, bool) {
	for i := strings.LastIndexByte(string(at.Key), '#'); i >= 0; i = strings.LastIndexByte(string(at.Key)[:i], '#') {
		loop, ok := t.step(at.Key[:i])
		number, _, _ := strings.Cut(string(at.Key)[i+1:], "/")
		n, err := strconv.Atoi(number)
		if !ok || err != nil || loop.Enter == nil {
			continue
		}
		as := loop.Enter.As
		if as == "" {
			as = "item"
		}
		if name != as && name != "index" {
			continue
		}
		t.left--
		l := Link{Node: loop.Node, Step: loop.Key, Side: Out, Path: eval.PathOf(append([]any{"items", n}, steps...)...)}
		if name == "index" {
			l.Value, l.Known = json.Number(number), true
			return l, true
		}
		if n < len(loop.Enter.Items) {
			l.Value, l.Known = dig(engine.Decode(loop.Enter.Items[n]), steps)
		}
		with, _ := engine.Decode(t.Plan.Node(loop.Node).With).(map[string]any)
		p := piece{config: with["over"], rest: append([]any{n}, steps...)}
		l.Said = p.said()
		l.From = t.follow(p, loop, l.Value, depth+1)
		return l, true
	}
	return Link{}, false
}

// equal reports whether two values read the same.
func equal(a, b any) bool {
	return a != nil && b != nil && eval.TextOf(settled(a)) == eval.TextOf(settled(b))
}
