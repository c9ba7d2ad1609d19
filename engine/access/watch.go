package access

import (
	"context"
	"time"

	"stanok/engine"
)

// lookAfter is how often Run looks at all connections.
const lookAfter = time.Minute

// Run renews tokens ahead of their end, whether or not somebody uses them, and
// tells people of what ends, until ctx does. A service forgets who never comes.
func (k *Keeper) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := k.lookAtAll(ctx); err != nil && ctx.Err() == nil {
			k.c.Log.Error("looking at the connections", "err", err)
		}
		nap, wake := context.WithCancel(ctx)
		go func() {
			defer wake()
			select {
			case <-k.wake:
			case <-nap.Done():
			}
		}()
		_ = k.c.Clock.Sleep(nap, lookAfter)
		wake()
	}
}

func (k *Keeper) lookAtAll(ctx context.Context) error {
	all, err := k.c.Store.ListWorkspaces(ctx)
	if err != nil {
		return err
	}
	for _, ws := range all {
		connections, err := k.c.Store.ListConnections(ctx, ws.ID)
		if err != nil {
			return err
		}
		for _, s := range connections {
			as := k.signingIn(s.Outline())
			if as.Type != "oauth2" && as.Type != "certificate" {
				continue
			}
			if err := k.lookAt(ctx, ws.ID, s, as); err != nil && ctx.Err() == nil {
				k.c.Log.Warn("looking at a connection", "connection", s.ID, "err", err)
			}
		}
	}
	return nil
}

func (k *Keeper) signingIn(c engine.Connection) engine.Connection {
	if k.c.SigningIn == nil {
		return c
	}
	return k.c.SigningIn(c)
}

// lookAt renews the token of one connection, which works like another, if that is
// due, and tells of its end.
func (k *Keeper) lookAt(ctx context.Context, ws engine.WorkspaceID, s engine.SealedConnection, as engine.Connection) error {
	a, err := k.c.Store.Access(ctx, ws, s.ID)
	if err != nil {
		return err
	}
	now := k.c.Clock.Now()
	person := as.Type == "oauth2" && as.Fields["grant"] == Person
	if person && a.Renews && a.Ended == nil && fits(as, a) && dueAt(a, now) {
		c, err := k.c.Vault.Open(ws, s)
		if err != nil {
			return err
		}
		if _, err = k.Token(ctx, ws, k.signingIn(c)); err != nil {
			k.c.Log.Warn("renewing a token", "connection", s.ID, "err", err)
		}
		if a, err = k.c.Store.Access(ctx, ws, s.ID); err != nil {
			return err
		}
	}
	return k.tell(ctx, ws, as, a, now)
}

// tell writes people a letter about a connection that ends or has ended, once.
func (k *Keeper) tell(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, a engine.Access, now time.Time) error {
	s := Stands(c, a, now)
	end := s.Until
	if s.State == Ended && s.Why != nil {
		end = s.Why.At
	}
	which := string(s.State) + " " + end.UTC().Format(time.RFC3339)
	if k.c.Tell == nil || s.State != Ending && s.State != Ended || a.Warned == which {
		return nil
	}
	why := s.Why
	if s.State == Ending {
		why = nil
	}
	t, err := k.c.Vault.OpenAccess(ws, a)
	if err != nil {
		return err
	}
	if err := k.c.Tell(ctx, ws, c, end, why); err != nil {
		return err
	}
	a.Connection, a.Warned = c.ID, which
	if _, err = k.put(ctx, ws, pair{a, t}); engine.KindOf(err) == engine.Conflict {
		return nil // renewed meanwhile; if it still ends, they are told once more
	}
	return err
}
