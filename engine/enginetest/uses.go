package enginetest

import (
	"encoding/json"
	"slices"
	"strings"

	"stanok/engine"
)

// usesOf reads what nodes say they use: "source.phone", "get.id" under uses of
// their config. Nothing else is known of expressions here.
func usesOf(p *engine.Plan) []engine.Outside {
	of := map[engine.NodeID][]engine.Use{}
	for _, n := range p.Definition.Nodes {
		var with struct{ Uses []string }
		_ = json.Unmarshal(n.With, &with)
		for _, place := range with.Uses {
			node, name, _ := strings.Cut(place, ".")
			of[engine.NodeID(node)] = append(of[engine.NodeID(node)], engine.Use{Path: name, By: n.ID})
		}
	}
	var all []engine.Outside
	for node, uses := range of {
		all = append(all, engine.Outside{Node: node, Uses: uses, Look: func(v any) (shapes []engine.Shape) {
			for _, u := range uses {
				shapes = append(shapes, shapeIn(v, u.Path))
			}
			return shapes
		}})
	}
	slices.SortFunc(all, func(a, b engine.Outside) int { return strings.Compare(string(a.Node), string(b.Node)) })
	return all
}

func shapeIn(v any, name string) engine.Shape {
	fields, _ := v.(map[string]any)
	found, ok := fields[name]
	switch found := found.(type) {
	case string:
		if found == "" {
			return engine.EmptyShape
		}
		return engine.TextShape
	case json.Number:
		return engine.NumberShape
	case nil:
		if ok {
			return engine.NullShape
		}
	}
	return engine.Gone
}
