package standin

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// OAuthOptions says what an authorisation server is like. Its zero value has the
// application "app" with the secret "app-secret", and tokens that live an hour.
type OAuthOptions struct {
	ClientID, ClientSecret string
	Life                   time.Duration // of an access token
	RefreshLife            time.Duration // told, and kept to; 0: for ever, and not told
	NoRefresh              bool          // gives no refresh tokens
	Title                  string        // of its page; "Example CRM" if empty
	Now                    func() time.Time

	// Word makes the n-th token or code, from 1, of a kind: "access", "refresh" or
	// "code". Nil: one that says so.
	Word func(kind string, n int) string
}

// OAuth is an authorisation server with a service behind it. It signs people in
// at /authorize, where they allow or refuse; gives tokens at /token, by a code with
// PKCE (only S256), a refresh token, the application's secret, or a login and
// password; and answers /api/me to a token that is good.
//
// A refresh token is good once. Its second use, or that of a code, ends every
// token of its family, as the security advice for OAuth has it: whoever renews
// twice at once loses access.
type OAuth struct {
	*Front
	o OAuthOptions

	mu       sync.Mutex
	made     map[string]int // words, by kind
	codes    map[string]*code
	access   map[string]*grant
	refresh  map[string]*grant
	renewals int
	reuses   int
}

// code is what a person's browser carried away.
type code struct {
	redirect, challenge string
	used                bool
	family              *family
}

// family are all tokens that come from one signing in.
type family struct{ ended bool }

// grant is a token.
type grant struct {
	family *family
	until  time.Time // zero: for ever
	used   bool
}

// NewOAuth returns an authorisation server.
func NewOAuth(o OAuthOptions) *OAuth {
	if o.ClientID == "" {
		o.ClientID, o.ClientSecret = "app", "app-secret"
	}
	if o.Life == 0 {
		o.Life = time.Hour
	}
	if o.Title == "" {
		o.Title = "Example CRM"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &OAuth{o: o, made: map[string]int{}, codes: map[string]*code{}, access: map[string]*grant{}, refresh: map[string]*grant{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", s.page)
	mux.HandleFunc("GET /answer", s.answer)
	mux.HandleFunc("POST /token", s.token)
	mux.HandleFunc("/api/", s.service)
	s.Front = newFront(mux.ServeHTTP, func(r *http.Request) string { return r.URL.Path }, 0)
	return s
}

// Renewals is how many refresh tokens were taken for new ones.
func (s *OAuth) Renewals() int { s.mu.Lock(); defer s.mu.Unlock(); return s.renewals }

// Reuses is how often a code or a refresh token came a second time.
func (s *OAuth) Reuses() int { s.mu.Lock(); defer s.mu.Unlock(); return s.reuses }

// Expire ends every access token that is out; refresh tokens stay good.
func (s *OAuth) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.access)
}

// Revoke ends all access that was given, as a person does in their settings.
func (s *OAuth) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, all := range []map[string]*grant{s.access, s.refresh} {
		for _, g := range all {
			g.family.ended = true
		}
	}
}

// Code gives a code as if a person had allowed what an address of /authorize asks
// for, and returns where their browser is sent with it.
func (s *OAuth) Code(authorize string) (back string, err error) {
	u, err := url.Parse(authorize)
	if err != nil {
		return "", err
	}
	return s.allow(u.Query()), nil
}

func (s *OAuth) allow(q url.Values) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	word := s.word("code")
	s.codes[word] = &code{redirect: q.Get("redirect_uri"), challenge: q.Get("code_challenge"), family: &family{}}
	return backTo(q, url.Values{"code": {word}})
}

func backTo(q, with url.Values) string {
	u, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		return ""
	}
	with.Set("state", q.Get("state"))
	u.RawQuery = with.Encode()
	return u.String()
}

// word makes a token or a code.
func (s *OAuth) word(kind string) string {
	s.made[kind]++
	if s.o.Word != nil {
		return s.o.Word(kind, s.made[kind])
	}
	return kind + "-" + rand.Text()
}

// service answers whoever brings a good token.
func (s *OAuth) service(w http.ResponseWriter, r *http.Request) {
	if !s.good(r.Header.Get("Authorization")) {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		sayJSON(w, http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
		return
	}
	sayJSON(w, http.StatusOK, map[string]any{"id": 7, "name": "Anna"})
}

func (s *OAuth) good(header string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, ok := s.access[trimBearer(header)]
	return ok && !g.family.ended && s.o.Now().Before(g.until)
}

func trimBearer(header string) string {
	const scheme = "Bearer "
	if len(header) < len(scheme) || header[:len(scheme)] != scheme {
		return ""
	}
	return header[len(scheme):]
}

func sayJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
