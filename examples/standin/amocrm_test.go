package standin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
)

func amo(t *testing.T, o standin.AmoCRMOptions) (*standin.AmoCRM, func(method, path, body, token string) (*http.Response, string)) {
	t.Helper()
	a := standin.NewAmoCRM(o)
	base := serve(t, a)
	return a, func(method, path, body, token string) (*http.Response, string) {
		t.Helper()
		r := request(t, method, base+path, body)
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		return do(t, r)
	}
}

func TestAmoCRMAnswersInItsOwnTypes(t *testing.T) {
	a, ask := amo(t, standin.AmoCRMOptions{})
	for _, c := range []struct {
		method, path, body, token string
		status                    int
		kind, says                string
	}{
		{"GET", "/api/v4/account", "", a.Token(), 200, "application/hal+json", `"subdomain":"demo"`},
		{"GET", "/api/v4/account", "", "x", 401, "application/problem+json", "Unauthorized"},
		{"GET", "/api/v4/leads", "", a.Token(), 204, "", ""},
		{"GET", "/api/v4/leads/5", "", a.Token(), 204, "", ""},
		{"GET", "/api/v4/nope", "", a.Token(), 404, "application/problem+json", "Not found"},
		{"POST", "/api/v4/leads", `{"name":"no list"}`, a.Token(), 400, "application/problem+json", "validation failed"},
		{"POST", "/api/v4/leads", `[{"name":"x","price":"5"}]`, a.Token(), 400, "application/problem+json", `"path":"price"`},
		{"POST", "/api/v4/leads", `[{"pipeline_id":9}]`, a.Token(), 400, "application/problem+json", "NotSupportedChoice"},
		{"POST", "/api/v4/leads", `[{"name":"a"},{"name":"b"}]`, a.Token(), 200, "application/hal+json", `"id":8100002`},
		{"GET", "/api/v4/leads?limit=1", "", a.Token(), 200, "application/hal+json", `"next"`},
		{"GET", "/api/v4/leads?limit=1&page=3", "", a.Token(), 204, "", ""},
		{"PATCH", "/api/v4/leads/8100001", `{"name":"c"}`, a.Token(), 200, "application/hal+json", "8100001"},
		{"PATCH", "/api/v4/leads/1", `{"name":"c"}`, a.Token(), 404, "application/problem+json", ""},
		{"GET", "/api/v4/leads/8100001", "", a.Token(), 200, "application/hal+json", `"name":"c"`},
		{"GET", "/api/v4/leads/pipelines/3200/statuses", "", a.Token(), 200, "application/hal+json", "Принят"},
		{"GET", "/api/v4/leads/pipelines/1/statuses", "", a.Token(), 404, "application/problem+json", ""},
	} {
		answer, body := ask(c.method, c.path, c.body, c.token)
		if answer.StatusCode != c.status || answer.Header.Get("Content-Type") != c.kind || !strings.Contains(body, c.says) || c.status == 204 && body != "" {
			t.Errorf("%s %s: %d %s %s", c.method, c.path, answer.StatusCode, answer.Header.Get("Content-Type"), body)
		}
	}
	a.Switch(func(q *standin.AmoCRMQuirks) { q.Banned = true })
	answer, body := ask("GET", "/api/v4/account", "", a.Token())
	if answer.StatusCode != 403 || !strings.Contains(body, "<html>") {
		t.Error(body)
	}
}

func TestARefreshTokenIsTakenOnce(t *testing.T) {
	a, ask := amo(t, standin.AmoCRMOptions{Life: time.Hour})
	get := func(more string) (int, string) {
		answer, body := ask("POST", "/oauth2/access_token", `{"client_id":"demo-client","client_secret":"demo-client-secret",`+more+`}`, "")
		return answer.StatusCode, body
	}
	code := `"grant_type":"authorization_code","code":"` + a.Code() + `"`
	if status, body := get(code); status != 200 || !strings.Contains(body, `"expires_in":3600`) {
		t.Fatal(body)
	}
	if status, _ := get(code); status != 400 {
		t.Error("a code was taken twice")
	}
	if status, _ := get(`"grant_type":"refresh_token","refresh_token":"refresh-1"`); status != 200 {
		t.Error("a new refresh token is refused")
	}
	if status, _ := get(`"grant_type":"refresh_token","refresh_token":"refresh-1"`); status != 400 {
		t.Error("a refresh token was taken twice")
	}
	if answer, _ := ask("POST", "/oauth2/access_token", `{"client_id":"other"}`, ""); answer.StatusCode != 400 {
		t.Error("another client is let in")
	}
	answer, _ := ask("GET", "/api/v4/account", "", "access-2")
	wantStatus(t, answer, 200)
	a.Switch(func(q *standin.AmoCRMQuirks) { q.Expired = true })
	answer, _ = ask("GET", "/api/v4/account", "", "access-2")
	wantStatus(t, answer, 401)
	answer, _ = ask("GET", "/api/v4/account", "", a.Token())
	wantStatus(t, answer, 200)
}

func TestTooManyRequestsToAmoCRM(t *testing.T) {
	a, ask := amo(t, standin.AmoCRMOptions{PerSecond: 2})
	refused := 0
	for range 5 {
		if answer, _ := ask("GET", "/api/v4/account", "", a.Token()); answer.StatusCode == 429 && answer.Header.Get("Retry-After") == "" {
			refused++
		}
	}
	if refused == 0 {
		t.Error("none was refused")
	}
}

func TestAWebhookOfAmoCRMTellsOfSeveral(t *testing.T) {
	a, _ := amo(t, standin.AmoCRMOptions{})
	form := a.Event("leads", "status", map[string]any{"id": 1, "old_status_id": 41}, map[string]any{"id": 2})
	for name, want := range map[string]string{"leads[status][0][old_status_id]": "41", "leads[status][1][id]": "2", "account[subdomain]": "demo"} {
		if form.Get(name) != want {
			t.Errorf("%s is %q", name, form.Get(name))
		}
	}
}
