package engine

import (
	"context"
	"strings"
	"time"
)

// PersonID names a person.
type PersonID string

// Person is someone who signs in.
type Person struct {
	ID       PersonID
	Email    string // as they write it; see FoldEmail
	Name     string
	Role     Role
	Password Secret // as package ui/password writes it down; "" until they chose one
	Disabled bool   // kept, and may not sign in

	// How they like the pages. What is empty was never chosen.
	Language string
	TimeZone string // IANA name
	Theme    string // system, light or dark
	Density  string // comfortable or compact
	Calm     bool   // nothing moves
	NoKeys   bool   // no shortcuts of a single key
	Plain    bool   // lists show them what is personal in full; see package personal

	Views []View // of the history, in the order in which they were kept

	// Hidden is what they do not want to be told of on their first page, and until
	// when.
	Hidden map[string]time.Time

	Created time.Time
	Seen    time.Time // when they were last here, to the minute
}

// View is a list of operations that someone comes back to.
type View struct {
	Name   string // theirs; none twice
	Query  string // the conditions, as an address writes them
	Shared bool   // others of the workspace see it too
}

// Stands reports whether p can sign in.
func (p Person) Stands() bool { return !p.Disabled && p.Password != "" }

// rules reports whether p is an owner who can sign in.
func (p Person) rules() bool { return p.Role == Owner && p.Stands() }

// FoldEmail returns an address as it is compared: two people never have the same.
func FoldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// KeepsOwner fails with Conflict, code "person.last_owner", if a workspace of
// these people would have no owner any more who can sign in once one of them is
// changed to after, or deleted if after is nil. Stores ask it before they write.
func KeepsOwner(people []Person, id PersonID, after *Person) error {
	had, kept := false, after != nil && after.rules()
	for _, p := range people {
		had = had || p.rules()
		kept = kept || p.rules() && p.ID != id
	}
	if had && !kept {
		return &Error{Kind: Conflict, Code: "person.last_owner"}
	}
	return nil
}

// Session is a browser that someone signed in with. What the browser holds is
// not kept; Hash is its SHA-256.
type Session struct {
	ID      string // no secret
	Person  PersonID
	Hash    [32]byte
	Created time.Time
	Seen    time.Time // to the minute
	Proved  time.Time // when the password was last given
	Ends    time.Time // at the latest
	Address string    // from where
	Agent   string    // with which browser, as it calls itself
}

// Pass is a link that lets a person choose a password, once: an invitation, or
// instead of a password that was forgotten. The link is shown or sent once and
// not kept; Hash is the SHA-256 of what is secret in it.
type Pass struct {
	Hash   [32]byte
	Person PersonID
	Ends   time.Time
}

// People is the part of a store that knows who may sign in.
type People interface {
	// AddPerson creates p. It fails with Conflict if there is a person of its
	// ID, or (code "person.email_taken") one of its folded e-mail in any
	// workspace.
	AddPerson(ctx context.Context, ws WorkspaceID, p Person) error

	// AmendPerson lets change alter a person, in one step. It fails as AddPerson
	// and KeepsOwner do; an error of change is returned and nothing is altered.
	AmendPerson(ctx context.Context, ws WorkspaceID, id PersonID, change func(*Person) error) (Person, error)

	// DeletePerson removes a person with their sessions and passes. It fails as
	// KeepsOwner does.
	DeletePerson(ctx context.Context, ws WorkspaceID, id PersonID) error

	Person(ctx context.Context, ws WorkspaceID, id PersonID) (Person, error)
	PersonByEmail(ctx context.Context, email string) (WorkspaceID, Person, error)
	ListPeople(ctx context.Context, ws WorkspaceID) ([]Person, error) // oldest first
	HasPeople(ctx context.Context) (bool, error)                      // in any workspace

	// AddSession keeps a session of a person, who must exist.
	AddSession(ctx context.Context, ws WorkspaceID, s Session) error

	// AmendSession lets change alter a session, but not whose it is and what it
	// is recognised by.
	AmendSession(ctx context.Context, hash [32]byte, change func(*Session)) (Session, error)

	// SessionByHash is how a browser is recognised: the workspace and the person
	// come from the session.
	SessionByHash(ctx context.Context, hash [32]byte) (WorkspaceID, Session, Person, error)
	ListSessions(ctx context.Context, ws WorkspaceID, id PersonID) ([]Session, error) // newest first
	DeleteSession(ctx context.Context, ws WorkspaceID, id PersonID, session string) error

	// SignOut ends all sessions of a person but the one named, and makes their
	// passes worthless.
	SignOut(ctx context.Context, ws WorkspaceID, id PersonID, but string) error

	// AddPass keeps a pass of a person, who must exist. They have one at a time:
	// the one before is worthless.
	AddPass(ctx context.Context, ws WorkspaceID, p Pass) error
	PassByHash(ctx context.Context, hash [32]byte) (WorkspaceID, Pass, Person, error)

	// TakePass is PassByHash for the last time: of two who take one pass, one
	// gets it.
	TakePass(ctx context.Context, hash [32]byte) (WorkspaceID, Pass, Person, error)
}
