package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"stanok/engine"
)

// rights says who may use each route, as the contract has it.
var rights = []struct {
	need           engine.Role
	method, routes string
}{
	{engine.Viewer, "GET", "/processings /processings/{id} /processings/{id}/versions /operations /operations/{id} /connections /connections/{id} /tables /events /replays /replays/{id}"},
	{engine.Operator, "GET", "/processings/{id}/samples /tables/{id}"},
	{engine.Operator, "POST", "/processings/{id}/start /processings/{id}/stop /processings/{id}/operations " +
		"/operations/{id}/replay /operations/{id}/cancel /operations/{id}/resolve /operations/{id}/release /replays /replays/{id}/pause /replays/{id}/resume /replays/{id}/cancel"},
	{engine.Editor, "POST", "/processings /processings/{id}/rehearse /processings/{id}/versions/{version}/restore /connections /connections/{id}/test /tables"},
	{engine.Editor, "PUT", "/processings/{id} /connections/{id} /tables/{id}"},
	{engine.Editor, "DELETE", "/processings/{id} /connections/{id} /tables/{id}"},
	{engine.Admin, "GET", "/tokens /users /backup"},
	{engine.Admin, "POST", "/tokens /users"},
	{engine.Admin, "PUT", "/users/{id}"},
	{engine.Admin, "DELETE", "/tokens/{id} /users/{id}"},
}

// status asks a route and does not wait for the end of the answer.
func (a api) status(method, path string) *http.Response {
	a.t.Helper()
	ctx, leave := context.WithCancel(a.t.Context())
	defer leave()
	r, err := http.NewRequestWithContext(ctx, method, a.url+path, strings.NewReader("{}"))
	if err != nil {
		a.t.Fatal(err)
	}
	if a.token != "" {
		r.Header.Set("Authorization", "Bearer "+a.token)
	}
	got, err := outside.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	got.Body.Close()
	return got
}

func TestEveryRouteLetsPassWhoMayAndNobodyElse(t *testing.T) {
	in := start(t, nil)
	tokens := map[engine.Role]string{}
	for _, role := range engine.Roles {
		tokens[role] = in.tokenOf(role)
	}
	known := 1 // the description, which is everybody's
	for _, line := range rights {
		for _, route := range strings.Fields(line.routes) {
			known++
			path := "/api/v1" + strings.NewReplacer("{id}", "none", "{version}", "1").Replace(route)
			for _, wrong := range []string{"", "wrong"} {
				if got := in.as(wrong).status(line.method, path); got.StatusCode != http.StatusUnauthorized || got.Header.Get("WWW-Authenticate") == "" {
					t.Errorf("%s %s with the token %q: %s", line.method, route, wrong, got.Status)
				}
			}
			for role, token := range tokens {
				got := in.as(token).status(line.method, path)
				refused := got.StatusCode == http.StatusForbidden
				if refused == role.Includes(line.need) || got.StatusCode == http.StatusUnauthorized || got.StatusCode >= 500 {
					t.Errorf("%s %s as %s: %s", line.method, route, role, got.Status)
				}
			}
		}
	}
	if got := in.as("").status("GET", "/api/v1/openapi.json"); got.StatusCode != http.StatusOK {
		t.Errorf("the description: %s", got.Status)
	}
	if n := in.described(); n != known {
		t.Errorf("%d routes are described, and %d are tried here", n, known)
	}
}

// described is how many routes of the API there are.
func (in *instance) described() (n int) {
	var description struct{ Paths map[string]map[string]any }
	in.json(http.StatusOK, "GET", "/openapi.json", "", &description)
	for path, methods := range description.Paths {
		for method := range methods {
			if strings.HasPrefix(path, "/api/v1") && method != "parameters" {
				n++
			}
		}
	}
	return n
}

func TestATokenOfAnotherWorkspaceFindsNothing(t *testing.T) {
	in := start(t, nil)
	p := in.deploy(quick)
	ids := map[string]string{
		"processings": p.ID, "operations": in.send(p.Link, "x"),
		"connections": in.connect(map[string]any{"name": "c", "type": "fields", "origins": []string{"https://x.example"}}),
	}
	in.finished(ids["operations"])
	var replays struct{ ID string }
	in.json(http.StatusAccepted, "POST", "/replays", `{"operations":["`+ids["operations"]+`"],"from":"start"}`, &replays)
	ids["replays"] = replays.ID
	const foreign = "stk_of-another-workspace"
	token := engine.Token{ID: "t", Name: "x", Role: engine.Owner, Hash: sha256.Sum256([]byte(foreign))}
	if err := in.app.store.PutToken(t.Context(), "other", token); err != nil {
		t.Fatal(err)
	}
	var tokens struct{ Items []struct{ ID string } }
	in.tokenOf(engine.Viewer)
	in.json(http.StatusOK, "GET", "/tokens", "", &tokens)
	ids["tokens"] = tokens.Items[0].ID
	var person struct{ ID string }
	in.json(http.StatusCreated, "POST", "/users", `{"email":"a@example.com","name":"A"}`, &person)
	ids["users"] = person.ID
	bodies := map[string]string{
		"PUT /processings/{id}": quick, "PUT /connections/{id}": `{"name":"d","type":"fields"}`,
		"POST /operations/{id}/replay": `{"from":"start"}`, "POST /operations/{id}/resolve": `{"outcome":"arrived"}`,
	}
	for _, line := range rights {
		for _, route := range strings.Fields(line.routes) {
			thing := strings.Split(route, "/")[1]
			if !strings.Contains(route, "{id}") {
				continue
			}
			path := "/api/v1" + strings.NewReplacer("{id}", ids[thing], "{version}", "1").Replace(route)
			got := in.as(foreign).do(line.method, path, bodies[line.method+" "+route])
			if got.StatusCode != http.StatusNotFound {
				t.Errorf("%s %s: %s %s", line.method, route, got.Status, got.body)
			}
		}
	}
	for _, list := range []string{"/processings", "/operations", "/operations?processing=" + p.ID, "/connections", "/replays"} {
		if got := in.as(foreign).do("GET", "/api/v1"+list, ""); !strings.Contains(got.body, `"items":[]`) {
			t.Errorf("%s: %s", list, got.body)
		}
	}
	for thing, id := range ids {
		if got := in.do("GET", "/api/v1/"+thing, ""); !strings.Contains(got.body, id) {
			t.Errorf("%s are gone: %s", thing, got.body)
		}
	}
}

