package actions_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"stanok/engine"
)

// answering starts a server that always says the same.
func answering(t *testing.T, status int, contentType, body string, headers ...string) string {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Add(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

func TestAnAnswerIsReadAsWhatItIs(t *testing.T) {
	cyrillic, _ := charmap.Windows1251.NewEncoder().String(`{"имя": "Анна"}`)
	cases := []struct {
		name              string
		status            int
		kind, body, as    string
		text, base64, got string // got: what json reads as, in JSON
	}{
		{"json", 200, "application/json", `{"a": [1.50]}`, "auto", `{"a": [1.50]}`, "", `{"a":[1.50]}`},
		{"json that says it is text", 200, "text/html", `{"a": 1}`, "auto", `{"a": 1}`, "", `{"a":1}`},
		{"html that says it is json", 200, "application/json", `<html>`, "auto", `<html>`, "", `null`},
		{"nothing", 204, "", ``, "json", ``, "", `null`},
		{"a list", 200, "application/json", `[]`, "json", `[]`, "", `[]`},
		{"windows-1251", 200, "text/plain; charset=windows-1251", cyrillic, "auto", `{"имя": "Анна"}`, "", `{"имя":"Анна"}`},
		{"a charset that XML names itself", 200, "text/xml", `<?xml version="1.0" encoding="windows-1251"?>` + cyrillic, "auto", `<?xml version="1.0" encoding="windows-1251"?>{"имя": "Анна"}`, "", `null`},
		{"a charset nobody knows", 200, "text/plain; charset=klingon", "ok", "auto", "ok", "", `null`},
		{"bytes", 200, "image/png", "\x89PNG\xff", "auto", "", "\x89PNG\xff", `null`},
		{"bytes as text", 200, "text/plain", "a\xff", "text", "a\uFFFD", "", `null`},
		{"text as base64", 200, "text/plain", "abc", "base64", "", "abc", `null`},
		{"a byte order mark stays", 200, "application/json", "\uFEFF{}", "auto", "\uFEFF{}", "", `{}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			url := answering(t, c.status, c.kind, c.body, "X-Two", "a", "X-Two", "b")
			with := `{"url": "` + url + `", "answer_as": "` + c.as + `"}`
			out, err := w.try(t, "http.request", with, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := out.Output.(map[string]any)
			if got["body"] != c.text || got["content_type"] != c.kind || got["status"] != json.Number(statusText(c.status)) {
				t.Errorf("got %v", got)
			}
			code, _ := got["base64"].(string)
			if raw, _ := base64.StdEncoding.DecodeString(code); string(raw) != c.base64 {
				t.Errorf("base64 of %q, want %q", raw, c.base64)
			}
			if got["headers"].(map[string]any)["x-two"] != "a, b" {
				t.Errorf("headers %v", got["headers"])
			}
			w.prepare(t, "http.request", with, nil).Derive(got)
			v, err := got["json"].(func() (any, error))()
			if err != nil {
				t.Error(err)
			}
			same(t, v, c.got)
		})
	}
}

func statusText(status int) string { b, _ := json.Marshal(status); return string(b) }

func TestAnAnswerThatShouldBeJSONAndIsNot(t *testing.T) {
	w := newWorld(t)
	url := answering(t, 200, "application/json", "<!DOCTYPE html><title>Login</title>")
	_, err := w.try(t, "http.request", `{"url": "`+url+`", "answer_as": "json"}`, nil)
	f := engine.FailureOf(orNothing(err), now)
	if f.Code != "parse.not_json" || f.Args["begins"] != "html" || f.Kind != engine.Invalid {
		t.Errorf("got %+v", f)
	}
}

func TestSuccessIsWhatTheConfigSays(t *testing.T) {
	cases := []struct {
		name            string
		status          int
		body, success   string
		code, said, arg string
	}{
		{"any 2xx", 201, `{}`, `{}`, "", "", ""},
		{"not 404", 404, `{}`, `{}`, "http.status", "", "404"},
		{"404 that means empty", 404, `[]`, `{"status": "2xx 404"}`, "", "", ""},
		{"a list of them", 202, `{}`, `{"status": "200,202"}`, "", "", ""},
		{"only one", 201, `{}`, `{"status": 200}`, "http.status", "", "201"},
		{"a redirect that is welcome", 302, ``, `{"status": "302"}`, "", "", ""},
		{"the body agrees", 200, `{"ok": true}`, `{"when": "answer.json.ok"}`, "", "", ""},
		{"the body says no", 200, `{"status_code": 401, "message": "bad key"}`, `{"when": "answer.json.status_code == 200", "message": "{{ answer.json.message }}"}`, "http.rejected", "bad key", ""},
		{"no, without a word", 200, `{}`, `{"when": "answer.json.ok == true"}`, "http.rejected", "", ""},
		{"no JSON at all", 200, `<html>`, `{"when": "answer.json.ok == true", "message": "{{ answer.body }}"}`, "http.rejected", "<html>", ""},
		{"a long word", 200, strings.Repeat("я", 400), `{"when": "false", "message": "{{ answer.body }}"}`, "http.rejected", strings.Repeat("я", 300) + "…", ""},
		{"a wrong status with a word", 422, `{"error": "no phone"}`, `{"message": "{{ answer.json.error }}"}`, "http.status", "no phone", "422"},
		{"a condition that is none", 200, `{}`, `{"when": "answer.status"}`, "value.kind", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			url := answering(t, c.status, "application/json", c.body)
			_, err := w.try(t, "http.request", `{"url": "`+url+`", "success": `+c.success+`}`, nil)
			if codeOf(err) != c.code {
				t.Fatalf("got %v, want %q", err, c.code)
			}
			if err == nil {
				return
			}
			f := engine.FailureOf(err, now)
			if f.Args["message"] != c.said || f.Args["status"] != c.arg || f.Kind == engine.Unavailable {
				t.Errorf("got %s %v", f.Kind, f.Args)
			}
		})
	}
}
