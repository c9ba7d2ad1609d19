package standin

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"time"
)

// The login and password that /token takes for the grant of that name.
const (
	OAuthLogin    = "anna@example.test"
	OAuthPassword = "anna-password"
)

// token is POST /token.
func (s *OAuth) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		sayJSON(w, http.StatusBadRequest, refusal("invalid_request", "the form cannot be read"))
		return
	}
	if !s.knows(r) {
		sayJSON(w, http.StatusUnauthorized, refusal("invalid_client", "unknown application or wrong secret"))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	family, refusing := s.family(r.PostForm)
	if refusing != nil {
		sayJSON(w, http.StatusBadRequest, refusing)
		return
	}
	sayJSON(w, http.StatusOK, s.give(family, r.PostForm.Get("grant_type")))
}

func refusal(code, text string) map[string]any {
	return map[string]any{"error": code, "error_description": text}
}

// knows checks the application's id and secret, wherever they stand.
func (s *OAuth) knows(r *http.Request) bool {
	id, secret, basic := r.BasicAuth()
	if basic {
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	return id == s.o.ClientID && secret == s.o.ClientSecret
}

// family finds out whose tokens are asked for.
func (s *OAuth) family(form url.Values) (*family, map[string]any) {
	switch form.Get("grant_type") {
	case "client_credentials":
		return &family{}, nil
	case "password":
		if form.Get("username") == OAuthLogin && form.Get("password") == OAuthPassword {
			return &family{}, nil
		}
		return nil, refusal("invalid_grant", "wrong login or password")
	case "authorization_code":
		return s.byCode(form)
	case "refresh_token":
		return s.byRefresh(form)
	}
	return nil, refusal("unsupported_grant_type", "")
}

func (s *OAuth) byCode(form url.Values) (*family, map[string]any) {
	c, ok := s.codes[form.Get("code")]
	if !ok || c.redirect != form.Get("redirect_uri") {
		return nil, refusal("invalid_grant", "unknown code, or another redirect_uri")
	}
	if c.used {
		s.reuses++
		c.family.ended = true
		return nil, refusal("invalid_grant", "the code was used before")
	}
	c.used = true
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	if c.challenge == "" || c.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		return nil, refusal("invalid_grant", "the code_verifier does not fit")
	}
	return c.family, nil
}

func (s *OAuth) byRefresh(form url.Values) (*family, map[string]any) {
	g, ok := s.refresh[form.Get("refresh_token")]
	switch {
	case !ok || g.family.ended || !g.until.IsZero() && !s.o.Now().Before(g.until):
		return nil, refusal("invalid_grant", "unknown or ended refresh token")
	case g.used:
		s.reuses++
		g.family.ended = true
		return nil, refusal("invalid_grant", "the refresh token was used before")
	}
	g.used = true
	s.renewals++
	return g.family, nil
}

// give makes tokens of a family.
func (s *OAuth) give(f *family, how string) map[string]any {
	now := s.o.Now()
	access := s.word("access")
	s.access[access] = &grant{family: f, until: now.Add(s.o.Life)}
	given := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": int(s.o.Life / time.Second)}
	if s.o.NoRefresh || how == "client_credentials" {
		return given
	}
	refresh, g := s.word("refresh"), &grant{family: f}
	if s.o.RefreshLife > 0 {
		g.until = now.Add(s.o.RefreshLife)
		given["refresh_token_expires_in"] = int(s.o.RefreshLife / time.Second)
	}
	s.refresh[refresh] = g
	given["refresh_token"] = refresh
	return given
}
