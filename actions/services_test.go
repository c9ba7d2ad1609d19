package actions_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"stanok/actions"
	"stanok/actions/connector"
	"stanok/engine"
)

func TestAServiceIsAskedForItsListsAndTried(t *testing.T) {
	answers := map[string]string{
		"/openapi/v1/deal/getListInputs/": `{"status_code":200,"result":[{"id":311,"name":"Тур"},{"id":312,"name":"Город"},{"name":"no number"}]}`,
		"/bot1:right/getMe":               `{"ok":true}`,
		"/bot1:wrong/getMe":               `{"ok":false,"description":"Unauthorized"}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, answers[r.URL.Path])
	}))
	defer server.Close()
	w := newWorld(t)
	w.keys["mine"] = engine.Connection{
		Type: "envybox", Origins: []string{server.URL}, Fields: map[string]string{"address": server.URL}, Secrets: map[string]engine.Secret{"api_key": "k"},
	}
	declared, err := connector.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	s, err := actions.NewServices(w.deps, declared)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Choices(t.Context(), "main", engine.ChoicesOf{Service: "envybox", List: "inputs", Connection: "mine"})
	if want := []engine.Choice{{Value: "311", Label: "Тур"}, {Value: "312", Label: "Город"}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v", got, err)
	}
	bot := func(token string) engine.Connection {
		return engine.Connection{
			Name: "bot", Type: "telegram", Origins: []string{server.URL},
			Fields: map[string]string{"api_root": server.URL}, Secrets: map[string]engine.Secret{"token": engine.Secret(token)},
		}
	}
	if err := s.Check(t.Context(), engine.MainWorkspace, bot("1:right")); err != nil {
		t.Error(err)
	}
	var e *engine.Error
	if err := s.Check(t.Context(), engine.MainWorkspace, bot("1:wrong")); !errors.As(err, &e) || e.Code != "http.rejected" || e.Args["message"] != "Unauthorized" {
		t.Errorf("a wrong token: %v", err)
	}
	for _, of := range []engine.ChoicesOf{{Service: "nobody"}, {Service: "envybox", List: "nothing"}} {
		if _, err := s.Choices(t.Context(), "main", of); engine.KindOf(err) != engine.NotFound {
			t.Errorf("%v: %v", of, err)
		}
	}
	origins, err := s.Origins("telegram", nil)
	if err != nil || !slices.Equal(origins, []string{"https://api.telegram.org"}) {
		t.Errorf("%v %v", origins, err)
	}
}