func TestEveryAnswerIsHarmlessInABrowser(t *testing.T) {
	in := start(t, nil)
	in.deploy(quick)
	for _, one := range []struct {
		method, path, token string
		status              int
		code                string
	}{
		{"GET", "/", "", 303, ""}, {"GET", "/healthz", "", 200, ""}, {"GET", "/readyz", "", 200, ""}, {"GET", "/metrics", "", 200, ""},
		{"GET", "/api/v1/openapi.json", "", 200, ""},
		{"GET", "/api/v1/processings", adminToken, 200, ""},
		{"GET", "/api/v1/processings", "", 401, "auth.required"},
		{"GET", "/api/v1/nothing", adminToken, 404, "request.no_route"},
		{"GET", "/api/v1/processings/none", adminToken, 404, "processing.not_found"},
		{"GET", "/api/v2/processings", "", 404, "request.no_route"},
		{"GET", "/nothing", "", 404, "request.no_route"},
		{"GET", "/hook", "", 404, "request.no_route"},
		{"GET", "//nothing", "", 307, ""},
		{"GET", "/api/v1//processings", adminToken, 307, ""},
		{"GET", "/hook/", "", 404, "request.no_route"},
		{"GET", "/hook/a/b", "", 404, "request.no_route"},
		{"GET", "/hook/none", "", 404, "webhook.unknown_link"},
		{"PATCH", "/api/v1/processings", adminToken, 405, "request.method"},
		{"DELETE", "/healthz", "", 405, "request.method"},
		{"POST", "/api/v1/tokens", adminToken, 422, "token.name"},
		{"GET", "/api/v1/operations?limit=x", adminToken, 422, "request.parameter"},
	} {
		got := in.as(one.token).do(one.method, one.path, "{}")
		if got.StatusCode != one.status || one.code != "" && !strings.Contains(got.body, `"code":"`+one.code+`"`) {
			t.Errorf("%s %s: %s %s", one.method, one.path, got.Status, got.body)
		}
		if got.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s %s: the headers are %v", one.method, one.path, got.Header)
		}
		if one.code != "" && !strings.HasPrefix(got.Header.Get("Content-Type"), "application/json") {
			t.Errorf("%s %s: the error is %s", one.method, one.path, got.Header.Get("Content-Type"))
		}
	}
}

func TestOnlyATrustedProxyIsBelievedWhoSends(t *testing.T) {
	const guarded = `
format: 1
name: Guarded
source: {type: webhook, with: {methods: [POST], allow_ips: [203.0.113.7]}}
actions:
  - {id: end, type: stop}
`
	for _, one := range []struct {
		proxies, forwarded string
		status             int
	}{
		{"127.0.0.1/32", "203.0.113.7", 200},
		{"127.0.0.1", "198.51.100.1, 203.0.113.7", 200},
		{"127.0.0.1/32, 10.0.0.0/8", "203.0.113.7, 10.1.1.1", 200},
		{"127.0.0.1/32", "203.0.113.7, 10.1.1.1", 401},
		{"127.0.0.1/32", "203.0.113.7, 198.51.100.1", 401},
		{"127.0.0.1/32", "203.0.113.7, nonsense", 401},
		{"127.0.0.1/32", "", 401},
		{"10.0.0.0/8", "203.0.113.7", 401},
		{"", "203.0.113.7", 401},
	} {
		t.Run(fmt.Sprintf("%s over %s", one.forwarded, one.proxies), func(t *testing.T) {
			in := start(t, variables{"STANOK_TRUSTED_PROXIES": one.proxies})
			link := api{t, in.deploy(guarded).Link, ""}
			if got := link.do("POST", "", "{}", "X-Forwarded-For", one.forwarded); got.StatusCode != one.status {
				t.Errorf("it answered %d: %s", got.StatusCode, got.body)
			}
		})
	}
}
