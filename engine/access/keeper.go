package access

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"stanok/engine"
	"stanok/engine/egress"
)

// Sender sends requests; *egress.Egress is one.
type Sender interface {
	Do(ctx context.Context, r egress.Request) (*egress.Answer, error)
}

// Config is what a Keeper is made of. All but SigningIn, Alone, Tell and Log are
// required.
type Config struct {
	Store  Store
	Vault  *engine.Vault
	Egress Sender
	Clock  engine.Clock
	Log    *slog.Logger

	// SigningIn returns what a connection works like, which may be one of type
	// oauth2; nil: each is what it is.
	SigningIn func(c engine.Connection) engine.Connection

	// Alone says that no other process works on the store, so that what one
	// claimed and left is free at once.
	Alone bool

	// Tell writes people a letter about a connection whose access ends at a time,
	// or, with a failure, has ended. It fails if that could not be kept.
	Tell func(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, at time.Time, ended *engine.Failure) error
}

// Store is what a Keeper asks of a store.
type Store interface {
	engine.Accesses
	engine.Connections
	ListWorkspaces(ctx context.Context) ([]engine.Workspace, error)
}

// Keeper keeps the tokens of oauth2 connections good. It is safe for concurrent
// use. Each renewal is a goroutine of its own, which Close waits for.
type Keeper struct {
	c       Config
	name    string // under which it claims
	open    context.Context
	close   context.CancelFunc
	flights flights
	wake    chan struct{} // rung when somebody is to be told

	mu     sync.Mutex
	unkept map[key]pair // what a store that failed is still to take
}

// key is a connection of a workspace.
type key struct {
	ws engine.WorkspaceID
	id engine.ConnectionID
}

// pair is an access with its tokens in clear.
type pair struct {
	engine.Access
	engine.Tokens
}

// New returns a Keeper.
func New(c Config) *Keeper {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	k := &Keeper{c: c, name: engine.NewToken(), wake: make(chan struct{}, 1), unkept: map[key]pair{}}
	k.open, k.close = context.WithCancel(context.Background())
	k.flights.of = map[key]*flight{}
	return k
}

// Close waits for the renewals under way, so that no token that was given out is
// lost. None begins after it.
func (k *Keeper) Close() {
	k.close()
	k.flights.wait()
}

// Token returns the token of an oauth2 connection, renewed if it ends soon. It
// fails with Denied, code "oauth.none" if nobody has signed in yet,
// "oauth.refused", "oauth.cut" or "oauth.expired" if a person must sign in again,
// "oauth.client" if the service does not take the connection's secrets; and with
// the errors of a request to it.
func (k *Keeper) Token(ctx context.Context, ws engine.WorkspaceID, c engine.Connection) (engine.Secret, error) {
	return k.token(ctx, ws, c, "")
}

// Renew returns another token than one that the service has refused. Of all who
// were refused the same, one asks for it. It fails as Token does.
func (k *Keeper) Renew(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, refused engine.Secret) (engine.Secret, error) {
	return k.token(ctx, ws, c, refused)
}

// Try asks for a token as a connection stands that need not be stored: nothing is
// kept of it. Where a person gives access it is as Token. It fails as Token does.
func (k *Keeper) Try(ctx context.Context, ws engine.WorkspaceID, c engine.Connection) (engine.Secret, error) {
	if c.Fields["grant"] == Person {
		return k.Token(ctx, ws, c)
	}
	within, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	g, err := k.ask(within, c, renewal(c, engine.Tokens{}))
	return g.token, err
}

func (k *Keeper) token(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, refused engine.Secret) (engine.Secret, error) {
	p, err := k.read(ctx, ws, c)
	if err != nil {
		return "", err
	}
	now := k.c.Clock.Now()
	if p.fresh(c, refused, now) {
		return p.Token, nil
	}
	var got engine.Secret
	for range 3 { // a flight that others began may bring the very token that was refused
		got, err = k.flights.share(ctx, key{ws, c.ID}, func() (engine.Secret, error) {
			return k.renew(k.open, ws, c, refused)
		})
		if err != nil || got != refused {
			break
		}
	}
	switch {
	case err == nil && got != refused:
		return got, nil
	case err == nil:
		err = refusedError(c, "")
	case p.good(c, refused, now): // it ends soon, and is good until then
		return p.Token, nil
	}
	return "", err
}

// read is what is known of a connection's access now.
func (k *Keeper) read(ctx context.Context, ws engine.WorkspaceID, c engine.Connection) (pair, error) {
	if err := k.keepLate(ctx, key{ws, c.ID}); err != nil {
		return pair{}, err
	}
	a, err := k.c.Store.Access(ctx, ws, c.ID)
	if err != nil {
		return pair{}, err
	}
	t, err := k.c.Vault.OpenAccess(ws, a)
	return pair{a, t}, err
}

// good reports whether a token can be used at a time, and was not refused.
func (p pair) good(c engine.Connection, refused engine.Secret, now time.Time) bool {
	return p.Token != "" && p.Token != refused && fits(c, p.Access) && (p.Expires.IsZero() || now.Before(p.Expires))
}

// fresh reports whether a token is good and not to be renewed yet.
func (p pair) fresh(c engine.Connection, refused engine.Secret, now time.Time) bool {
	return p.good(c, refused, now) && (!p.Renews || p.Ended != nil || !dueAt(p.Access, now))
}

// soon is how long before its end a token is renewed, at most.
const soon = 5 * time.Minute

// dueAt reports whether an access is to be renewed: in the last tenth of its life.
func dueAt(a engine.Access, now time.Time) bool {
	return !a.Expires.IsZero() && a.Expires.Sub(now) <= min(soon, a.Expires.Sub(a.Obtained)/10)
}

// put stores an access under the next number, with its tokens.
func (k *Keeper) put(ctx context.Context, ws engine.WorkspaceID, p pair) (pair, error) {
	p.Number++
	sealed, err := k.c.Vault.SealAccess(ws, p.Access, p.Tokens)
	if err != nil {
		return p, err
	}
	p.Access = sealed
	return p, k.c.Store.PutAccess(ctx, ws, sealed)
}

// keepLate stores what a store could not take before.
func (k *Keeper) keepLate(ctx context.Context, at key) error {
	k.mu.Lock()
	p, waits := k.unkept[at]
	k.mu.Unlock()
	if !waits {
		return nil
	}
	_, err := k.put(ctx, at.ws, p)
	if kind := engine.KindOf(err); err != nil && kind != engine.Conflict && kind != engine.NotFound {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.unkept, at) // stored; or somebody else has gone on
	return nil
}

// keep stores what a service gave out; what the store cannot take waits.
func (k *Keeper) keep(ctx context.Context, ws engine.WorkspaceID, p pair) error {
	_, err := k.put(context.WithoutCancel(ctx), ws, p)
	if kind := engine.KindOf(err); err != nil && kind != engine.Conflict && kind != engine.NotFound {
		k.mu.Lock()
		k.unkept[key{ws, p.Connection}] = p
		k.mu.Unlock()
		k.c.Log.Error("storing a token", "connection", p.Connection, "err", err)
	}
	return err
}

func refusedError(c engine.Connection, said string) *engine.Error {
	return &engine.Error{Kind: engine.Denied, Code: "oauth.refused", Args: map[string]string{"connection": c.Name, "message": said}}
}

var errClosed = &engine.Error{Kind: engine.Canceled, Code: "operation.cancelled", Err: errors.New("the program is stopping")}
