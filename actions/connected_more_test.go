package actions_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"stanok/actions"
	"stanok/actions/connector"
	"stanok/engine"
	"stanok/sources"
)

// declare makes the one action of a connector whose rest is given.
func declare(t *testing.T, w *world, rest string) engine.Action {
	t.Helper()
	const words = "{en: a, ru: a, pt-BR: a}"
	s, err := connector.Parse([]byte("service: s\ntitle: S\nabout: " + words + "\nconnection:\n  secrets: [{name: key, title: " + words + "}]\n  origins: [\"https://s.test\"]\n" +
		strings.ReplaceAll(rest, "WORDS", "title: "+words+", about: "+words)))
	if err != nil {
		t.Fatal(err)
	}
	all, err := actions.Declared(w.deps, []connector.Service{s})
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

func send(t *testing.T, w *world, a engine.Action, with, url string) (engine.Outcome, error) {
	t.Helper()
	w.keys["mine"] = engine.Connection{Type: "s", Origins: []string{url}, Secrets: map[string]engine.Secret{"key": "the-secret-key"}}
	p, err := a.Prepare(json.RawMessage(`{"connection": "mine"`+with+"}"), engine.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return p.Run(t.Context(), inputOf(nil))
}

func TestOnlyAnAnswerThatSaysSoMeansThatNothingWasDone(t *testing.T) {
	var status int
	var body string
	url := serve(t, func(rw http.ResponseWriter, _ *http.Request) {
		rw.WriteHeader(status)
		_, _ = io.WriteString(rw, body)
	})
	w := newWorld(t)
	a := declare(t, w, `busy: {status: "200 503", when: answer.json.code == "LIMIT", wait: answer.json.ms / 1000}
actions: [{name: x, WORDS, request: {method: POST, url: "`+url+`"}, success: {status: 2xx, message: "{{ answer.json.text }}"}, repeat: once}]`)
	for _, c := range []struct {
		status int
		body   string
		kind   engine.Kind
		after  time.Duration
	}{
		{503, `{"code":"LIMIT","ms":2500,"text":"slowly"}`, engine.Unavailable, 2500 * time.Millisecond},
		{200, `{"code":"LIMIT","retry_after":3,"text":"slowly"}`, engine.Unavailable, 3 * time.Second},
		{503, `{"code":"DOWN"}`, engine.Invalid, 0},
		{503, `<html>`, engine.Invalid, 0},
	} {
		status, body = c.status, c.body
		_, err := send(t, w, a, "", url)
		var e *engine.Error
		if !errors.As(err, &e) || e.Kind != c.kind || e.After != c.after || c.kind == engine.Unavailable && e.Args["message"] != "slowly" {
			t.Errorf("%d %s: %v %+v", c.status, c.body, err, e)
		}
	}
	status, body = 200, `{"code":"FINE"}`
	if _, err := send(t, w, a, "", url); err != nil {
		t.Error(err)
	}
}

func TestAnAnswerIsFetchedWithNothingOfTheConnection(t *testing.T) {
	var seen []string
	note := func(rw http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("X-Key"))
	}
	elsewhere := serve(t, func(rw http.ResponseWriter, r *http.Request) { note(rw, r); _, _ = io.WriteString(rw, `{"ok":1}`) })
	location := ""
	url := serve(t, func(rw http.ResponseWriter, r *http.Request) {
		note(rw, r)
		if r.URL.Path == "/at" {
			_, _ = io.WriteString(rw, `{"ok":2}`)
			return
		}
		rw.Header().Set("Location", location)
		rw.WriteHeader(http.StatusFound)
	})
	w := newWorld(t)
	a := declare(t, w, `actions: [{name: x, WORDS, request: {method: POST, url: "`+url+`/", redirect: fetch, headers: {X-Key: "{{ connection.key }}"}},
  gives: [{name: ok, value: answer.json.ok}]}]`)
	location = "/at?k=1"
	out, err := send(t, w, a, "", url)
	if err != nil || out.Output.(map[string]any)["ok"] != json.Number("2") {
		t.Errorf("%v %v", out.Output, err)
	}
	if got := strings.Join(seen, "; "); got != "POST / the-secret-key; GET /at?k=1 " {
		t.Errorf("seen %q", got)
	}
	seen, location = nil, elsewhere+"/x"
	if _, err := send(t, w, a, "", url); codeOf(err) != "connection.origin" || len(seen) != 1 {
		t.Errorf("another origin: %v %q", err, seen)
	}
}

func TestAFormIsWrittenInBracketsAndOfWhatATemplateMakes(t *testing.T) {
	var got string
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got = r.PostForm.Encode()
	})
	w := newWorld(t)
	a := declare(t, w, `actions: [{name: x, WORDS, fields: [{name: v, kind: value, title: {en: a, ru: a, pt-BR: a}}, {name: p, kind: pairs, title: {en: a, ru: a, pt-BR: a}}],
  request: {method: POST, url: "`+url+`", body: {kind: form, brackets: true, template: "{\"v\": {{ input.v }}}", fields: {v: "{{ input.v }}", "f[x]": "{{ input.p }}", whole: "{{ composed }}"}}}}]`)
	if _, err := send(t, w, a, `, "v": {"a": [1, {"b": "&"}], "c": null, "d": []}, "p": {"k": "v"}`, url); err != nil {
		t.Fatal(err)
	}
	want := "f%5Bx%5D%5Bk%5D=v&v%5Ba%5D%5B0%5D=1&v%5Ba%5D%5B1%5D%5Bb%5D=%26&whole=%7B%22v%22%3A%7B%22a%22%3A%5B1%2C%7B%22b%22%3A%22%26%22%7D%5D%2C%22c%22%3Anull%2C%22d%22%3A%5B%5D%7D%7D"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWhatServicesSendFitsAWebhook(t *testing.T) {
	declared, err := connector.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	s, err := actions.NewServices(newWorld(t).deps, declared)
	if err != nil {
		t.Fatal(err)
	}
	var hook engine.Source
	for _, one := range sources.All() {
		if one.Spec().Type == "webhook" {
			hook = one
		}
	}
	sending := 0
	for _, one := range s.Services() {
		if one.Source == nil {
			continue
		}
		sending++
		if _, err := hook.Prepare(withConnection(t, one.Source), engine.Settings{}); err != nil {
			t.Errorf("%s: %v", one.Name, err)
		}
	}
	if sending < 7 {
		t.Errorf("only %d services send", sending)
	}
}

// withConnection names a connection where a source's signature needs one, as
// whoever takes the settings does.
func withConnection(t *testing.T, with json.RawMessage) json.RawMessage {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(with, &all); err != nil {
		t.Fatal(err)
	}
	if signature, ok := all["signature"].(map[string]any); ok && signature["connection"] == nil {
		signature["connection"] = "mine"
	}
	named, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return named
}

func TestWhatIsPutIntoAServiceIsShownBelowItsHelp(t *testing.T) {
	a := declared(t, newWorld(t))["google_sheets.row.add"]
	for lang, help := range a.Spec().Help {
		if !strings.Contains(help, "\n```\nconst KEY") {
			t.Errorf("%s: %s", lang, help)
		}
	}
}
