package access

import (
	"cmp"
	"context"
	"errors"
	"time"

	"stanok/engine"
	"stanok/engine/egress"
)

const (
	askTime   = 20 * time.Second       // for the service to answer
	claimTime = 30 * time.Second       // for that, and to store it
	lookEvery = 200 * time.Millisecond // at what another process gets
	askAgain  = time.Minute            // after the service refused the connection's secrets
)

// renew claims an access, asks the service for the next token, and stores it. It
// returns at once what another has got meanwhile.
func (k *Keeper) renew(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, refused engine.Secret) (engine.Secret, error) {
	for {
		if ctx.Err() != nil {
			return "", errClosed
		}
		p, err := k.read(ctx, ws, c)
		if err != nil {
			return "", err
		}
		now := k.c.Clock.Now()
		if p.fresh(c, refused, now) {
			return p.Token, nil
		}
		if k.claimed(p.Access, now) {
			if err := k.c.Clock.Sleep(ctx, min(lookEvery, p.Claimed.Sub(now))); err != nil {
				return "", errClosed
			}
			continue
		}
		if err := k.hopeless(ctx, ws, c, p, refused); err != nil {
			return "", err
		}
		token, err := k.next(ctx, ws, c, p, now)
		if err != nil && engine.KindOf(err) == engine.Conflict {
			continue // another was first, or a person has signed in meanwhile
		}
		return token, err
	}
}

// next claims an access and asks for the next token.
func (k *Keeper) next(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, p pair, now time.Time) (engine.Secret, error) {
	claimed, err := k.claim(ctx, ws, c, p, now)
	if err != nil {
		return "", err
	}
	return k.fetch(ctx, ws, c, claimed, p.Unsure)
}

// claimed reports whether somebody else is renewing an access.
func (k *Keeper) claimed(a engine.Access, now time.Time) bool {
	return now.Before(a.Claimed) && !(k.c.Alone && a.Holder != k.name)
}

// hopeless says why a service need not be asked.
func (k *Keeper) hopeless(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, p pair, refused engine.Secret) error {
	person, now := c.Fields["grant"] == Person, k.c.Clock.Now()
	switch {
	case person && !fits(c, p.Access):
		return &engine.Error{Kind: engine.Denied, Code: "oauth.none", Args: map[string]string{"connection": c.Name}}
	case p.Ended != nil && fits(c, p.Access) && (person && p.Refresh == "" || p.Version == c.Version && now.Sub(p.Tried) < askAgain):
		return p.endedError()
	case person && p.Refresh == "" && p.good(c, "", now):
		return refusedError(c, "")
	case person && p.Refresh == "":
		p = p.end(c, expiredError(c), false, now)
		if err := k.keep(ctx, ws, p); err != nil {
			return err
		}
		k.ring()
		return p.endedError()
	}
	return nil
}

func (p pair) endedError() *engine.Error {
	return &engine.Error{Kind: p.Ended.Kind, Code: p.Ended.Code, Args: p.Ended.Args}
}

func expiredError(c engine.Connection) *engine.Error {
	return &engine.Error{Kind: engine.Denied, Code: "oauth.expired", Args: map[string]string{"connection": c.Name}}
}

// claim writes down that this keeper is about to renew an access.
func (k *Keeper) claim(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, p pair, now time.Time) (pair, error) {
	if !fits(c, p.Access) { // of what the connection was before, nothing is kept
		p = pair{Access: engine.Access{Number: p.Number}}
	}
	p.Connection, p.Version, p.Basis, p.Origins = c.ID, c.Version, basisOf(c), c.Origins
	p.Claimed, p.Holder = now.Add(claimTime), k.name
	p.Unsure = p.Refresh != ""
	return k.put(ctx, ws, p)
}

// fetch asks the service for a token and stores what came of it. From here on it
// is not to be broken off: the service may give a token out only once. Unsure is
// what the access was before it was claimed.
func (k *Keeper) fetch(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, p pair, unsure bool) (engine.Secret, error) {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), askTime)
	defer cancel()
	g, err := k.ask(within, c, renewal(c, p.Tokens))
	now := k.c.Clock.Now()
	p.Claimed, p.Holder, p.Tried = time.Time{}, "", now
	if err == nil {
		p = p.with(c, g, now)
		return p.Token, k.keep(ctx, ws, p)
	}
	p.Unsure = unsure || p.Refresh != "" && cutOff(err)
	if engine.KindOf(err) == engine.Denied {
		p = p.end(c, err, unsure, now)
		err = &engine.Error{Kind: p.Ended.Kind, Code: p.Ended.Code, Args: p.Ended.Args, Err: err}
		k.ring()
	}
	if kept := k.keep(ctx, ws, p); kept != nil {
		k.c.Log.Warn("noting a renewal that failed", "connection", c.ID, "err", kept)
	}
	return "", err
}

// cutOff reports whether the service may have given a token out all the same.
func cutOff(err error) bool {
	var e *egress.Error
	return errors.As(err, &e) && e.Sent
}

// with is an access with what a service gave. Where no person is needed a refresh
// token is of no use.
func (p pair) with(c engine.Connection, g given, now time.Time) pair {
	person := c.Fields["grant"] == Person
	p.Tokens = engine.Tokens{Token: g.token}
	if person {
		p.Refresh = cmp.Or(g.refresh, p.Refresh)
		p.Ends = after(now, g.refreshLife)
	}
	p.Obtained, p.Expires = now, after(now, g.life)
	p.Renews, p.Unsure, p.Ended = p.Refresh != "" || !person, false, nil
	return p
}

// end is an access to which there is no next token. Unsure says that a renewal
// before was cut off, which then is why.
func (p pair) end(c engine.Connection, err error, unsure bool, now time.Time) pair {
	f := engine.FailureOf(err, now)
	f.Detail = ""
	if f.Code == "oauth.refused" && unsure {
		f.Code = "oauth.cut"
	}
	if f.Code == "oauth.expired" {
		f.At = p.Expires
	}
	if before := p.Ended; before != nil && before.Code == f.Code { // people were told of it
		f.At = before.At
	}
	if f.Code != "oauth.client" {
		p.Refresh, p.Renews = "", false
	}
	p.Unsure, p.Ended, p.Version = false, f, c.Version
	return p
}

func after(now time.Time, life time.Duration) time.Time {
	if life <= 0 {
		return time.Time{}
	}
	return now.Add(life)
}

func (k *Keeper) ring() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}
