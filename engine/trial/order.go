package trial

import (
	"slices"
	"sync"

	"stanok/engine"
	"stanok/engine/eval"
)

// Order is the order of keys in what a name stands for: what it declares as it
// declares it, and what came in a text as it came. What is taken from elsewhere
// has the order it has there.
func (k *Known) Order(name string) *eval.Order {
	if o, ok := k.orders[name]; ok {
		return o
	}
	id := engine.NodeID(name)
	names, v := k.Plan.Prepared(id).Outputs, asked(k.start()[name])
	if id == SourceID {
		names = k.Plan.Source.Outputs
	}
	if o, ok := k.outputs[id]; ok {
		v = o.Value()
	} else if last, ok := k.Last(id); ok {
		v = last.Value()
	}
	k.orders[name] = eval.OrderOf(v, names, k.others(id))
	return k.orders[name]
}

// orderIn is the order of keys in what a node reads.
func (k *Known) orderIn(id engine.NodeID) *eval.Order {
	return eval.OrderOf(nil, nil, k.others(id))
}

func (k *Known) others(id engine.NodeID) func() []*eval.Order {
	return sync.OnceValue(func() []*eval.Order { return k.ordersFor(id) })
}

// ordersFor are those of what a node reads, and of what that reads, nearest
// first; then those of all there is: first what came, which is as it came, and
// then what was made of it.
func (k *Known) ordersFor(id engine.NodeID) []*eval.Order {
	names := []engine.NodeID{id}
	add := func(name engine.NodeID) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i := 0; i < len(names); i++ {
		n := k.Plan.Node(names[i])
		for _, r := range k.reads(n) {
			add(engine.NodeID(r.Name))
		}
		for _, around := range k.Plan.Around(n.ID) {
			add(around)
		}
	}
	add(SourceID)
	for _, n := range k.Plan.Definition.Nodes {
		add(n.ID)
	}
	all := make([]*eval.Order, 0, len(names))
	for _, name := range names[1:] {
		all = append(all, k.Order(string(name)))
	}
	return all
}

// TreeOf is what a node gave, as people walk through it.
func (k *Known) TreeOf(o Output) Tree {
	name := string(o.Step.Node)
	return Tree{Root: o.Value(), Ref: name, order: k.Order(name)}
}

// TreeOfItem is an item that a loop goes over, as people walk through it.
func (k *Known) TreeOfItem(loop engine.NodeID, item any) Tree {
	return Tree{Root: item, order: k.orderIn(loop)}
}
