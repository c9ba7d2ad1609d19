// Package signin lets people in: it checks passwords, slows down whoever guesses
// them, keeps sessions, and gives out the links with which a password is chosen.
package signin

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/netip"
	"strconv"
	"time"
	"unicode/utf8"

	"stanok/engine"
	"stanok/ui/password"
)

// How long a session lasts.
const (
	Idle      = 60 * time.Minute
	IdleOwner = 30 * time.Minute
	Longest   = 12 * time.Hour
	Fresh     = 10 * time.Minute // since the password was given, for what matters most
)

// How long the links are good for.
const (
	InvitationLife = 7 * 24 * time.Hour
	ResetLife      = time.Hour
)

// mostSessions of one person; the oldest make room.
const mostSessions = 20

// seenEvery is how exactly it is known when somebody was last here.
const seenEvery = time.Minute

// Desk lets people in. It is safe for concurrent use.
type Desk struct {
	store   engine.People
	clock   engine.Clock
	hasher  *password.Hasher
	guesses *guesses
}

// New returns a Desk that knows the people of a store.
func New(store engine.People, clock engine.Clock) *Desk {
	return &Desk{store: store, clock: clock, hasher: password.NewHasher(), guesses: newGuesses()}
}

// From is where a request comes from.
type From struct {
	Address netip.Addr
	Agent   string // the browser, as it calls itself
}

// Visit is somebody who is signed in.
type Visit struct {
	Workspace engine.WorkspaceID
	Person    engine.Person
	Session   engine.Session
}

// Errors of signing in.
var (
	errRefused = &engine.Error{Kind: engine.Denied, Code: "auth.refused"}
	errEnded   = &engine.Error{Kind: engine.Denied, Code: "auth.required"}
	errLink    = &engine.Error{Kind: engine.NotFound, Code: "pass.not_found"}
)

// SignIn checks an e-mail and a password and begins a session, of which the
// browser is to hold the secret. It fails with Denied, code "auth.refused", which
// does not say which of the two was wrong, nor sooner for one than for the other;
// and with Denied, code "auth.wait" (args seconds), After set, for who guesses.
func (d *Desk) SignIn(ctx context.Context, email string, plain engine.Secret, from From) (engine.Secret, Visit, error) {
	ws, p, err := d.store.PersonByEmail(ctx, email)
	if err != nil && engine.KindOf(err) != engine.NotFound {
		return "", Visit{}, err
	}
	kept := p.Password
	if !p.Stands() {
		kept = ""
	}
	if err := d.try(ctx, engine.FoldEmail(email), from, plain, kept); err != nil {
		return "", Visit{}, err
	}
	return d.Begin(ctx, ws, p, from)
}

// try checks a password and counts what fails.
func (d *Desk) try(ctx context.Context, account string, from From, plain, kept engine.Secret) error {
	now := d.clock.Now()
	if wait := d.guesses.wait(account, from.Address, now); wait > 0 {
		return waitError(wait)
	}
	if utf8.RuneCountInString(plain.Reveal()) > password.Most {
		plain, kept = "", ""
	}
	fits, err := d.hasher.Fits(ctx, plain, kept)
	if err != nil {
		return err
	}
	if !fits {
		if wait := d.guesses.failed(account, from.Address, d.clock.Now()); wait > 0 {
			return waitError(wait)
		}
		return errRefused
	}
	d.guesses.succeeded(account, from.Address)
	return nil
}

func waitError(wait time.Duration) error {
	seconds := int((wait + time.Second - 1) / time.Second)
	return &engine.Error{
		Kind: engine.Denied, Code: "auth.wait", After: wait, Args: map[string]string{"seconds": strconv.Itoa(seconds)},
	}
}

// Code checks a one-time code as if it were a password: who guesses is slowed
// down. It fails as SignIn does.
func (d *Desk) Code(given, want engine.Secret, from From) error {
	const account = "\x00code"
	now := d.clock.Now()
	if wait := d.guesses.wait(account, from.Address, now); wait > 0 {
		return waitError(wait)
	}
	if sha256.Sum256([]byte(given.Reveal())) == sha256.Sum256([]byte(want.Reveal())) {
		return nil
	}
	d.guesses.failed(account, from.Address, now)
	return &engine.Error{Kind: engine.Denied, Code: "setup.code", Field: "code"}
}

// Ask counts who asks for a letter to an e-mail; who asks too often is to wait.
// It fails with Denied, code "auth.wait".
func (d *Desk) Ask(email string, from From) error {
	account, now := "\x00ask "+engine.FoldEmail(email), d.clock.Now()
	if wait := d.guesses.wait(account, from.Address, now); wait > 0 {
		return waitError(wait)
	}
	d.guesses.failed(account, from.Address, now)
	return nil
}

