package draft

import (
	"slices"

	"stanok/engine"
)

// moved tells whether an action stands in another list, or elsewhere among those
// that stayed in its list.
func (c *comparison) moved(was, n engine.Node) bool {
	if was.Parent != n.Parent || was.Branch != n.Branch {
		return true
	}
	in := Place{Parent: string(n.Parent), Branch: n.Branch}
	if c.stayed[in] == nil {
		c.stayed[in] = c.kept(n)
	}
	return !slices.Contains(c.stayed[in], n.ID)
}

// kept are those of the siblings of n that kept their order: as many as there
// can be.
func (c *comparison) kept(n engine.Node) []engine.NodeID {
	var places, weights []int
	var ids []engine.NodeID
	for _, one := range c.to.list {
		was, known := c.from.nodes[one.ID]
		if known && one.Parent == n.Parent && one.Branch == n.Branch && was.Parent == n.Parent && was.Branch == n.Branch {
			places, ids = append(places, c.from.number[one.ID]), append(ids, one.ID)
			weight := 2 * len(c.to.list)
			if slices.Contains(c.likely, one.ID) {
				weight--
			}
			weights = append(weights, weight)
		}
	}
	var kept []engine.NodeID
	for _, i := range rising(places, weights) {
		kept = append(kept, ids[i])
	}
	return kept
}

// rising are the indexes of the rising part of a list that weighs most.
func rising(list, weights []int) []int {
	before, weight := make([]int, len(list)), make([]int, len(list))
	end := -1
	for i, n := range list {
		before[i] = -1
		for j := range i {
			if list[j] < n && weight[j] > weight[i] {
				before[i], weight[i] = j, weight[j]
			}
		}
		weight[i] += weights[i]
		if end < 0 || weight[i] > weight[end] {
			end = i
		}
	}
	var found []int
	for ; end >= 0; end = before[end] {
		found = append(found, end)
	}
	return found
}
