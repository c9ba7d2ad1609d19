package engine

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Catalogue is what definitions are made of: every action and source by type,
// and how the engine's own templates are checked.
type Catalogue struct {
	Actions map[string]Action
	Sources map[string]Source

	// Text makes ready a template that is the engine's own: a lane's. What it
	// gives takes values for the names of the scope and returns the text.
	Text func(template string, scope Scope) (func(vars map[string]any) (string, error), error)

	// Say gives the sentence for the code of a failure, in the language of a
	// workspace, for actions that pass it on. Without it they pass on the code.
	Say func(ctx context.Context, ws WorkspaceID, code string, args map[string]string) string
}

// NewCatalogue lists actions and sources by their types.
func NewCatalogue(actions []Action, sources []Source) Catalogue {
	c := Catalogue{Actions: map[string]Action{}, Sources: map[string]Source{}}
	for _, a := range actions {
		c.Actions[a.Spec().Type] = a
	}
	for _, s := range sources {
		c.Sources[s.Spec().Type] = s
	}
	return c
}

// Plan is a definition made ready to run: configs prepared, the flat list of
// nodes folded into the chains and branches it stands for.
type Plan struct {
	Definition Definition
	Source     PreparedSource
	root       []*planned
	nodes      map[NodeID]*planned
	lane       func(vars map[string]any) (string, error) // nil without one
	meter      *meter                                    // counts what its runs do; nil for one that is not run
	outside    map[NodeID]Outside                        // what its actions use of what comes from outside, by who brings it
	say        func(ctx context.Context, ws WorkspaceID, code string, args map[string]string) string
	scope      Scope // before the first node
}

type planned struct {
	Node
	Prepared
	branches map[string][]*planned
}

// DefaultConcurrency and DefaultDeadline hold for settings that say nothing.
const (
	DefaultConcurrency = 8
	DefaultDeadline    = time.Hour
)

// Concurrency is how many operations of the plan's processing may run at once.
func (p *Plan) Concurrency() int {
	if p.Definition.Settings.Concurrency > 0 {
		return p.Definition.Settings.Concurrency
	}
	return DefaultConcurrency
}

// Deadline is how much active time an operation has.
func (p *Plan) Deadline() time.Duration {
	if p.Definition.Settings.Deadline > 0 {
		return p.Definition.Settings.Deadline
	}
	return DefaultDeadline
}

// Node returns a node of the plan; one with nothing but its id if there is none.
func (p *Plan) Node(id NodeID) Node {
	if n := p.nodes[id]; n != nil {
		return n.Node
	}
	return Node{ID: id}
}

// Complete returns a step's recorded output with what its action derives from
// it, for people to read.
func (p *Plan) Complete(node NodeID, output json.RawMessage) any {
	v := Decode(output)
	if n := p.nodes[node]; n != nil {
		v = n.seen(v)
	}
	return Settled(v)
}

// Settled returns v with the values in it that are worked out when needed worked
// out; those that cannot be, or are nil, are left out of their objects.
func Settled(v any) any {
	switch v := v.(type) {
	case map[string]any:
		settled := make(map[string]any, len(v))
		for k, f := range v {
			if later, ok := f.(func() (any, error)); ok {
				now, err := later()
				if err != nil || now == nil {
					continue
				}
				f = now
			}
			settled[k] = Settled(f)
		}
		return settled
	case []any:
		settled := make([]any, len(v))
		for i := range v {
			settled[i] = Settled(v[i])
		}
		return settled
	}
	return v
}

// Compile checks def and prepares it. Its error is Problems: every one it finds,
// not only the first, so that the editor can mark all that needs attention.
func (c Catalogue) Compile(def Definition) (*Plan, error) {
	plan, problems := c.Sketch(def)
	if len(problems) > 0 {
		return nil, problems
	}
	return plan, nil
}

// Sketch prepares def as far as it can be, and lists all that is wrong with it.
// What has problems is in the plan with an empty Prepared, and must not be run.
func (c Catalogue) Sketch(def Definition) (*Plan, Problems) {
	b := &builder{catalogue: c, plan: &Plan{Definition: def, nodes: map[NodeID]*planned{}, say: c.Say}, all: map[NodeID]bool{}, seen: map[NodeID]int{}}
	for _, n := range def.Nodes {
		b.all[n.ID] = true
	}
	scope := b.source(def)
	b.lane(def, scope)
	b.plan.scope = maps.Clone(scope)
	b.open = []level{{scope: scope}}
	for _, n := range def.Nodes {
		b.node(n)
	}
	return b.plan, b.problems
}

// builder walks a definition's nodes in reading order.
type builder struct {
	catalogue Catalogue
	plan      *Plan
	problems  Problems
	all       map[NodeID]bool
	seen      map[NodeID]int // nodes so far, by id
	open      []level        // the containers around the current line; the first is the top
}