// Begin begins a session of somebody who has shown who they are.
func (d *Desk) Begin(ctx context.Context, ws engine.WorkspaceID, p engine.Person, from From) (engine.Secret, Visit, error) {
	now := d.clock.Now()
	if err := d.makeRoom(ctx, ws, p, now); err != nil {
		return "", Visit{}, err
	}
	secret := engine.Secret(engine.NewToken())
	s := engine.Session{
		ID: engine.NewID(now), Person: p.ID, Hash: hashOf(secret), Created: now, Seen: now, Proved: now, Ends: now.Add(Longest),
		Address: from.Address.String(), Agent: clip(from.Agent),
	}
	if err := d.store.AddSession(ctx, ws, s); err != nil {
		return "", Visit{}, err
	}
	return secret, Visit{ws, p, s}, d.seen(ctx, ws, p.ID, now)
}

// makeRoom forgets sessions of a person that are over, and the oldest of many.
func (d *Desk) makeRoom(ctx context.Context, ws engine.WorkspaceID, p engine.Person, now time.Time) error {
	all, err := d.store.ListSessions(ctx, ws, p.ID)
	if err != nil {
		return err
	}
	for i, s := range all {
		if i < mostSessions-1 && !over(s, p, now) {
			continue
		}
		if err := d.store.DeleteSession(ctx, ws, p.ID, s.ID); err != nil && engine.KindOf(err) != engine.NotFound {
			return err
		}
	}
	return nil
}

func over(s engine.Session, p engine.Person, now time.Time) bool {
	idle := Idle
	if p.Role == engine.Owner {
		idle = IdleOwner
	}
	return !now.Before(s.Ends) || now.Sub(s.Seen) >= idle || !p.Stands()
}

// Who recognises a browser by the secret it holds. It fails with Denied, code
// "auth.required".
func (d *Desk) Who(ctx context.Context, secret engine.Secret) (Visit, error) {
	ws, s, p, err := d.store.SessionByHash(ctx, hashOf(secret))
	if err != nil && engine.KindOf(err) == engine.NotFound {
		return Visit{}, errEnded
	}
	if err != nil {
		return Visit{}, err
	}
	now := d.clock.Now()
	if over(s, p, now) {
		return Visit{}, errEnded
	}
	if now.Sub(s.Seen) >= seenEvery {
		if s, err = d.touch(ctx, ws, s, now); err != nil {
			return Visit{}, err
		}
	}
	return Visit{ws, p, s}, nil
}

func (d *Desk) touch(ctx context.Context, ws engine.WorkspaceID, s engine.Session, now time.Time) (engine.Session, error) {
	s, err := d.store.AmendSession(ctx, s.Hash, func(s *engine.Session) { s.Seen = now })
	if err != nil && engine.KindOf(err) == engine.NotFound {
		return s, errEnded // meanwhile
	}
	if err != nil {
		return s, err
	}
	return s, d.seen(ctx, ws, s.Person, now)
}

func (d *Desk) seen(ctx context.Context, ws engine.WorkspaceID, id engine.PersonID, now time.Time) error {
	_, err := d.store.AmendPerson(ctx, ws, id, func(p *engine.Person) error { p.Seen = now; return nil })
	return err
}

// Leave ends a session.
func (d *Desk) Leave(ctx context.Context, v Visit) error {
	err := d.store.DeleteSession(ctx, v.Workspace, v.Person.ID, v.Session.ID)
	if err != nil && engine.KindOf(err) == engine.NotFound {
		return nil
	}
	return err
}

// IsFresh reports whether somebody gave their password a short while ago.
func (d *Desk) IsFresh(v Visit) bool { return d.clock.Now().Sub(v.Session.Proved) < Fresh }

// Prove checks the password of somebody who is signed in, once more. It fails as
// SignIn does.
func (d *Desk) Prove(ctx context.Context, v Visit, plain engine.Secret, from From) error {
	if err := d.try(ctx, engine.FoldEmail(v.Person.Email), from, plain, v.Person.Password); err != nil {
		return err
	}
	now := d.clock.Now()
	_, err := d.store.AmendSession(ctx, v.Session.Hash, func(s *engine.Session) { s.Proved = now })
	return err
}

// clip keeps what a browser calls itself short.
func clip(s string) string {
	const most = 200
	for len(s) > most {
		_, size := utf8.DecodeLastRuneInString(s[:most])
		s = s[:most-size]
	}
	return s
}

func hashOf(secret engine.Secret) [32]byte { return sha256.Sum256([]byte(secret.Reveal())) }

// IsWait reports whether an error says to wait, and how long.
func IsWait(err error) (time.Duration, bool) {
	var e *engine.Error
	if errors.As(err, &e) && e.Code == "auth.wait" {
		return e.After, true
	}
	return 0, false
}
