package engine

import (
	"context"
	"maps"
	"slices"
)

// Run says how an operation is begun by hand or over the API.
type Run struct {
	Draft   bool // run the draft instead of the current version
	Pretend bool // nothing leaves the program
	Test    bool // leave it out of lists

	// Only runs this node of the draft and no other, Until runs up to it; the
	// operation has then succeeded. The containers around the node are entered,
	// a branch by the way that leads there and a loop for one item. Each node has
	// one attempt. Of a container, Only finds what it goes over or
	// which way it takes, and runs nothing inside.
	Only, Until NodeID

	// Current runs what Only or Until name in the current version, instead of the
	// draft.
	Current bool

	// Turns are the items, from 0, that loops around that node are entered for;
	// the first of a loop that is not in it, the last of one that has fewer.
	Turns map[NodeID]int

	// PretendNodes are nodes of the draft that send and change nothing.
	PretendNodes []NodeID

	// Given are steps that earlier operations have taken, one for a node; their
	// nodes are not run again, and what comes later reads their outputs. Those
	// that were clipped do not count.
	Given []Step

	of    *Definition // what Only names is run in it, instead of in the draft
	check OperationID // as Trial.Check
}

// trial is what of how concerns a draft, or nil.
func (how Run) trial() *Trial {
	if how.Only == "" && how.Until == "" && len(how.PretendNodes) == 0 {
		return nil
	}
	return &Trial{Only: how.Only, Until: how.Until, Pretend: slices.Clone(how.PretendNodes), Turns: maps.Clone(how.Turns), Check: how.check}
}

// Do begins an operation of a processing whether or not it is running, with the
// event that is made for the source it has. With Draft, or what implies it, it
// fails with Problems if there are any in what is to run; and with Invalid, code
// "trial.no_action", if the draft has no node that is named.
func (e *Engine) Do(ctx context.Context, ws WorkspaceID, id ProcessingID, how Run, event func(PreparedSource) (Event, error)) (Operation, error) {
	p, err := e.at(ctx, ws, id, 0)
	if err != nil {
		return Operation{}, err
	}
	trial := how.trial()
	how.Draft = how.Draft || trial != nil || len(how.Given) > 0
	flow, err := e.Flow(ctx, ws, p)
	if err != nil && !how.Draft {
		return Operation{}, err
	}
	flow.Running = true
	var plan *Plan
	if how.Draft {
		if plan, err = e.tried(ctx, ws, p, how, trial); err != nil {
			return Operation{}, err
		}
		flow.Version, flow.Settings, flow.Source = 0, plan.Definition.Settings, plan.Source
	} else if p.Version == 0 {
		return Operation{}, &Error{Kind: Conflict, Code: "processing.never_started", Args: map[string]string{"name": p.Name}}
	}
	ev, err := event(flow.Source)
	if err != nil {
		return Operation{}, err
	}
	op, err := e.operationFor(flow, ev)
	if err != nil {
		return op, err
	}
	op.Pretend, op.Test = how.Pretend, how.Test || how.Draft || how.Pretend
	if op.Test {
		op.Lane = ""
	}
	var steps []Step
	if how.Draft {
		op.Draft, op.Trial, op.Event.Key = &plan.Definition, trial, "" // a sample may be tried again and again
		steps = plan.given(trial, how.Given)
	}
	op, _, err = e.create(ctx, flow, op, steps...)
	return op, err
}

// tried makes ready what a trial is of, as far as it needs.
func (e *Engine) tried(ctx context.Context, ws WorkspaceID, p Processing, how Run, t *Trial) (*Plan, error) {
	if how.of != nil {
		plan, problems := e.cfg.Catalogue.Sketch(*how.of)
		return sketched(plan, problems, t, how.Given)
	}
	if !how.Current {
		plan, problems := e.Sketch(p.Draft)
		return sketched(plan, problems, t, how.Given)
	}
	if p.Version == 0 {
		return nil, &Error{Kind: Conflict, Code: "processing.never_started", Args: map[string]string{"name": p.Name}}
	}
	def, err := e.cfg.Store.Definition(ctx, ws, p.ID, p.Version)
	if err != nil {
		return nil, err
	}
	plan, problems := e.cfg.Catalogue.Sketch(def)
	return sketched(plan, problems, t, how.Given)
}

// sketched is a plan if its problems do not stand in the way of a trial.
func sketched(plan *Plan, problems Problems, t *Trial, given []Step) (*Plan, error) {
	if t != nil {
		for _, id := range append([]NodeID{t.aim()}, t.Pretend...) {
			if id != "" && plan.nodes[id] == nil {
				return nil, &Error{Kind: Invalid, Code: "trial.no_action", Args: map[string]string{"action": clip(string(id), 80)}}
			}
		}
	}
	if problems = t.hinders(plan, problems, given); len(problems) > 0 {
		return nil, problems
	}
	return plan, nil
}
