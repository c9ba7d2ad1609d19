package trial

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"stanok/engine"
)

// Try says how one node is tried.
type Try struct {
	Node    engine.NodeID
	Sample  string                // "" for the newest
	Turns   map[engine.NodeID]int // the items, from 0, that loops around it are entered for
	Until   bool                  // run what comes before it and has no output yet
	Pretend bool                  // nothing leaves the program

	// Event makes the event instead of the sample's, as from parameters that
	// were typed; nil for the sample's.
	Event func(engine.PreparedSource) (engine.Event, error)
}

// Try begins a test operation of a processing's draft that runs one node, over
// what the nodes before it gave last. See engine.Run for what it does and how it
// fails.
func (d Desk) Try(ctx context.Context, ws engine.WorkspaceID, p engine.Processing, t Try) (engine.Operation, error) {
	k, err := d.Known(ctx, ws, p, t.Sample, t.Turns)
	if err != nil {
		return engine.Operation{}, err
	}
	how := engine.Run{Draft: true, Pretend: t.Pretend, Only: t.Node, Given: k.Given(t.Node), Turns: k.Turn}
	if t.Until {
		how.Only, how.Until = "", t.Node
	}
	return d.Engine.Do(ctx, ws, p.ID, how, k.event(t.Event))
}

// Rehearsal says how a whole draft is tried.
type Rehearsal struct {
	Sample  string          // "" for the newest
	Pretend []engine.NodeID // give what they gave last, or only pretend if they gave nothing yet
	All     bool            // nothing leaves the program at all

	// Event is as in Try.
	Event func(engine.PreparedSource) (engine.Event, error)
}

// Rehearse begins a test operation of a processing's whole draft. It fails with
// Problems if the draft has any.
func (d Desk) Rehearse(ctx context.Context, ws engine.WorkspaceID, p engine.Processing, r Rehearsal) (engine.Operation, error) {
	k, err := d.Known(ctx, ws, p, r.Sample, nil)
	if err != nil {
		return engine.Operation{}, err
	}
	how := engine.Run{Draft: true, Pretend: r.All, PretendNodes: r.Pretend}
	for _, id := range r.Pretend {
		if o, ok := k.outputs[id]; ok {
			how.Given = append(how.Given, o.Step)
		}
	}
	return d.Engine.Do(ctx, ws, p.ID, how, k.event(r.Event))
}

func (k *Known) event(given func(engine.PreparedSource) (engine.Event, error)) func(engine.PreparedSource) (engine.Event, error) {
	if given != nil {
		return given
	}
	return func(engine.PreparedSource) (engine.Event, error) {
		ev := k.Sample.Event
		if k.Sample.ID == "" {
			ev = engine.Event{Source: k.Plan.Definition.Source.Type, At: k.now}
		}
		return ev, nil
	}
}

// Given are the steps by which a trial of a node knows what the nodes before it
// gave last; of those in the same loop, what they gave in the turn at hand.
func (k *Known) Given(at engine.NodeID) []engine.Step {
	var steps []engine.Step
	for _, n := range k.Plan.Definition.Nodes {
		if n.ID == at {
			break
		}
		if o, ok := k.outputs[n.ID]; ok && !n.Disabled && k.inTurn(o, at) {
			steps = append(steps, o.Step)
		}
	}
	return steps
}

// inTurn reports whether an output is of the turn at hand, if its node is in a loop
// that is around another.
func (k *Known) inTurn(o Output, at engine.NodeID) bool {
	around := k.Plan.Around(at)
	shared := func(id engine.NodeID) bool { return k.Turn[id] > 0 && slices.Contains(around, id) }
	return !slices.ContainsFunc(k.Plan.Around(o.Step.Node), shared) || o.Step.Key == k.Plan.KeyAt(o.Step.Node, k.Turn)
}

// Missing lists the nodes before one that gave nothing yet, in reading order:
// those that Try with Until runs first. Those inside containers which are over
// by then are left to their containers.
func (k *Known) Missing(at engine.NodeID) []engine.NodeID {
	around := k.Plan.Around(at)
	var ids []engine.NodeID
	for _, n := range k.Plan.Definition.Nodes {
		if n.ID == at {
			break
		}
		o, known := k.outputs[n.ID]
		known = known && k.inTurn(o, at)
		outer := n.Parent == "" || slices.Contains(around, n.Parent)
		if !known && !n.Disabled && outer && !slices.Contains(around, n.ID) {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

// Send is what a run of a node would do to the world, for a person to confirm.
type Send struct {
	Node    engine.NodeID
	Effect  engine.Effect // Repeatable or Once
	Method  string        // of a request
	Host    string        // it goes to
	Address string        // secrets masked
}

// Sends lists those of some nodes that would change something outside, in
// reading order; of all nodes that are not switched off if none is named.
func (k *Known) Sends(ids ...engine.NodeID) []Send {
	var all []Send
	for _, n := range k.Plan.Definition.Nodes {
		p := k.Plan.Prepared(n.ID)
		if p.Effect < engine.Repeatable || len(ids) == 0 && n.Disabled || len(ids) > 0 && !slices.Contains(ids, n.ID) {
			continue
		}
		s := Send{Node: n.ID, Effect: p.Effect}
		with := configOf(n)
		_ = json.Unmarshal(with["method"], &s.Method) // an action without one has none
		if u, shown, ok := k.address(n, with); ok {
			s.Host, s.Address = u.Host, shown
		}
		all = append(all, s)
	}
	return all
}

// address is where a node's request goes in the sample.
func (k *Known) address(n engine.Node, with map[string]json.RawMessage) (u *url.URL, shown string, ok bool) {
	var text string
	if json.Unmarshal(with["url"], &text) != nil || text == "" {
		return nil, "", false
	}
	p := k.Preview(n.ID, "with.url", URLPlace, text)
	u, err := url.Parse(p.Text)
	if p.Problem != nil || err != nil || u.Host == "" {
		return nil, p.Text, false
	}
	return u, p.Text, true
}
