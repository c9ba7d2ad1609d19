package trial

import (
	"stanok/engine"
	"stanok/engine/eval"
)

// derive works out what the nodes without an effect give for the sample, as the
// draft is now: nobody has to test a parser before its fields can be used, and
// what it gave before its rows were changed is not taken for what it gives.
func (k *Known) derive() {
	if k.Sample.ID == "" {
		return
	}
	for _, n := range k.Plan.Definition.Nodes {
		p := k.Plan.Prepared(n.ID)
		if n.Disabled || p.Run == nil || p.Effect != engine.Pure || p.Branches != nil || p.Inside != nil || len(k.waitsFor(n)) > 0 || k.idle(n.ID) {
			continue
		}
		out, err := k.run(p, n.ID, k.vars(n.ID, k.scope(n.ID, "")))
		if err != nil || out.Next != nil {
			continue
		}
		o := k.outputs[n.ID]
		o.Same, o.value = true, func() (any, error) { return k.Plan.Seen(n.ID, out.Output), nil }
		o.Step.Node, o.Step.Key, o.Step.State = n.ID, k.Plan.KeyAt(n.ID, k.Turn), engine.StepDone
		o.Step.Started, o.Step.Finished = k.now, k.now
		o.Step.Output = eval.Append(nil, out.Output)
		k.outputs[n.ID] = o
	}
}

// idle reports whether a node is in a loop that goes over nothing.
func (k *Known) idle(id engine.NodeID) bool {
	for _, around := range k.Plan.Around(id) {
		if each, _, ok := k.Loop(around); ok && len(each.Items) == 0 {
			return true
		}
	}
	return false
}
