package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Access is what a service gave out for a connection: a token that is good for a
// while. Of a client certificate it says only what people were told of its end.
type Access struct {
	Connection ConnectionID
	Number     int      // grows with every write
	Version    int      // of the connection it was written for
	Basis      string   // what of the connection it was given out for
	Origins    []string // where it may be sent
	Obtained   time.Time
	Expires    time.Time // of the token; zero if the service did not say
	Ends       time.Time // from when it can no longer be renewed; zero if unknown
	Renews     bool      // the next token comes without a person
	Claimed    time.Time // until when somebody is renewing it; zero if nobody is
	Holder     string    // who that is
	Tried      time.Time // when the service was last asked
	Unsure     bool      // a renewal was sent, and what came of it was never written
	Ended      *Failure  // why there is no next token
	Warned     string    // which end people were told of, as package access writes it
	Sealed     []byte    // its Tokens
}

// Tokens are what an access consists of.
type Tokens struct {
	Token   Secret
	Refresh Secret // gets the next token; "" if the service gave none
}

// Accesses is the part of a store that keeps what services gave out.
type Accesses interface {
	// PutAccess creates or replaces a connection's access. It fails with NotFound
	// if there is no such connection, and with Conflict unless a.Number is one
	// more than the stored one (1 to create): of two who would renew it at once,
	// one is refused.
	PutAccess(ctx context.Context, ws WorkspaceID, a Access) error

	// Access is the zero Access for a connection that has none. It is deleted
	// with its connection.
	Access(ctx context.Context, ws WorkspaceID, id ConnectionID) (Access, error)
}

// SealAccess puts tokens into an access as they are stored.
func (v *Vault) SealAccess(ws WorkspaceID, a Access, t Tokens) (Access, error) {
	text, err := json.Marshal([2]string{t.Token.Reveal(), t.Refresh.Reveal()})
	if err != nil {
		return a, err
	}
	a.Sealed = v.SealText(ofAccess(ws, a), Secret(text))
	return a, nil
}

// OpenAccess returns the tokens of an access; the zero Access has none. It fails
// with Denied, code "secret.sealed", if they were sealed under another key or
// tampered with.
func (v *Vault) OpenAccess(ws WorkspaceID, a Access) (Tokens, error) {
	if len(a.Sealed) == 0 {
		return Tokens{}, nil
	}
	text, err := v.OpenText(ofAccess(ws, a), a.Sealed)
	if err != nil {
		return Tokens{}, &Error{Kind: Denied, Code: "secret.sealed", Args: map[string]string{"purpose": "oauth2"}}
	}
	var plain [2]string
	if err := json.Unmarshal([]byte(text.Reveal()), &plain); err != nil {
		return Tokens{}, err
	}
	return Tokens{Secret(plain[0]), Secret(plain[1])}, nil
}

// ofAccess binds tokens to whose they are and to where they may go.
func ofAccess(ws WorkspaceID, a Access) string {
	return fmt.Sprintf("access\x00%s\x00%s\x00%d\x00%s\x00%s", ws, a.Connection, a.Number, a.Basis, strings.Join(a.Origins, "\x00"))
}
