package ui

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/ui/page/repair"
	"stanok/ui/part"
	"stanok/ui/words"
)

// Bounds of what is looked at to say what a repetition comes to.
const (
	maxRepairPlans = 200 // versions of processings
	maxStepsRead   = 200 // operations whose steps are read
	maxSaidAgain   = 20
)

// ran is a version that failed at an action: operations that are alike in this
// are repeated alike.
type ran struct {
	processing engine.ProcessingID
	version    int
	node       engine.NodeID
}

// repairDetails says which version is used, where requests will go, and what will
// be sent a second time.
func (u *UI) repairDetails(c *call, v words.Voice, q repairAsked, ops []engine.Operation, view *repair.View) error {
	ctx := c.Request().Context()
	hosts, err := u.hosts(ctx, c.ws)
	if err != nil {
		return err
	}
	kinds := map[ran]bool{}
	for _, op := range ops {
		one := ran{processing: op.Processing, version: op.Version}
		if op.Failure != nil {
			one.node = op.Failure.Node
		}
		kinds[one] = true
	}
	sorted := slices.SortedFunc(maps.Keys(kinds), func(a, b ran) int {
		return cmp.Or(cmp.Compare(a.processing, b.processing), cmp.Compare(a.version, b.version), cmp.Compare(a.node, b.node))
	})
	said := map[string]bool{}
	changed, before := false, false
	for _, one := range sorted[:min(len(sorted), maxRepairPlans)] {
		p, err := u.Store.Processing(ctx, c.ws, one.processing)
		if err != nil || p.Version == 0 {
			continue // it is said of each operation when its turn comes
		}
		plan, err := u.Engine.Plan(ctx, c.ws, p.ID, p.Version)
		if err != nil {
			continue
		}
		if one.version != p.Version && one.version > 0 {
			changed = true
			before = before || u.differsBefore(ctx, c.ws, p.ID, one.version, plan.Definition, one.node)
		}
		for _, host := range u.reached(plan, q.from, one.node, hosts) {
			said[host] = true
		}
	}
	if names := slices.Sorted(maps.Keys(said)); len(names) > 0 {
		view.Reach = v.T("repair.reach", "hosts", strings.Join(names[:min(len(names), maxSaidAgain)], ", "))
	}
	if changed && q.from == engine.FromFailed {
		view.Version = versions(v, before, v.T("repair.version.current"), v.T("repair.version.original"))
	}
	if q.from == engine.FromStart {
		return u.sentAgain(ctx, c, v, ops, view)
	}
	return nil
}

// versions is the choice of the version to go on with.
func versions(v words.Voice, original bool, current, then string) part.ChoiceView {
	return part.ChoiceView{
		FieldView: part.FieldView{ID: "version", Name: "version", Label: v.T("operations.version")},
		Options: []part.OptionView{
			{Value: "current", Label: current, Chosen: !original}, {Value: "original", Label: then, Chosen: original},
		},
	}
}

// reached are the hosts that a repetition may send to: those of the actions from
// the failed one on, or of all.
func (u *UI) reached(plan *engine.Plan, from string, node engine.NodeID, hosts map[string]string) []string {
	nodes := plan.Definition.Nodes
	if i := slices.IndexFunc(nodes, func(n engine.Node) bool { return n.ID == node }); i >= 0 && from == engine.FromFailed {
		nodes = nodes[i:]
	}
	var all []string
	for _, n := range nodes {
		spec, _ := u.Engine.Spec(n.Type)
		if r, ok := reachOf(spec, n); ok && !n.Disabled {
			if host := r.name(hosts); host != "" {
				all = append(all, host)
			}
		}
	}
	return all
}

// name is the host that is meant, or the connection where that is all that is
// known.
func (r reach) name(hosts map[string]string) string {
	return cmp.Or(r.host, hosts[r.connection], r.connection)
}

// differsBefore reports whether a version and the current one differ before an
// action: going on from there on the current one would not be what it says.
func (u *UI) differsBefore(ctx context.Context, ws engine.WorkspaceID, id engine.ProcessingID, version int, current engine.Definition, node engine.NodeID) bool {
	then, err := u.Store.Definition(ctx, ws, id, version)
	if err != nil {
		return false
	}
	a, knownThen := partBefore(then, node)
	b, knownNow := partBefore(current, node)
	return knownThen != knownNow || a != b
}

// partBefore writes what a definition does before an action.
func partBefore(def engine.Definition, node engine.NodeID) (written string, known bool) {
	nodes := slices.Clone(def.Nodes)
	if i := slices.IndexFunc(nodes, func(n engine.Node) bool { return n.ID == node }); i >= 0 {
		nodes, known = nodes[:i], true
	}
	for i := range nodes {
		nodes[i].Title, nodes[i].Note = "", ""
	}
	raw, _ := json.Marshal([]any{def.Source, nodes})
	return string(raw), known
}

// sentAgain lists what operations sent before, which their repetition from the
// start sends a second time.
func (u *UI) sentAgain(ctx context.Context, c *call, v words.Voice, ops []engine.Operation, view *repair.View) error {
	count := map[string]int{}
	for _, op := range ops[:min(len(ops), maxStepsRead)] {
		steps, err := u.Store.Steps(ctx, c.ws, op.ID)
		if err != nil {
			return err
		}
		plan, err := u.Engine.PlanOf(ctx, c.ws, op)
		if err != nil {
			plan = &engine.Plan{}
		}
		for _, name := range u.sentBefore(opened{Operation: op, steps: steps, plan: plan}, v) {
			count[name]++
		}
	}
	names := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) })
	for _, name := range names[:min(len(names), maxSaidAgain)] {
		view.Again = append(view.Again, v.T("repair.again.line", "name", name, "n", count[name]))
	}
	if len(names) > 0 && len(ops) > maxStepsRead {
		view.More = v.T("repair.again.more", "n", maxStepsRead)
	}
	return nil
}
