package actiontest

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func keepsSecrets(t *testing.T, s Subject) {
	if s.Canary == "" {
		return
	}
	for _, with := range []string{s.With, s.Hangs} {
		if with == "" {
			continue
		}
		p := prepared(t, s, with)
		ctx, cancel := ended(t, with == s.Hangs)
		out, log, err := run(ctx, s, p, nil)
		cancel()
		silent(t, s.Canary, "log", log)
		silent(t, s.Canary, "input", out.Input)
		silent(t, s.Canary, "output", out.Output)
		if err != nil {
			silent(t, s.Canary, "error", err.Error())
			silent(t, s.Canary, "failure", engine.FailureOf(err, time.Time{}))
		}
	}
}

// silent fails if a secret can be read in v, as it is or encoded.
func silent(t *testing.T, secret, what string, v any) {
	t.Helper()
	text, ok := v.(string)
	if !ok {
		var b strings.Builder
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			t.Errorf("the %s cannot be read: %v", what, err)
		}
		text = b.String()
	}
	unescaped, _ := url.QueryUnescape(text)
	quoted, _ := json.Marshal(secret)
	for _, form := range []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), string(quoted[1 : len(quoted)-1]),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
	} {
		if strings.Contains(text, form) || strings.Contains(unescaped, form) {
			t.Errorf("the %s tells the secret: %s", what, text)
			return
		}
	}
}
