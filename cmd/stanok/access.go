package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/access"
	"stanok/engine/egress"
)

// tokens keep what services give out for connections, and tell people by way of
// the engine. The engine and the services need them first.
type tokens struct {
	keeper   *access.Keeper
	engine   atomic.Pointer[engine.Engine]
	services atomic.Pointer[actions.Services]
}

func tokenKeeper(store engine.Store, vault *engine.Vault, out *egress.Egress, clock engine.Clock, log *slog.Logger) *tokens {
	t := &tokens{}
	t.keeper = access.New(access.Config{
		Store: store, Vault: vault, Egress: out, Clock: clock, Log: log, Tell: t.tell, SigningIn: t.signingIn,
		Alone: true, // the store's file is locked
	})
	return t
}

// signingIn is what a connection works like; one whose address cannot be read is
// left alone.
func (t *tokens) signingIn(c engine.Connection) engine.Connection {
	as, err := t.services.Load().SigningIn(c)
	if err != nil {
		return c
	}
	return as
}

func (t *tokens) tell(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, at time.Time, ended *engine.Failure) error {
	return t.engine.Load().TellOfAccess(ctx, ws, c, at, ended)
}
