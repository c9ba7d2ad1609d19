package standin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"stanok/examples/standin"
)

func FuzzUON(f *testing.F) {
	for _, seed := range []string{
		"/k/request/1.json", "/k/leads/2026-01-01/2026-02-01/9999999999999999999.json", "//", "/k/../x.json", "/k/user/phone/%2F.json", "/k/.json",
	} {
		f.Add("GET", seed, "")
	}
	f.Add("POST", "/k/lead/create.json", "u_name=%&extended_fields[1]=2&r_u_id=-1")
	f.Add("POST", "/k/request/update/1.json", "lead_status_id=1&extended_fields[=]")
	uon := standin.NewUON(standin.UONOptions{Key: "k", Records: 5})
	f.Fuzz(func(t *testing.T, method, path, body string) {
		address, err := url.Parse("http://127.0.0.1" + path)
		if err != nil || (method != "GET" && method != "POST") {
			return // not a request that net/http would pass on
		}
		r := httptest.NewRequest(method, "http://127.0.0.1/", strings.NewReader(body))
		r.URL = address
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answersJSON(t, uon, r)
	})
}

func FuzzEnvybox(f *testing.F) {
	for _, seed := range []string{wholeLead, `{"request":{"method":"create","values":[]}}`, `{"request":{"lead_id":1e9}}`, `{`, ``} {
		f.Add("lead/set", seed)
		f.Add("deal/list", seed)
	}
	envybox := standin.NewEnvybox(standin.EnvyboxOptions{Keep: 10})
	envybox.Switch(func(q *standin.EnvyboxQuirks) { q.Strict, q.AcceptBare = true, true })
	f.Fuzz(func(t *testing.T, path, body string) {
		r := httptest.NewRequest("POST", "/openapi/v1/?api_key="+envybox.APIKey(), strings.NewReader(body))
		r.URL.Path += path + "/"
		answersJSON(t, envybox, r)
	})
}

// answersJSON: whatever was asked, the answer is one JSON object that says how
// it went.
func answersJSON(t *testing.T, h http.Handler, r *http.Request) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var v map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || len(v) == 0 {
		t.Errorf("%s %s answered %d %q: %v", r.Method, r.URL, w.Code, w.Body, err)
	}
}
