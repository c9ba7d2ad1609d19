package draft

import (
	"bytes"
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"stanok/engine"
)

// Difference is one thing in which a draft is not as the applied version.
type Difference struct {
	Sentence
	Scope  string    // what it is about; "actions/x" for an action as a whole
	Author string    // of the newest edit about it; "" if the log does not tell
	At     time.Time // of that edit
}

// Changes lists in what two definitions differ: first the processing itself,
// then its actions in the order of to, those that are gone last. It is empty
// only if they say the same, apart from version, author and time. Where several
// actions may have been the ones that moved, those are that are named.
//
// The keys, with their arguments and what else is set:
//
//	change.name, description             from, to
//	change.labels                        added, removed
//	change.setting                       from, to; Field
//	change.source                        from, to (types)
//	change.source_…                      like the ones of actions below, without Action
//	change.action_added, action_removed  n actions inside
//	change.action_moved
//	change.action_renamed                from, to
//	change.action_off, action_on
//	change.action_note, action_retry, action_branches
//	change.action_on_error, action_type  from, to
//	change.action_set                    to; Field
//	change.action_unset                  from; Field
//	change.action_field                  from, to; Field
//	change.action_rewritten              Field: long or not one value
//	change.action_rows_added, rows_removed, rows_changed  names, n; Field
//	change.action_rows_order             Field
//	change.other
func Changes(from, to engine.Definition, moved ...engine.NodeID) []Difference {
	c := &comparison{from: index(from), to: index(to), stayed: map[Place][]engine.NodeID{}, likely: moved}
	c.processing(from, to)
	c.source(from.Source, to.Source)
	for _, n := range to.Nodes {
		c.node(n)
	}
	for _, n := range from.Nodes {
		c.removed(n)
	}
	if len(c.found) == 0 && !same(from, to) {
		c.add(Subject{}, "", "change.other", "")
	}
	return c.found
}

// same tells whether two definitions say the same.
func same(a, b engine.Definition) bool {
	b.Processing, b.Version, b.Saved, b.Author = a.Processing, a.Version, a.Saved, a.Author
	one, err1 := json.Marshal(a)
	other, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(one, other)
}

// comparison gathers the differences between two definitions.
type comparison struct {
	from, to indexed
	found    []Difference
	subject  Subject
	prefix   string                    // of keys: "change.action_" or "change.source_"
	stayed   map[Place][]engine.NodeID // those that kept their order, by their list
	likely   []engine.NodeID           // to have moved
}

// indexed is a definition's nodes by id.
type indexed struct {
	nodes  map[engine.NodeID]engine.Node
	number map[engine.NodeID]int
	list   []engine.Node
}

func index(d engine.Definition) indexed {
	x := indexed{map[engine.NodeID]engine.Node{}, map[engine.NodeID]int{}, d.Nodes}
	for i, n := range d.Nodes {
		if _, twice := x.nodes[n.ID]; !twice {
			x.nodes[n.ID], x.number[n.ID] = n, i+1
		}
	}
	return x
}

// inside counts the nodes below one.
func (x indexed) inside(id engine.NodeID) (n int) {
	in := map[engine.NodeID]bool{id: true}
	for _, one := range x.list {
		if in[one.Parent] && one.Parent != "" {
			in[one.ID] = true
			n++
		}
	}
	return n
}

func (c *comparison) add(s Subject, scope, key, field string, args ...any) {
	c.found = append(c.found, Difference{Sentence: Sentence{Key: key, Action: s, Field: field, Args: args}, Scope: scope})
}

func (c *comparison) processing(from, to engine.Definition) {
	c.value("name", "change.name", "", from.Name, to.Name)
	c.value("description", "change.description", "", from.Description, to.Description)
	if !slices.Equal(from.Labels, to.Labels) {
		c.add(Subject{}, "labels", "change.labels", "", "added", without(to.Labels, from.Labels), "removed", without(from.Labels, to.Labels))
	}
	a, b := reflect.ValueOf(from.Settings), reflect.ValueOf(to.Settings)
	for i, key := range [...]string{"time_zone", "lane", "lane_on_failure", "concurrency", "while_stopped", "deadline", "pace"} {
		c.value(Scope("settings", key), "change.setting", key, plain(a.Field(i)), plain(b.Field(i)))
	}
}

