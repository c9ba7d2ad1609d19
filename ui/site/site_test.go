package site_test

import (
	"bytes"
	"testing"

	"stanok/engine"
	"stanok/store/memory"
	"stanok/ui/site"
)

func open(t *testing.T, store *memory.Store, c site.Config) *site.Site {
	t.Helper()
	vault, err := engine.NewVault(make([]byte, engine.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	c.Store, c.Vault, c.Listening = store, vault, "http://127.0.0.1:8080"
	s, err := site.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var server = site.Mail{Host: "mail.example.com", Port: 587, Security: "starttls", User: "u", Password: "very secret", From: "a@example.com"}

func TestWhatWasSavedIsThereAfterARestart(t *testing.T) {
	store := memory.New()
	s := open(t, store, site.Config{})
	if s.PublicURL() != "http://127.0.0.1:8080" || s.IsSet() || s.Sends() {
		t.Errorf("before: %s %v %v", s.PublicURL(), s.IsSet(), s.Sends())
	}
	if err := s.Save(t.Context(), "https://stanok.example.com", server); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*site.Site{s, open(t, store, site.Config{})} {
		m, ok := s.Mail()
		if !ok || m != server || s.PublicURL() != "https://stanok.example.com" || !s.IsSet() || !s.Sends() {
			t.Errorf("%+v %s", m, s.PublicURL())
		}
	}
	if err := s.Save(t.Context(), "https://other.example.com", site.Mail{}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*site.Site{s, open(t, store, site.Config{})} {
		if m, ok := s.Mail(); ok || m != (site.Mail{}) {
			t.Errorf("a mail server that was taken out is still there: %+v", m)
		}
	}
}

func TestAFlagWins(t *testing.T) {
	store := memory.New()
	if err := open(t, store, site.Config{}).Save(t.Context(), "https://saved.example.com", site.Mail{}); err != nil {
		t.Fatal(err)
	}
	s := open(t, store, site.Config{PublicURL: "https://flag.example.com"})
	if s.PublicURL() != "https://flag.example.com" {
		t.Error(s.PublicURL())
	}
	if err := s.Save(t.Context(), "https://later.example.com", site.Mail{}); err != nil {
		t.Fatal(err)
	}
	if got := open(t, store, site.Config{}).PublicURL(); got != "https://saved.example.com" {
		t.Errorf("without the flag: %s", got)
	}
}

func TestThePasswordIsNotKeptInClear(t *testing.T) {
	store := memory.New()
	if err := open(t, store, site.Config{}).Save(t.Context(), "", server); err != nil {
		t.Fatal(err)
	}
	kept, err := store.Site(t.Context())
	if err != nil || len(kept.Mail) == 0 || bytes.Contains(kept.Mail, []byte("secret")) {
		t.Errorf("%q, %v", kept.Mail, err)
	}
	kept.Mail[len(kept.Mail)-1] ^= 1
	if err := store.PutSite(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	vault, _ := engine.NewVault(make([]byte, engine.KeySize))
	if _, err := site.Open(t.Context(), site.Config{Store: store, Vault: vault}); engine.KindOf(err) != engine.Denied {
		t.Errorf("tampered with: %v", err)
	}
}
