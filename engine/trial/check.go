package trial

import (
	"encoding/json"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// Check is something to look at before the draft is run. A hint keeps nobody
// from running it.
type Check struct {
	engine.Problem
	Hint bool
}

// Checks lists what is to be looked at before a run beyond Problems: what will
// fail for certain, and what looks wrong with the sample at hand.
func (k *Known) Checks() []Check {
	var all []Check
	if k.Sample.ID == "" && slices.Contains(k.own, "query") {
		all = append(all, hint("", "source", "trial.no_request"))
	}
	if c, ok := k.sourceCheck(); ok {
		all = append(all, c)
	}
	for _, p := range k.missing {
		all = append(all, Check{Problem: p})
	}
	titles := map[string]bool{}
	ended := map[[2]string]bool{} // chains, by parent and branch, that a stop is behind
	for _, n := range k.Plan.Definition.Nodes {
		if n.Title != "" && titles[n.Title] {
			all = append(all, hint(n.ID, "title", "trial.same_title", "title", n.Title))
		}
		titles[n.Title] = true
		if n.Disabled {
			continue
		}
		chain := [2]string{string(n.Parent), n.Branch}
		if ended[chain] {
			all = append(all, hint(n.ID, "", "trial.after_stop"))
		}
		ended[chain] = n.Type == "stop" || n.Type == "fail" // said once
		all = append(all, k.nodeChecks(n)...)
	}
	return all
}

func hint(id engine.NodeID, field, code string, args ...string) Check {
	p := engine.Problem{Node: id, Field: field, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if p.Args == nil {
			p.Args = map[string]string{}
		}
		p.Args[args[i]] = args[i+1]
	}
	return Check{Problem: p, Hint: true}
}

func (k *Known) nodeChecks(n engine.Node) []Check {
	var all []Check
	if c, ok := k.connectionCheck(n); ok {
		all = append(all, c)
	}
	if len(k.waitsFor(n)) > 0 { // of what it reads nothing is known yet
		return all
	}
	if _, err, loop := k.Loop(n.ID); loop && err != nil {
		all = append(all, Check{Problem: *k.problem(n.ID, "with", err), Hint: true})
	}
	return append(all, k.emptyChecks(n)...)
}

// connectionCheck finds a connection that is not there, or may not be used for
// the address.
func (k *Known) connectionCheck(n engine.Node) (Check, bool) {
	field, name := connectionOf(k.catalogue, n)
	if name == "" {
		return Check{}, false
	}
	c, ok := k.connections[name]
	if !ok {
		p := hint(n.ID, "with."+field, "connection.missing", "name", name).Problem
		return Check{Problem: p}, true
	}
	u, _, ok := k.address(n, configOf(n))
	if !ok || c.Allows(u) {
		return Check{}, false
	}
	p := hint(n.ID, "with.url", "connection.origin", "connection", name, "origin", engine.OriginOf(u), "origins", strings.Join(c.Origins, ", ")).Problem
	return Check{Problem: p}, true
}

// sourceCheck finds that the connection with the secret of those who send to the
// source is not there: nobody would be let in.
func (k *Known) sourceCheck() (Check, bool) {
	field, name := sourceConnection(k.catalogue, k.Plan.Definition.Source)
	if _, ok := k.connections[name]; ok || name == "" {
		return Check{}, false
	}
	return Check{Problem: hint("", "source.with."+field, "connection.missing", "name", name).Problem}, true
}

// emptyChecks names the values that a composer leaves empty in the sample.
func (k *Known) emptyChecks(n engine.Node) []Check {
	a := k.catalogue.Actions[n.Type]
	if a == nil || k.Sample.ID == "" {
		return nil
	}
	var all []Check
	for _, f := range a.Spec().Fields {
		var template string
		if f.Type != engine.JSONField || json.Unmarshal(configOf(n)[f.Name], &template) != nil {
			continue
		}
		c := k.Compose(n.ID, "with."+f.Name, template)
		if c.Problem != nil || len(c.Empty) == 0 {
			continue
		}
		var names []string
		for _, path := range c.Empty[:min(len(c.Empty), 3)] {
			names = append(names, lastName(path))
		}
		all = append(all, hint(n.ID, "with."+f.Name, "trial.empty_value", "field", strings.Join(names, ", ")))
	}
	return all
}

// waitsFor are the nodes that a node's texts read and that gave nothing yet.
func (k *Known) waitsFor(n engine.Node) []engine.NodeID {
	return k.waiting(k.scope(n.ID, ""), k.reads(n))
}

// reads are the references in a node's texts.
func (k *Known) reads(n engine.Node) []eval.Reference {
	var with any
	if json.Unmarshal(n.With, &with) != nil {
		return nil
	}
	scope := k.scope(n.ID, "")
	var refs []eval.Reference
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			if strings.Contains(v, "{{") {
				refs = append(refs, loose(PlainPlace, v, scope)...)
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, key := range keysOf(v) {
				walk(v[key])
			}
		}
	}
	walk(with)
	return refs
}
