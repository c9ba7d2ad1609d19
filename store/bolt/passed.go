package bolt

import (
	"bytes"
	"slices"
	"sync"

	"stanok/engine"
)

// places remember how far there is nothing for a pruner, so that it does not go
// over the failures of two months each time something is to be given up.
type places struct {
	mu sync.Mutex
	of map[engine.WorkspaceID][]*passed
}

// passed is what a kind of pruner need not look at.
type passed struct {
	states []engine.State
	bare   bool
	at     []byte // before it there is nothing, now or later
	busy   bool   // somebody is looking
	least  []byte // that was settled since; nil for none
}

// onset is where one pruner begins, and what it learns.
type onset struct {
	all   *places
	of    *passed // nil if another learns the same
	at    []byte
	first []byte // that it is about; nil if it met none
}

func (all *places) begin(p *pruner) *onset {
	all.mu.Lock()
	defer all.mu.Unlock()
	i := slices.IndexFunc(all.of[p.ws], func(one *passed) bool { return one.bare == p.bare && slices.Equal(one.states, p.states) })
	if i < 0 {
		if all.of == nil {
			all.of = map[engine.WorkspaceID][]*passed{}
		}
		if len(all.of[p.ws]) >= passedMost {
			return &onset{all: all, at: within(p.ws)}
		}
		i = len(all.of[p.ws])
		all.of[p.ws] = append(all.of[p.ws], &passed{states: slices.Clone(p.states), bare: p.bare, at: within(p.ws)})
	}
	one := all.of[p.ws][i]
	if one.busy {
		return &onset{all: all, at: one.at}
	}
	one.busy, one.least = true, nil
	return &onset{all: all, of: one, at: one.at}
}

// passedMost bounds how many kinds of pruners are remembered for a workspace.
const passedMost = 8

// met learns of the key of an operation that it is about, or of the end.
func (p *onset) met(key []byte) {
	if p.first == nil {
		p.first = bytes.Clone(key)
	}
}

func (p *onset) end() {
	if p.of == nil {
		return
	}
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	p.of.busy = false
	if p.first != nil {
		p.of.at = p.first
	}
	if p.of.least != nil && bytes.Compare(p.of.least, p.of.at) < 0 {
		p.of.at = p.of.least
	}
}

// settled learns what has been written.
func (all *places) settled(marks []mark) {
	if len(marks) == 0 {
		return
	}
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, m := range marks {
		var key []byte
		for _, one := range all.of[m.ws] {
			if !slices.Contains(one.states, stateCodes[m.state]) {
				continue
			}
			if key == nil {
				key = inWorkspace(m.ws, m.id)
			}
			if bytes.Compare(key, one.at) < 0 {
				one.at = key
			}
			if one.busy && (one.least == nil || bytes.Compare(key, one.least) < 0) {
				one.least = key
			}
		}
	}
}