// level is the inside of a container: the names visible there so far.
type level struct {
	of    *planned // nil at the top
	scope Scope
}

func (b *builder) source(def Definition) Scope {
	scope := Scope{
		"source":     nil,
		"operation":  {"id", "accepted_at", "version"},
		"processing": {"id", "name"},
	}
	s, ok := b.catalogue.Sources[def.Source.Type]
	if !ok {
		b.problems = append(b.problems, Problem{Field: "source.type", Code: "document.unknown_source", Args: map[string]string{"type": clip(def.Source.Type, 80)}})
		return scope
	}
	prepared, err := s.Prepare(def.Source.With, def.Settings)
	b.problems = append(b.problems, ProblemsOf(err).Under("source.with")...)
	b.plan.Source = prepared
	if err == nil {
		scope["source"] = prepared.Outputs
	}
	return scope
}

func (b *builder) lane(def Definition, scope Scope) {
	if def.Settings.Lane == "" || b.catalogue.Text == nil {
		return
	}
	lane, err := b.catalogue.Text(def.Settings.Lane, Scope{"source": scope["source"], "processing": scope["processing"]})
	b.plan.lane = lane
	b.problems = append(b.problems, ProblemsOf(err).Under("settings.lane")...)
}

func (b *builder) node(n Node) {
	top := b.level(n)
	p := &planned{Node: n, branches: map[string][]*planned{}}
	b.plan.nodes[n.ID] = p
	b.prepare(p, top.scope)
	b.seen[n.ID]++
	switch {
	case top.of == nil:
		b.plan.root = append(b.plan.root, p)
	case slices.Contains(top.of.Prepared.Branches, n.Branch):
		top.of.branches[n.Branch] = append(top.of.branches[n.Branch], p)
	}
	b.pass(p, top)
}

// level is where a node stands: it leaves the containers that are over.
func (b *builder) level(n Node) level {
	for len(b.open) > 1 && b.open[len(b.open)-1].of.ID != n.Parent {
		b.open = b.open[:len(b.open)-1]
	}
	return b.open[len(b.open)-1]
}

// pass makes a node visible to those that follow, and opens its inside.
func (b *builder) pass(p *planned, top level) {
	top.scope[string(p.ID)] = p.outputs()
	inner := level{of: p, scope: top.scope}
	if p.Inside != nil { // what is set in a loop's turn is not seen outside it
		inner.scope = maps.Clone(top.scope)
		maps.Copy(inner.scope, p.Inside)
	}
	b.open = append(b.open, inner)
}

func (b *builder) prepare(p *planned, scope Scope) {
	bad := func(problems ...Problem) {
		for _, problem := range problems {
			problem.Node, problem.Before = p.ID, b.seen[p.ID]
			b.problems = append(b.problems, b.explain(problem))
		}
	}
	a, ok := b.catalogue.Actions[p.Type]
	if !ok {
		bad(Problem{Field: "type", Code: "document.unknown_action", Args: map[string]string{"type": clip(p.Type, 80)}})
		return
	}
	with, err := upgraded(a, p.Node)
	if err == nil {
		p.Prepared, err = a.Prepare(with, scope)
	}
	bad(ProblemsOf(err).Under("with")...)
	for _, branch := range p.Node.Branches {
		if err == nil && !slices.Contains(p.Prepared.Branches, branch) {
			bad(Problem{Field: "branches." + branch, Code: "document.unknown_branch", Args: map[string]string{"branch": clip(branch, 80)}})
		}
	}
}

// upgraded returns a node's config as its action now writes it.
func upgraded(a Action, n Node) (json.RawMessage, error) {
	up, ok := a.(Upgrader)
	if !ok || n.Version == 0 || n.Version == a.Spec().Version {
		return n.With, nil
	}
	return up.Upgrade(n.With, n.Version)
}

// explain says of an unknown name what it is in this document.
func (b *builder) explain(p Problem) Problem {
	if p.Code != "expression.unknown_name" || !b.all[NodeID(p.Args["name"])] {
		return p
	}
	name := NodeID(p.Args["name"])
	return unready(p, b.plan.nodes[name] != nil && name != p.Node)
}

// unready says of a name that an action has why it cannot be used.
func unready(p Problem, before bool) Problem {
	p.Args = maps.Clone(p.Args)
	p.Code = "document.reference_later"
	if before {
		p.Code = "document.reference_inside" // in a loop that is over
	}
	return p
}

// outputs are the names known below the node's id.
func (p *planned) outputs() []string {
	if p.Outputs == nil {
		return nil
	}
	if p.OnError == Continue {
		return append(slices.Clone(p.Outputs), "error")
	}
	return p.Outputs
}
