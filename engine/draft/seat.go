package draft

import "slices"

// seat is where an action stands, or is to be put back, in every detail.
type seat struct {
	Place
	Index int `json:"index"` // in its list, for when After is gone
	Made  int `json:"made"`  // lists and maps that were made to hold it
	list  *tree
}

// seat finds an action by its id, the first in reading order, and where it
// stands; nil if there is none.
func (t *tree) seat(id string) (*tree, seat) {
	return t.child("actions").search(id, Place{})
}

// search looks through a list of actions and all below them.
func (t *tree) search(id string, in Place) (*tree, seat) {
	if t == nil || !t.isList() {
		return nil, seat{}
	}
	in.After = ""
	for i, one := range t.items {
		own := one.child("id").text()
		if own == id && own != "" {
			return one, seat{Place: in, Index: i, list: t}
		}
		branches := one.child("branches")
		if branches != nil && branches.isMap {
			for j, b := range branches.items {
				if found, s := b.search(id, Place{Parent: own, Branch: branches.keys[j]}); found != nil {
					return found, s
				}
			}
		}
		in.After = own
	}
	return nil, seat{}
}

// ids lists the ids of an action and of all in its branches, in reading order.
func (t *tree) ids() (all []string) {
	t.visit(func(one *tree) { all = append(all, one.child("id").text()) })
	return all
}

// visit calls do for the action t and all in its branches, in reading order.
func (t *tree) visit(do func(*tree)) {
	do(t)
	if branches := t.child("branches"); branches != nil && branches.isMap {
		for _, b := range branches.items {
			b.visitAll(do)
		}
	}
}

// visitAll visits every action of a list.
func (t *tree) visitAll(do func(*tree)) {
	if t == nil || !t.isList() {
		return
	}
	for _, one := range t.items {
		one.visit(do)
	}
}

// allIDs lists the ids of all actions of a document.
func (t *tree) allIDs() (all []string) {
	t.child("actions").visitAll(func(one *tree) { all = append(all, one.child("id").text()) })
	return all
}

// list finds the list that a place is in, and makes it if it may be missing. made
// counts what was made; nil if there is no such place.
func (t *tree) list(p Place, create bool) (found *tree, made int) {
	holder, key := t, "actions"
	if p.Parent != "" {
		parent, _ := t.seat(p.Parent)
		if parent == nil || p.Branch == "" {
			return nil, 0
		}
		if holder = parent.child("branches"); holder == nil && create {
			holder, made = newMap(), 1
			parent.put("branches", holder)
		}
		key = p.Branch
	}
	if holder == nil || !holder.isMap {
		return nil, 0
	}
	if found = holder.child(key); found == nil && create {
		found = &tree{}
		holder.put(key, found)
		made++
	}
	if found == nil || !found.isList() {
		return nil, 0
	}
	return found, made
}

// sit puts an action at a seat and returns the one it got.
func (t *tree) sit(action *tree, s seat) (seat, bool) {
	l, made := t.list(s.Place, true)
	if l == nil {
		return s, false
	}
	if s.After == "source" {
		s.After = ""
	}
	at := s.Index
	if i := slices.IndexFunc(l.items, func(one *tree) bool { return one.child("id").text() == s.After }); i >= 0 && s.After != "" {
		at = i + 1
	} else if s.After == "" && at < 0 {
		at = 0
	}
	if at < 0 || at > len(l.items) {
		at = len(l.items)
	}
	if s.Index, s.After, s.Made = at, "", made; s.Parent == "" {
		s.Branch = ""
	}
	if at > 0 {
		s.After = l.items[at-1].child("id").text()
	}
	l.insert(at, "", action)
	return s, true
}

// rise takes an action from its seat.
func (s seat) rise() { s.list.delete(s.Index) }

// prune takes away what was made to hold an action, unless something else came
// in there.
func (t *tree) prune(p Place, made int) {
	if l, _ := t.list(p, false); made == 0 || l == nil || len(l.items) > 0 {
		return
	}
	holder, key := t, "actions"
	if p.Parent != "" {
		parent, _ := t.seat(p.Parent)
		holder, key = parent.child("branches"), p.Branch
		if made > 1 && len(holder.items) == 1 {
			holder, key = parent, "branches"
		}
	}
	holder.delete(holder.find(key))
}
