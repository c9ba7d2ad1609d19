package engine

import (
	"bytes"
	"time"
)

// Workspace is whose everything is. An instance begins with one.
type Workspace struct {
	ID       WorkspaceID
	Name     string
	Language string   // of letters: "en", "ru", "pt-BR"
	TimeZone string   // IANA name, for processings that name none
	AlertTo  []string // where letters go
}

// MainWorkspace is the one an instance begins with.
const MainWorkspace WorkspaceID = "main"

// Token is a bearer's right to use the API. The token itself is shown once and
// not kept; Hash is its SHA-256.
type Token struct {
	ID      string
	Name    string
	Role    Role
	Hash    [32]byte
	Created time.Time
}

// Role is a set of rights. Each includes those before it in Roles.
type Role string

// The roles there are.
const (
	Viewer   Role = "viewer"   // sees, without values
	Operator Role = "operator" // also values; starts, stops, repeats, resolves, cancels
	Editor   Role = "editor"   // also documents and connections
	Admin    Role = "admin"    // also people, tokens, settings
	Owner    Role = "owner"    // everything
)

// Roles lists all roles, least first.
var Roles = []Role{Viewer, Operator, Editor, Admin, Owner}

// Includes reports whether r has all rights of other. An unknown role has none.
func (r Role) Includes(other Role) bool { return rank(r) >= rank(other) && rank(r) > 0 }

func rank(r Role) int {
	for i, one := range Roles {
		if r == one {
			return i + 1
		}
	}
	return 0
}

// Sample is a request to a webhook link that began no operation: a ping, a
// repeat, or one that was refused.
type Sample struct {
	Event   Event
	Verdict string            // code of why, as in "webhook.ping"
	Args    map[string]string `json:",omitempty"` // of the code's sentence
	Of      OperationID       `json:",omitempty"` // the operation whose event it repeats, or was made of
}

// tells reports whether a sample has what came with an operation: it repeats its
// event, or was made of it. Of samples without a note of that, those alike are told
// by the sender's own id, or by their data.
func (s Sample) tells(op Operation) bool {
	ev := op.Event
	return s.Of == op.ID || ev.Key != "" && s.Event.Key == ev.Key || len(ev.Data) > 0 && bytes.Equal(s.Event.Data, ev.Data)
}
