package actions_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"stanok/engine"
)

func TestAConnectionAddsItsCredentials(t *testing.T) {
	cases := []struct {
		name string
		c    engine.Connection
		path string
		uri  string
		auth map[string]string
	}{
		{"fields add nothing", connection("fields", "a", "1", "!key", "s3cret-key"), "/{{ connection.key }}/{{ connection.a }}", "/s3cret-key/1", map[string]string{"Authorization": ""}},
		{"header", connection("header", "header", "X-Api-Key", "!value", "s3cret"), "/", "/", map[string]string{"X-Api-Key": "s3cret"}},
		{"header with a prefix", connection("header", "header", "Authorization", "prefix", "Token ", "!value", "s3cret"), "/", "/", map[string]string{"Authorization": "Token s3cret"}},
		{"query", connection("query", "param", "api key", "!value", "s3&ret"), "/?a=1", "/?a=1&api+key=s3%26ret", nil},
		{"basic", connection("basic", "username", "me", "!password", "s3cret"), "/", "/", map[string]string{"Authorization": "Basic bWU6czNjcmV0"}},
		{"bearer", connection("bearer", "!token", "s3cret"), "/", "/", map[string]string{"Authorization": "Bearer s3cret"}},
		{"one that a connector declares", connection("telegram", "api_root", "x", "!token", "1:abc"), "/bot{{ connection.token }}/", "/bot1%3Aabc/", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			url, requests := record(t)
			c.c.Origins = []string{url}
			w.keys["keys"] = c.c
			out, err := w.try(t, "http.request", `{"url": "`+url+c.path+`", "connection": "keys"}`, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := <-requests
			if got.uri != c.uri {
				t.Errorf("got %s, want %s", got.uri, c.uri)
			}
			for name, want := range c.auth {
				if got.header.Get(name) != want {
					t.Errorf("%s is %q, want %q", name, got.header.Get(name), want)
				}
			}
			shown, _ := json.Marshal(out.Input)
			for _, s := range c.c.Secrets {
				if strings.Contains(string(shown), s.Reveal()) {
					t.Errorf("history shows %s", shown)
				}
			}
		})
	}
}

// connection makes one of pairs; a name with ! is a secret's.
func connection(kind string, pairs ...string) engine.Connection {
	c := engine.Connection{Type: kind, Fields: map[string]string{}, Secrets: map[string]engine.Secret{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, secret := strings.CutPrefix(pairs[i], "!"); secret {
			c.Secrets[name] = engine.Secret(pairs[i+1])
		} else {
			c.Fields[pairs[i]] = pairs[i+1]
		}
	}
	return c
}

func TestCredentialsGoToTheirOriginsOnly(t *testing.T) {
	cases := []struct {
		origins []string
		field   string
		sent    bool
	}{
		{[]string{"URL"}, "URL", true},
		{[]string{"https://a.example", "URL"}, "URL", true},
		{[]string{"URL/ignored/path"}, "URL", true},
		{nil, "URL", false},
		{[]string{"https://a.example"}, "URL", false},
		{[]string{"http://127.0.0.1"}, "URL", false},
		{[]string{"URL"}, "URL.evil.example", false},
		{[]string{"https://A.example:443"}, "https://a.example", true},
		{[]string{"https://a.example"}, "http://a.example", false},
		{[]string{"https://a.example"}, "https://a.example:8443", false},
		{[]string{"https://a.example"}, "https://a.example@b.example", false},
		{[]string{"https://a.example"}, "https://b.example#https://a.example", false},
	}
	for _, c := range cases {
		w := newWorld(t)
		url, _ := record(t)
		place := strings.NewReplacer("URL", url)
		keys := connection("bearer", "root", place.Replace(c.field), "!token", "s3cret-token")
		for _, o := range c.origins {
			keys.Origins = append(keys.Origins, place.Replace(o))
		}
		w.keys["keys"] = keys
		w.deps.Egress = counted{refusing{}, &w.outside}
		_, err := w.try(t, "http.request", `{"url": "{{ connection.root }}", "connection": "keys"}`, nil)
		if sent := w.outside.Load() == 1; sent != c.sent {
			t.Errorf("%v to %s: sent %v, %v", c.origins, c.field, sent, err)
		}
		if !c.sent && (codeOf(err) != "connection.origin" || engine.KindOf(err) == engine.Unavailable) && codeOf(err) != "http.address" {
			t.Errorf("%v to %s: %v", c.origins, c.field, err)
		}
	}
}

func TestTheOriginIsAskedForAgainByEgress(t *testing.T) {
	w := newWorld(t)
	url, _ := record(t)
	c := connection("bearer", "!token", "s3cret-token")
	c.Origins = []string{url}
	w.keys["keys"] = c
	asked := &asking{}
	w.deps.Egress = asked
	_, _ = w.try(t, "http.request", `{"url": "`+url+`", "connection": "keys"}`, nil)
	if asked.allow == nil || !asked.credentialed {
		t.Fatal("egress is not told whose credentials these are")
	}
	other, _ := http.NewRequest(http.MethodGet, "https://evil.example/", nil)
	if err := asked.allow(other.URL); codeOf(err) != "connection.origin" {
		t.Errorf("got %v", err)
	}
}

func TestAnErrorOfAServiceTellsNoSecret(t *testing.T) {
	w := newWorld(t)
	url := serve(t, func(rw http.ResponseWriter, r *http.Request) {
		rw.WriteHeader(http.StatusUnauthorized)
		_, _ = rw.Write([]byte(`{"error": "key ` + r.URL.Query().Get("k") + ` is wrong"}`))
	})
	c := connection("fields", "!key", "top s3cret/key")
	c.Origins = []string{url}
	w.keys["keys"] = c
	_, err := w.try(t, "http.request", `{"url": "`+url+`", "query": {"k": "{{ connection.key }}"}, "connection": "keys", "success": {"message": "{{ answer.json.error }}"}}`, nil)
	f := engine.FailureOf(orNothing(err), now)
	if f.Args["message"] != "key *** is wrong" || f.Kind != engine.Denied || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %+v", f)
	}
}

func TestAShortSecretDoesNotSpoilTheAnswer(t *testing.T) {
	w := newWorld(t)
	url := answering(t, 200, "application/json", `{"order": 12345}`)
	c := connection("fields", "!pin", "1234")
	c.Origins = []string{url}
	w.keys["keys"] = c
	out, err := w.try(t, "http.request", `{"url": "`+url+`/{{ connection.pin }}", "connection": "keys"}`, nil)
	if err != nil || out.Output.(map[string]any)["body"] != `{"order": 12345}` {
		t.Errorf("got %v %v", out.Output, err)
	}
	if shown := out.Input.(map[string]any)["url"]; strings.Contains(shown.(string), "/1234") {
		t.Errorf("history shows %v", shown)
	}
}
