package draft

import (
	"slices"
	"strings"
)

// scope is a Scope taken apart; nil is the whole document.
type scope []string

const maxScope = 2000 // bytes of a written scope

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// scopeOf takes a scope apart. It is false for one with an empty part.
func scopeOf(s string) (scope, bool) {
	if s == "" {
		return nil, true
	}
	parts := strings.Split(s, "/")
	for i, p := range parts {
		if p == "" {
			return nil, false
		}
		parts[i] = unescaper.Replace(p)
	}
	return parts, len(s) <= maxScope
}

// Scope writes the scope of a path of keys, as in Scope("actions", id, "with", "url").
func Scope(path ...string) string {
	written := make([]string, len(path))
	for i, p := range path {
		written[i] = escaper.Replace(p)
	}
	return strings.Join(written, "/")
}

// action is the id of the action that s is in, and the path below it.
func (s scope) action() (id string, below []string, ok bool) {
	if len(s) < 2 || s[0] != "actions" {
		return "", nil, false
	}
	return s[1], s[2:], true
}

// within tells whether s is other or in it.
func (s scope) within(other scope) bool {
	return len(s) >= len(other) && slices.Equal(s[:len(other)], other)
}

// settable tells whether a value may be set there: not the list of actions, nor
// what makes an action the one it is. A branch may only be removed.
func (s scope) settable() bool {
	if len(s) == 0 {
		return false
	}
	if s[0] != "actions" {
		return true
	}
	return len(s) > 2 && s[2] != "id" && (s[2] != "branches" || s.branch())
}

// branch tells whether s is a branch of an action.
func (s scope) branch() bool { return len(s) == 4 && s[0] == "actions" && s[2] == "branches" }
