package access

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"stanok/engine"
	"stanok/engine/egress"
)

// given is what a service gave.
type given struct {
	token, refresh    engine.Secret
	life, refreshLife time.Duration // 0 if it did not say
}

// answered is a service's answer as RFC 6749 has it, and as services give it:
// numbers may be text, and a refusal may come as a success.
type answered struct {
	AccessToken      string `json:"access_token"`
	RefreshToken     string `json:"refresh_token"`
	TokenType        string `json:"token_type"`
	ExpiresIn        any    `json:"expires_in"`
	RefreshExpiresIn any    `json:"refresh_expires_in"`
	RefreshLife      any    `json:"refresh_token_expires_in"`
	Error            any    `json:"error"`
	Description      string `json:"error_description"`
}

// maxAnswer bounds the answer with a token, in bytes.
const maxAnswer = 256 << 10

// renewal is what is asked for the next token.
func renewal(c engine.Connection, t engine.Tokens) url.Values {
	grant := c.Fields["grant"]
	form := url.Values{"grant_type": {grant}}
	switch grant {
	case Person:
		return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {t.Refresh.Reveal()}}
	case Password:
		form.Set("username", c.Fields["username"])
		form.Set("password", c.Secrets["password"].Reveal())
	}
	if scope := c.Fields["scope"]; scope != "" {
		form.Set("scope", scope)
	}
	return form
}

// ask sends a form to the token address of a connection and reads the answer.
func (k *Keeper) ask(ctx context.Context, c engine.Connection, form url.Values) (given, error) {
	for name, v := range c.Fields {
		if !slices.Contains(ownFields, name) && !form.Has(name) {
			form.Set(name, v)
		}
	}
	h := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"}}
	id, secret := c.Fields["client_id"], c.Secrets["client_secret"].Reveal()
	if c.Fields["client_auth"] == "basic" {
		pair := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
		h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	} else {
		form.Set("client_id", id)
		if secret != "" {
			form.Set("client_secret", secret)
		}
	}
	answer, err := k.c.Egress.Do(ctx, egress.Request{
		Method: http.MethodPost, URL: c.Fields["token_url"], Header: h, Body: []byte(form.Encode()),
		Timeout: askTime, MaxBody: maxAnswer, Credentialed: true, Once: true,
	})
	if err != nil {
		return given{}, unreached(err)
	}
	g, fault := judge(c, answer, k.c.Clock.Now())
	if fault != nil {
		return g, masked(fault, form, secret)
	}
	return g, nil
}

// masked is a fault whose words quote nothing secret of what was sent.
func masked(e *engine.Error, form url.Values, secret string) error {
	if e.Args["message"] == "" {
		return e
	}
	hide := []string{secret}
	for _, name := range []string{"code", "code_verifier", "refresh_token", "password"} {
		hide = append(hide, form.Get(name))
	}
	for _, s := range hide {
		if s != "" {
			e.Args["message"] = strings.ReplaceAll(e.Args["message"], s, "***")
		}
	}
	return e
}

// unreached is why no answer came, without what was sent.
func unreached(err error) error {
	var e *egress.Error
	if !errors.As(err, &e) {
		return &engine.Error{Kind: engine.Unavailable, Code: "http.unreachable", Err: err}
	}
	kind := engine.Invalid
	if e.Transient {
		kind = engine.Unavailable
	}
	return &engine.Error{Kind: kind, Code: e.Code, Args: e.Args, After: e.After, Free: e.NotAnAttempt, Err: e}
}

// judge reads a token out of an answer, or why there is none.
func judge(c engine.Connection, a *egress.Answer, now time.Time) (given, *engine.Error) {
	var said answered
	readable := json.Unmarshal(a.Body, &said) == nil
	code, refused := said.Error.(string)
	switch {
	case a.Status >= 500 || a.Status == http.StatusTooManyRequests || a.Status == http.StatusRequestTimeout:
		e := answerError(c, a, engine.Unavailable)
		e.After, _ = egress.RetryAfter(a.Header, now)
		return given{}, e
	case readable && refused && code != "":
		return given{}, refusal(c, code, said.Description)
	case a.Status == http.StatusUnauthorized:
		return given{}, clientError(c, "")
	case !readable || a.Status/100 != 2 || said.AccessToken == "" || bound(said.TokenType):
		return given{}, answerError(c, a, engine.Invalid)
	case !fitsHeader(said.AccessToken):
		return given{}, answerError(c, a, engine.Invalid)
	}
	return given{
		token: engine.Secret(said.AccessToken), refresh: engine.Secret(said.RefreshToken), life: seconds(said.ExpiresIn),
		refreshLife: max(seconds(said.RefreshExpiresIn), seconds(said.RefreshLife)),
	}, nil
}

// bound reports whether a token of a type is more than what bears it can use.
func bound(kind string) bool {
	return strings.EqualFold(kind, "dpop") || strings.EqualFold(kind, "pop") || strings.EqualFold(kind, "mac")
}

// refusal is what a service's error code means to a person.
func refusal(c engine.Connection, code, description string) *engine.Error {
	said := sentence(description)
	if said == "" {
		said = sentence(code)
	}
	switch {
	case code == "temporarily_unavailable" || code == "server_error" || code == "slow_down":
		return &engine.Error{Kind: engine.Unavailable, Code: "oauth.answer", Args: map[string]string{"connection": c.Name, "message": said}}
	case code == "invalid_grant" && c.Fields["grant"] == Person:
		return refusedError(c, said)
	}
	return clientError(c, said)
}

func clientError(c engine.Connection, said string) *engine.Error {
	return &engine.Error{Kind: engine.Denied, Code: "oauth.client", Args: map[string]string{"connection": c.Name, "message": said}}
}

func answerError(c engine.Connection, a *egress.Answer, kind engine.Kind) *engine.Error {
	return &engine.Error{Kind: kind, Code: "oauth.answer", Args: map[string]string{"connection": c.Name, "status": strconv.Itoa(a.Status)}}
}

// maxLife is the longest a token is believed to live.
const maxLife = 10 * 365 * 24 * time.Hour

// seconds reads a number of seconds, also one written as text.
func seconds(v any) time.Duration {
	n, ok := v.(float64)
	if s, text := v.(string); text {
		f, err := strconv.ParseFloat(s, 64)
		n, ok = f, err == nil
	}
	if !ok || !(n > 0) {
		return 0
	}
	return time.Duration(min(n, maxLife.Seconds()) * float64(time.Second))
}

// sentence is what a service said, as a person can be shown it.
func sentence(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > 200 {
		s = string(runes[:200]) + "…"
	}
	return s
}

// fitsHeader reports whether a token can be sent as one.
func fitsHeader(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
