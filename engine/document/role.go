package document

import "slices"

// role is what a value is for in a document. It decides which keys a map knows,
// in which order they are written, and whether it may stand in one line.
type role uint8

const (
	freeRole role = iota // the author's own: whatever is inside with
	rootRole
	settingsRole
	sourceRole
	withRole
	actionsRole
	actionRole
	retryRole
	branchesRole
)

var (
	rootKeys     = []string{"format", "name", "description", "labels", "settings", "source", "actions"}
	settingsKeys = []string{"time_zone", "lane", "lane_on_failure", "concurrency", "while_stopped", "deadline", "pace"}
	sourceKeys   = []string{"type", "with"}
	actionKeys   = []string{"id", "type", "title", "note", "disabled", "retry", "on_error", "with", "branches"}
	retryKeys    = []string{"attempts", "first", "max"}
)

// keys are the keys that a map of this role knows, in order; nil if it knows none.
func (r role) keys() []string {
	switch r {
	case rootRole:
		return rootKeys
	case settingsRole:
		return settingsKeys
	case sourceRole:
		return sourceKeys
	case actionRole:
		return actionKeys
	case retryRole:
		return retryKeys
	}
	return nil
}

// below is the role of what stands under a key, or of an item of a list.
func (r role) below(key string) role {
	switch {
	case r == actionsRole:
		return actionRole
	case r == branchesRole:
		return actionsRole
	case r == rootRole && key == "settings":
		return settingsRole
	case r == rootRole && key == "source":
		return sourceRole
	case r == rootRole && key == "actions":
		return actionsRole
	case (r == sourceRole || r == actionRole) && key == "with":
		return withRole
	case r == actionRole && key == "retry":
		return retryRole
	case r == actionRole && key == "branches":
		return branchesRole
	}
	return freeRole
}

// tall tells whether what has this role is always written over several lines.
func (r role) tall() bool { return r != freeRole && r != retryRole }

// canonical puts the known keys of n and of all below it into the order of the
// format, before the unknown ones.
func (n *node) canonical(r role) {
	if r == freeRole || r == withRole {
		return
	}
	if n.kind == list && r != actionsRole || n.kind == mapping && r == actionsRole {
		return
	}
	if order := r.keys(); n.kind == mapping && order != nil {
		n.sort(order)
	}
	for i, item := range n.items {
		name := ""
		if n.kind == mapping {
			name = n.keys[i].name
		}
		item.canonical(r.below(name))
	}
}

func (n *node) sort(order []string) {
	sorted := node{}
	for _, name := range order {
		if i := n.find(name); i >= 0 {
			sorted.add(n.keys[i], n.items[i])
		}
	}
	for i, k := range n.keys {
		if !slices.Contains(order, k.name) {
			sorted.add(k, n.items[i])
		}
	}
	n.keys, n.items = sorted.keys, sorted.items
}
