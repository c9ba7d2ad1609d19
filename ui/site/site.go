// Package site knows what was set up about the instance as a whole: how others
// reach it, and its mail server. What a flag says wins over what was saved.
package site

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"stanok/engine"
)

// Mail is a mail server and how to talk to it.
type Mail struct {
	Host     string
	Port     int
	Security string // starttls, tls or none
	User     string
	Password engine.Secret
	From     string // the sender of letters
}

// Config is what a Site is made of.
type Config struct {
	Store engine.Sites
	Vault *engine.Vault

	PublicURL string // what a flag says; "" if none
	Listening string // how the program is reached from its own machine
	HasMail   bool   // a flag says the mail server
	HasBudget bool   // a flag says how large the history may grow
}

// Site is safe for concurrent use.
type Site struct {
	Config

	mu    sync.Mutex
	saved engine.Site
	mail  Mail
}

// purpose is what the mail server is sealed for.
const purpose = "mail"

// Open reads what was saved.
func Open(ctx context.Context, c Config) (*Site, error) {
	s := &Site{Config: c}
	var err error
	if s.saved, err = c.Store.Site(ctx); err != nil || s.saved.Mail == nil {
		return s, err
	}
	text, err := c.Vault.OpenText(purpose, s.saved.Mail)
	if err != nil {
		return s, err
	}
	var m storedMail
	if err := json.Unmarshal([]byte(text.Reveal()), &m); err != nil {
		return s, fmt.Errorf("reading the mail server: %w", err)
	}
	s.mail = m.mail()
	return s, nil
}

// At is a Site that nothing can be saved of, reached at an address.
func At(publicURL string) *Site { return &Site{Config: Config{PublicURL: publicURL, HasMail: true}} }

// PublicURL is how others reach the program, without a slash at the end.
func (s *Site) PublicURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.Config.PublicURL != "":
		return s.Config.PublicURL
	case s.saved.PublicURL != "":
		return s.saved.PublicURL
	}
	return s.Listening
}

// IsSet reports whether somebody said how others reach the program.
func (s *Site) IsSet() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Config.PublicURL != "" || s.saved.PublicURL != ""
}

// Mail returns the mail server that was saved, if one was.
func (s *Site) Mail() (Mail, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mail, s.mail.Host != ""
}

// Sends reports whether there is a mail server.
func (s *Site) Sends() bool {
	_, saved := s.Mail()
	return s.HasMail || saved
}

// Save keeps an address, unless a flag says it, and a mail server: one without a
// host is none, and what was kept before is forgotten.
func (s *Site) Save(ctx context.Context, publicURL string, m Mail) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.saved
	if s.Config.PublicURL == "" {
		next.PublicURL = publicURL
	}
	next.Mail = nil
	if m.Host == "" {
		m = Mail{}
	} else {
		text, err := json.Marshal(stored(m))
		if err != nil {
			return err
		}
		next.Mail = s.Vault.SealText(purpose, engine.Secret(text))
	}
	if err := s.Store.PutSite(ctx, next); err != nil {
		return err
	}
	s.saved, s.mail = next, m
	return nil
}

// storedMail is a Mail as it is sealed, its password in clear.
type storedMail struct {
	Host, Security, User, Password, From string
	Port                                 int
}

func stored(m Mail) storedMail {
	return storedMail{m.Host, m.Security, m.User, m.Password.Reveal(), m.From, m.Port}
}

func (m storedMail) mail() Mail {
	return Mail{m.Host, m.Port, m.Security, m.User, engine.Secret(m.Password), m.From}
}

// HistoryBudget is how large the history may grow, in bytes, as it was saved; 0
// if it was not.
func (s *Site) HistoryBudget() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.saved.HistoryBudget
}

// SaveHistoryBudget keeps how large the history may grow, in bytes.
func (s *Site) SaveHistoryBudget(ctx context.Context, bytes int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.saved
	next.HistoryBudget = bytes
	if err := s.Store.PutSite(ctx, next); err != nil {
		return err
	}
	s.saved = next
	return nil
}
