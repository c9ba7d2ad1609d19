package trial_test

import (
	"strings"
	"testing"

	"stanok/engine/trial"
)

func TestWhatSoundsSecretIsMasked(t *testing.T) {
	for _, name := range []string{"token", "access_token", "X-Auth-Token", "csrfToken", "api_key", "apiKey", "x-api-key", "API KEY", "Password", "user_password_2", "Authorization", "Set-Cookie", "client_secret", "senha", "Пароль"} {
		if r, _ := (trial.Tree{Root: map[string]any{name: "visible"}}).Branch("", 0); !r.Rows[0].Secret || r.Rows[0].Preview != "•••" {
			t.Errorf("%s: %+v", name, r.Rows[0])
		}
	}
	for _, name := range []string{"id", "key", "name", "token_type", "tokens", "keyboard", "r_id", "pass_count", strings.Repeat("token", 100)} {
		if r, _ := (trial.Tree{Root: map[string]any{name: "visible"}}).Branch("", 0); r.Rows[0].Secret {
			t.Errorf("%.40s is no secret: %+v", name, r.Rows[0])
		}
	}
}

// A body is shown as text too, and holds what is masked beside it.
func TestWhatSoundsSecretIsMaskedInsideATextToo(t *testing.T) {
	for src, want := range map[string]string{
		`{"a": 1, "api_key": "s3c\"ret", "b": "x"}`:         `{"a": 1, "api_key": "•••", "b": "x"}`,
		`{\"token\":\"s3cret\",\"b\":1}`:                    `{\"token\":\"•••\",\"b\":1}`,
		`{"password":12345,"cookies":["s3cret","x"],"b":2}`: `{"password":•••,"cookies":•••,"b":2}`,
		`a=1&api_key=s3cret&b=2`:                            `a=1&api_key=•••&b=2`,
		`token=s3cret`:                                      `token=•••`,
		`client[password]=s3cret&x=1`:                       `client[password]=•••&x=1`,
		`https://x.test/?access_token=s3cret`:               `https://x.test/?access_token=•••`,
		`{"token_type": "bearer", "key": "k"}`:              `{"token_type": "bearer", "key": "k"}`,
		`a key to the door`:                                 `a key to the door`,
	} {
		tree := trial.Tree{Root: map[string]any{"body": src}}
		if r, _ := tree.Row(`["body"]`); r.Preview != want {
			t.Errorf("got %s, want %s", r.Preview, want)
		}
		if text, _, _ := tree.Copy(`["body"]`); text != want {
			t.Errorf("copied %s, want %s", text, want)
		}
		tree.Reveal = true
		if r, _ := tree.Row(`["body"]`); r.Preview != src {
			t.Errorf("revealed %s", r.Preview)
		}
	}
}
