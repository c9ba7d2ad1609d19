package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"math/big"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"

	"stanok/engine"
	"stanok/ui/password"
	"stanok/ui/signin"
	"stanok/ui/site"
)

// openSite reads what was set up. A mail server that was sealed with another key
// is told of and left alone: it can be set up anew.
func openSite(s settings, store engine.Store, vault *engine.Vault, log *slog.Logger) (*site.Site, error) {
	set, err := site.Open(context.Background(), site.Config{
		Store: store, Vault: vault, PublicURL: s.publicURL, Listening: s.reached, HasMail: s.smtp != nil, HasBudget: s.history != defaultHistory,
	})
	if err != nil && engine.KindOf(err) == engine.Denied {
		log.Warn("the mail server that was set up cannot be read: set it up again", "err", err)
		return set, nil
	}
	return set, err
}

// setupCode makes a code that must be known to set the program up, if nobody did
// yet and others than those of a private network can reach it.
func setupCode(s settings, store engine.Store) (engine.Secret, error) {
	some, err := store.HasPeople(context.Background())
	if err != nil || some || !s.isOpen() {
		return "", err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1e8))
	if err != nil {
		return "", err
	}
	return engine.Secret(fmt.Sprintf("%04d-%04d", n.Int64()/1e4, n.Int64()%1e4)), nil
}

// isOpen reports whether the program listens to more than its own machine and a
// private network, or is said to be reached from outside.
func (s settings) isOpen() bool {
	if u, err := url.Parse(s.publicURL); s.publicURL != "" && (err != nil || !site.IsPrivate(u.Hostname())) {
		return true
	}
	return s.everywhere
}

// listensWide reports whether an address is one that others than those of a
// private network may reach.
func listensWide(at netip.AddrPort) bool {
	return at.Addr().IsUnspecified() || !site.IsPrivate(at.Addr().String())
}

// ensureOwner makes the first owner of admin_email and admin_password, if there
// is nobody yet.
func (a *app) ensureOwner(ctx context.Context, s settings) error {
	some, err := a.store.HasPeople(ctx)
	if err != nil || some || s.adminEmail == "" || s.adminPassword == "" {
		return err
	}
	kept, err := password.NewHasher().Hash(ctx, s.adminPassword)
	if err != nil {
		return err
	}
	at, err := mail.ParseAddress(s.adminEmail)
	if err != nil {
		return badSetting{fmt.Errorf("admin_email: %w", err)}
	}
	if err := signin.New(a.store, a.clock).Allows(s.adminPassword, engine.Person{Email: at.Address, Name: at.Name}); err != nil {
		a.log.Warn("admin_password is easy to guess; the owner had better change it")
	}
	return a.store.AddPerson(ctx, engine.MainWorkspace, newPerson(a.clock, at.Address, at.Name, engine.Owner, kept))
}

// newPerson is somebody who signs in with a password. Without a name they are
// called as their address begins.
func newPerson(clock engine.Clock, email, name string, role engine.Role, kept engine.Secret) engine.Person {
	if name == "" {
		name, _, _ = strings.Cut(email, "@")
	}
	now := clock.Now()
	return engine.Person{ID: engine.PersonID(engine.NewID(now)), Email: email, Name: name, Role: role, Password: kept, Created: now}
}
