package ui

import (
	"net/url"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/page/editor"
	"stanok/ui/part"
)

// turnCookie holds which items the loops of a processing are shown with: the
// processing's id, a colon, and the loops that are not at their first item, each
// with the item's place.
const turnCookie = "stanok_turn"

// maxTurns bounds how many loops are remembered.
const maxTurns = 20

// turns are the items that the caller has chosen for the loops of a processing.
func (c *call) turns(id engine.ProcessingID) url.Values {
	if chosen, ok := c.Get(turnCookie).(url.Values); ok {
		return chosen
	}
	of, chosen, _ := strings.Cut(c.cookie(turnCookie), ":")
	turns, err := url.ParseQuery(chosen)
	if of != string(id) || err != nil || len(turns) > maxTurns {
		return url.Values{}
	}
	return turns
}

// chooseTurn does what the request says of a loop's item, if anything.
func (c *call) chooseTurn() {
	loop, turn, said := strings.Cut(c.QueryParam("turn"), ":")
	n, err := strconv.Atoi(turn)
	if !said || err != nil || len(loop) > 100 {
		return
	}
	id := engine.ProcessingID(c.Param("id"))
	turns := c.turns(id)
	turns.Del(loop)
	if n > 0 && len(turns) < maxTurns {
		turns.Set(loop, strconv.Itoa(n))
	}
	c.Set(turnCookie, turns)
	c.setCookie(turnCookie, string(id)+":"+turns.Encode())
}

// turned is where the items that the caller has chosen stand in their loops.
func (c *call) turned(id engine.ProcessingID) map[engine.NodeID]int {
	all := map[engine.NodeID]int{}
	for loop, turn := range c.turns(id) {
		if n, err := strconv.Atoi(turn[0]); err == nil && n > 0 {
			all[engine.NodeID(loop)] = n
		}
	}
	return all
}

// fillLoop adds what the loop at hand goes over in the sample, and one item of it.
func (b *bench) fillLoop(id engine.NodeID) {
	each, err, ok := b.known.Loop(id)
	if !ok || err != nil || len(b.Values.Before) > 0 {
		return
	}
	view := &editor.LoopView{Count: len(each.Items)}
	b.Values.Loop = view
	if view.Count == 0 {
		return
	}
	view.At = min(max(b.known.Turn[id], 0), view.Count-1)
	t := b.known.TreeOfItem(id, each.Items[view.At])
	branch, ok := t.Branch("", 0)
	if !ok {
		row, _ := t.Row("")
		branch.Rows = []trial.Row{row}
	}
	for _, r := range branch.Rows[:min(len(branch.Rows), maxItemRows)] {
		one := part.FactView{Name: r.Name, Value: quoted(r)}
		switch r.Kind {
		case trial.Object:
			one.Value = b.Voice.T("tree.fields", "n", r.Count)
		case trial.List:
			one.Value = b.Voice.T("tree.items", "n", r.Count)
		}
		view.Item = append(view.Item, one)
	}
	view.More = branch.Count > len(view.Item)
}

// maxItemRows is how many values of a loop's item are shown.
const maxItemRows = 12
