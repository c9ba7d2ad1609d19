package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"stanok/engine"
	"stanok/engine/access"
	"stanok/engine/egress"
)

// tokens keep what services give out for connections, and tell people by way of
// the engine, which needs them first.
type tokens struct {
	keeper *access.Keeper
	engine atomic.Pointer[engine.Engine]
}

func tokenKeeper(store engine.Store, vault *engine.Vault, out *egress.Egress, clock engine.Clock, log *slog.Logger) *tokens {
	t := &tokens{}
	t.keeper = access.New(access.Config{
		Store: store, Vault: vault, Egress: out, Clock: clock, Log: log, Tell: t.tell,
		Alone: true, // the store's file is locked
	})
	return t
}

func (t *tokens) tell(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, at time.Time, ended *engine.Failure) error {
	return t.engine.Load().TellOfAccess(ctx, ws, c, at, ended)
}
