package engine

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Question is a request that changes nothing, by which a person finds out whether
// a send arrived that nobody knows the end of.
type Question struct {
	Type    string // of the action that asks
	Version int    // that With was written for
	With    json.RawMessage
}

// Ask begins a test operation that asks a question in the place of an operation's
// uncertain step, in the version that ran and with all that was known there. It
// decides nothing. It fails with Conflict, code "operation.not_uncertain", if the
// operation has no such step; with Problems if there are any in the question; and
// with Invalid, code "operation.check_changes", if it might change something.
func (e *Engine) Ask(ctx context.Context, ws WorkspaceID, id OperationID, q Question) (Operation, error) {
	op, err := e.cfg.Store.Operation(ctx, ws, id)
	if err != nil {
		return op, err
	}
	steps, err := e.cfg.Store.Steps(ctx, ws, id)
	if err != nil {
		return op, err
	}
	i := slices.IndexFunc(steps, func(s Step) bool { return s.State == StepUncertain })
	if op.State != UncertainState || i < 0 {
		return op, &Error{Kind: Conflict, Code: "operation.not_uncertain"}
	}
	plan, err := e.PlanOf(ctx, ws, op)
	if err != nil {
		return op, err
	}
	at := steps[i]
	def, err := e.asking(plan.Definition, at.Node, q)
	if err != nil {
		return op, err
	}
	run := Run{Only: at.Node, Pretend: op.Pretend, Turns: at.Key.Turns(), Given: GivenTo(steps, at.Key), of: &def, check: op.ID}
	ev := op.Event
	ev.Key = ""
	return e.Do(ctx, ws, op.Processing, run, func(PreparedSource) (Event, error) { return ev, nil })
}

// CanAsk reports whether a question can be asked in the place of a node: it makes
// sense there and changes nothing.
func (e *Engine) CanAsk(def Definition, at NodeID, q Question) bool {
	_, err := e.asking(def, at, q)
	return err == nil
}

// asking is a definition with a question in the place of a node.
func (e *Engine) asking(def Definition, at NodeID, q Question) (Definition, error) {
	def.Nodes = slices.Clone(def.Nodes)
	i := slices.IndexFunc(def.Nodes, func(n Node) bool { return n.ID == at })
	if i < 0 {
		return def, &Error{Kind: Invalid, Code: "trial.no_action", Args: map[string]string{"action": clip(string(at), 80)}}
	}
	was := def.Nodes[i]
	def.Nodes[i] = Node{ID: at, Parent: was.Parent, Branch: was.Branch, Type: q.Type, Version: q.Version, With: q.With}
	plan, problems := e.cfg.Catalogue.Sketch(def)
	problems = slices.DeleteFunc(problems, func(p Problem) bool { return p.Node != at })
	if len(problems) > 0 {
		return def, problems
	}
	if plan.nodes[at].Effect != Reads {
		return def, &Error{Kind: Invalid, Code: "operation.check_changes"}
	}
	return def, nil
}

// Turns reads from the key of a step the turns of the loops around it.
func (k StepKey) Turns() map[NodeID]int {
	turns := map[NodeID]int{}
	for _, part := range strings.Split(string(k), "/") {
		node, turn, looped := strings.Cut(part, "#")
		if n, err := strconv.Atoi(turn); looped && err == nil {
			turns[NodeID(node)] = n
		}
	}
	return turns
}

// GivenTo lists the steps whose outputs another one reads, those nearest to it
// first: in a loop those of its turn.
func GivenTo(steps []Step, key StepKey) []Step {
	given := slices.DeleteFunc(slices.Clone(steps), func(s Step) bool {
		return s.State != StepDone && s.State != StepOpen || s.Key == key
	})
	near := func(s Step) int {
		n := 0
		for n < len(key) && n < len(s.Key) && key[n] == s.Key[n] {
			n++
		}
		return n
	}
	slices.SortStableFunc(given, func(a, b Step) int { return near(b) - near(a) })
	return given
}
