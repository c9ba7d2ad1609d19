package actions_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"stanok/actions"
	"stanok/actions/connector"
	"stanok/engine"
)

// declared returns the built-in declared actions by their type.
func declared(t *testing.T, w *world) map[string]engine.Action {
	t.Helper()
	services, err := connector.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	all, err := actions.Declared(w.deps, services)
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]engine.Action{}
	for _, a := range all {
		of[a.Spec().Type] = a
	}
	return of
}

func TestADeclaredActionSendsItsRequest(t *testing.T) {
	var got struct {
		path, body string
		query      string
	}
	answer := `{"status_code":200,"message":"success","id":90017}`
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got.path, got.body, got.query = r.URL.Path, string(body), r.URL.RawQuery
		_, _ = io.WriteString(rw, answer)
	}))
	defer server.Close()
	w := newWorld(t)
	w.keys["mine"] = engine.Connection{
		Type: "envybox", Origins: []string{server.URL},
		Fields: map[string]string{"address": server.URL}, Secrets: map[string]engine.Secret{"api_key": "k-secret"},
	}
	with := `{"connection": "mine", "name": "{{ source.name }}", "phone": "+7 (900) 555-01-01", "tags": "", "custom": [{"input_id": "311", "value": "{{ source.tour }}"}]}`
	p, err := declared(t, w)["envybox.lead.create"].Prepare(json.RawMessage(with), engine.Scope{"source": nil})
	if err != nil {
		t.Fatal(err)
	}
	in := engine.Input{Key: "o/send", Attempt: 1, Now: now, Vars: map[string]any{"source": map[string]any{"name": `Олег "Ким"`, "tour": "Турция"}}}
	out, err := p.Run(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"request":{"method":"create","values":{"name":"Олег \"Ким\"","phone":"79005550101","custom":[{"input_id":"311","value":"Турция"}]}}}`
	if got.path != "/openapi/v1/lead/set/" || got.query != "api_key=k-secret" || got.body != want {
		t.Errorf("%s ?%s\n%s", got.path, got.query, got.body)
	}
	if id := out.Output.(map[string]any)["id"]; id != json.Number("90017") {
		t.Errorf("the number is %v", id)
	}
	if text, _ := json.Marshal(out.Input); strings.Contains(string(text), "k-secret") {
		t.Errorf("the key is shown: %s", text)
	}

	answer = `{"status_code":400,"message":"Не передано поле"}`
	_, err = p.Run(t.Context(), in)
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "http.rejected" || e.Args["message"] != "Не передано поле" {
		t.Errorf("200 with an error in it: %v", err)
	}
	if p.Effect != engine.Once {
		t.Errorf("its effect is %v", p.Effect)
	}
}

func TestAServiceIsAskedNoMoreAtOnceThanItTakes(t *testing.T) {
	const atOnce, all = 5, 12 // limits of uon.yaml; the program's own limit is higher
	arrived, open := make(chan bool, all), make(chan bool)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		arrived <- true
		<-open
		_, _ = io.WriteString(rw, `{"request":[{"id":"1"}]}`)
	}))
	defer server.Close()
	w := newWorld(t)
	w.keys["mine"] = engine.Connection{Type: "uon", Origins: []string{server.URL}, Fields: map[string]string{"address": server.URL}, Secrets: map[string]engine.Secret{"key": "k-secret"}}
	var callers sync.WaitGroup
	for range all {
		callers.Go(func() { w.needs(t, "uon.request.get", `{"id": "1"}`) })
	}
	for range atOnce {
		<-arrived
	}
	for range all - atOnce {
		if n := len(arrived); n > 0 {
			t.Errorf("%d more than %d", n, atOnce)
		}
		open <- true
		<-arrived
	}
	for range atOnce {
		open <- true
	}
	callers.Wait()
}

func TestADeclaredActionSeesOnlyItsFields(t *testing.T) {
	w := newWorld(t)
	for kind, a := range declared(t, w) {
		if a.Spec().Service == "" || a.Spec().Help["ru"] == "" {
			t.Errorf("%s does not say whose it is", kind)
		}
		_, err := a.Prepare(json.RawMessage(`{"nonsense": 1}`), engine.Scope{})
		if err == nil || !strings.Contains(err.Error(), "nonsense") {
			t.Errorf("%s takes anything: %v", kind, err)
		}
	}
	wrong := connector.Service{Name: "x", Actions: []connector.Action{{
		Name: "y", Request: json.RawMessage(`{"url": "https://x.test/{{ source.id }}"}`),
	}}}
	if _, err := actions.Declared(w.deps, []connector.Service{wrong}); err == nil || !strings.Contains(err.Error(), "x.y") {
		t.Errorf("a declaration refers to what is outside: %v", err)
	}
}