func (c *comparison) value(scope, key, field, from, to string) {
	if from != to {
		c.add(Subject{}, scope, key, field, "from", clip(from), "to", clip(to))
	}
}

// plain is a setting as text, "" for its zero value.
func plain(v reflect.Value) string {
	if v.IsZero() {
		return ""
	}
	if d, ok := v.Interface().(time.Duration); ok {
		return d.String()
	}
	return strings.Trim(string(quote(v.Interface())), `"`)
}

// without lists what is in a and not in b, as people read a list.
func without(a, b []string) string {
	var left []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			left = append(left, s)
		}
	}
	return clip(strings.Join(left, ", "))
}

func (c *comparison) source(from, to engine.SourceConfig) {
	if from.Type != to.Type {
		c.value("source", "change.source", "", from.Type, to.Type)
		return
	}
	c.subject, c.prefix = Subject{}, "change.source_"
	c.config(scope{"source", "with"}, from.With, to.With)
}

func (c *comparison) node(n engine.Node) {
	was, known := c.from.nodes[n.ID]
	s := Subject{ID: n.ID, Type: n.Type, Title: n.Title, Number: c.to.number[n.ID]}
	at := scope{"actions", string(n.ID)}
	c.subject, c.prefix = s, "change.action_"
	if !known {
		if _, parentKnown := c.from.nodes[n.Parent]; n.Parent == "" || parentKnown {
			c.add(s, Scope(at...), "change.action_added", "", "n", c.to.inside(n.ID))
		}
		return
	}
	if c.moved(was, n) {
		c.add(s, Scope(at...), "change.action_moved", "")
	}
	c.about(at, was, n)
	c.config(append(at, "with"), was.With, n.With)
}

// about compares what actions of all types have.
func (c *comparison) about(at scope, was, n engine.Node) {
	below := func(key string) string { return Scope(append(at, key)...) }
	say := func(changed bool, key, kind string, args ...any) {
		if changed {
			c.add(c.subject, below(key), "change.action_"+kind, "", args...)
		}
	}
	say(was.Type != n.Type, "type", "type", "from", was.Type, "to", n.Type)
	say(was.Title != n.Title, "title", "renamed", "from", clip(was.Title), "to", clip(n.Title))
	say(was.Note != n.Note, "note", "note")
	say(!was.Disabled && n.Disabled, "disabled", "off")
	say(was.Disabled && !n.Disabled, "disabled", "on")
	say(!reflect.DeepEqual(was.Retry, n.Retry), "retry", "retry")
	say(cmp.Or(was.OnError, engine.Fail) != cmp.Or(n.OnError, engine.Fail), "on_error", "on_error",
		"from", string(cmp.Or(was.OnError, engine.Fail)), "to", string(cmp.Or(n.OnError, engine.Fail)))
	say(c.from.emptyOnly(was, n) || c.to.emptyOnly(n, was), "branches", "branches")
}

// emptyOnly tells whether a branch without anything in it is in one node and not
// in the other; of branches with something in them it is said what came or went.
func (x indexed) emptyOnly(n, other engine.Node) bool {
	return slices.ContainsFunc(n.Branches, func(name string) bool {
		return !slices.Contains(other.Branches, name) && !slices.ContainsFunc(x.list, func(one engine.Node) bool {
			return one.Parent == n.ID && one.Branch == name
		})
	})
}

func (c *comparison) removed(n engine.Node) {
	if _, still := c.to.nodes[n.ID]; still {
		return
	}
	if _, parentStill := c.to.nodes[n.Parent]; n.Parent != "" && !parentStill {
		return
	}
	s := Subject{ID: n.ID, Type: n.Type, Title: n.Title, Number: c.from.number[n.ID]}
	c.add(s, Scope("actions", string(n.ID)), "change.action_removed", "", "n", c.from.inside(n.ID))
}
