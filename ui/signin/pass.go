package signin

import (
	"context"
	"time"

	"stanok/engine"
	"stanok/ui/password"
)

// Link makes a link's secret, with which a person chooses a password within a
// while: who never had one is invited, anybody else has forgotten it. It makes
// the one before worthless.
func (d *Desk) Link(ctx context.Context, ws engine.WorkspaceID, p engine.Person) (engine.Secret, time.Time, error) {
	life := ResetLife
	if p.Password == "" {
		life = InvitationLife
	}
	secret := engine.Secret(engine.NewToken())
	ends := d.clock.Now().Add(life)
	return secret, ends, d.store.AddPass(ctx, ws, engine.Pass{Hash: hashOf(secret), Person: p.ID, Ends: ends})
}

// Whose returns who a link is for. It fails with NotFound, code "pass.not_found",
// if it was used, is too old, or never was.
func (d *Desk) Whose(ctx context.Context, secret engine.Secret) (engine.Person, error) {
	_, pass, p, err := d.store.PassByHash(ctx, hashOf(secret))
	return p, d.usable(pass, p, err)
}

func (d *Desk) usable(pass engine.Pass, p engine.Person, err error) error {
	if err != nil && engine.KindOf(err) != engine.NotFound {
		return err
	}
	if err != nil || p.Disabled || !d.clock.Now().Before(pass.Ends) {
		return errLink
	}
	return nil
}

// Redeem lets the person of a link choose a password, ends whatever sessions
// they had and begins one. It fails as Whose and password.Check do; a password
// that is refused leaves the link as it is.
func (d *Desk) Redeem(ctx context.Context, secret, plain engine.Secret, from From) (engine.Secret, Visit, error) {
	p, err := d.Whose(ctx, secret)
	if err != nil {
		return "", Visit{}, err
	}
	kept, err := d.Write(ctx, plain, p)
	if err != nil {
		return "", Visit{}, err
	}
	ws, pass, p, err := d.store.TakePass(ctx, hashOf(secret))
	if err := d.usable(pass, p, err); err != nil {
		return "", Visit{}, err
	}
	if p, err = d.put(ctx, ws, p.ID, kept, ""); err != nil {
		return "", Visit{}, err
	}
	return d.Begin(ctx, ws, p, from)
}

// Allows fails as password.Check does if a person may not have a password.
func (*Desk) Allows(plain engine.Secret, p engine.Person) error {
	return password.Check(plain, p.Email, p.Name)
}

// Write checks a password that a person wants to have and returns it as it is
// kept.
func (d *Desk) Write(ctx context.Context, plain engine.Secret, p engine.Person) (engine.Secret, error) {
	if err := d.Allows(plain, p); err != nil {
		return "", err
	}
	return d.hasher.Hash(ctx, plain)
}

// put gives a person a new password and ends their sessions but one.
func (d *Desk) put(ctx context.Context, ws engine.WorkspaceID, id engine.PersonID, kept engine.Secret, but string) (engine.Person, error) {
	p, err := d.store.AmendPerson(ctx, ws, id, func(p *engine.Person) error { p.Password = kept; return nil })
	if err != nil {
		return p, err
	}
	return p, d.store.SignOut(ctx, ws, id, but)
}

// Change gives somebody who is signed in a new password, once they have given
// the old one, and signs them out everywhere else. It fails as SignIn and
// password.Check do.
func (d *Desk) Change(ctx context.Context, v Visit, old, plain engine.Secret, from From) error {
	if err := d.try(ctx, engine.FoldEmail(v.Person.Email), from, old, v.Person.Password); err != nil {
		return err
	}
	kept, err := d.Write(ctx, plain, v.Person)
	if err != nil {
		return err
	}
	_, err = d.put(ctx, v.Workspace, v.Person.ID, kept, v.Session.ID)
	return err
}
