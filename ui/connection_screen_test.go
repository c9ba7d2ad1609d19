package ui_test

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// page asks for a page, or sends a form if there is one.
func (c *client) page(method, path string, form url.Values, headers ...string) (code int, body, to string) {
	c.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Authorization", "Bearer "+c.token)
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if strings.Contains(w.Body.String(), "⟦") {
		c.t.Errorf("%s %s says a word that is not written", method, path)
	}
	return w.Code, w.Body.String(), w.Header().Get("Location")
}

// hidden is the value of a hidden field.
func hidden(t *testing.T, body, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no field %s", name)
	}
	return m[1]
}

const apiKey = "k3y-that-no-page-may-show"

func bearer(more ...string) url.Values {
	form := url.Values{"type": {"bearer"}, "name": {"crm"}, "origins": {"https://crm.example.com"}, "secrets.token": {apiKey}, "secret": {"token"}}
	for i := 0; i+1 < len(more); i += 2 {
		form[more[i]] = []string{more[i+1]}
	}
	return form
}

func TestAConnectionIsMadeByAFormAndLeadsBackToWhoSentForIt(t *testing.T) {
	c := newClient(t)
	back := "/p/x?at=send"
	code, body, _ := c.page("GET", "/connections/new?for=bearer&origin=https://crm.example.com&back="+url.QueryEscape(back), nil)
	if code != 200 || !strings.Contains(body, `data-testid="secret-token"`) || !strings.Contains(body, ">https://crm.example.com<") {
		t.Fatal(code, body)
	}
	code, _, to := c.page("POST", "/connections", bearer("back", hidden(t, body, "back")))
	if code != 303 || to != "/p/x?at=send&connection=crm" {
		t.Fatal(code, to)
	}
	if code, _, to := c.page("POST", "/connections", bearer("name", "b", "back", "https://evil.example/")); code != 303 || !strings.HasPrefix(to, "/connections/") {
		t.Error(code, to)
	}
	code, body, _ = c.page("GET", "/connections", nil)
	if code != 200 || strings.Count(body, `data-testid="connection-row"`) != 2 || strings.Contains(body, apiKey) {
		t.Error(code, body)
	}
}

func TestASecretIsKeptWhileAFormIsCorrectedAndStandsInNoPage(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		c := newClient(t)
		code, body, _ := c.page("POST", "/connections", bearer("name", "", "origins", "no address"), "Accept-Language", lang)
		if code != 422 || strings.Contains(body, apiKey) || !strings.Contains(body, `data-testid="error-name"`) || !strings.Contains(body, `data-testid="error-origins"`) {
			t.Fatal(lang, code, body)
		}
		again := bearer("held", hidden(t, body, "held"))
		delete(again, "secrets.token")
		code, _, to := c.page("POST", "/connections", again)
		if code != 303 {
			t.Fatal(lang, code)
		}
		if code, body, _ = c.page("GET", to, nil, "Accept-Language", lang); code != 200 || strings.Contains(body, apiKey) || !strings.Contains(body, "••••••••") {
			t.Error(lang, code, body)
		}
		if code, _, _ := c.page("POST", "/connections", again); code != 422 {
			t.Error("a held secret was given twice", code)
		}
	}
}

func TestASecretFromElsewhereComesInNoAddress(t *testing.T) {
	c := newClient(t)
	code, _, to := c.page("POST", "/connections/new", url.Values{"for": {"header"}, "fields.header": {"X-Api-Key"}, "secret": {apiKey}, "origin": {"https://crm.example.com"}})
	if code != 303 || strings.Contains(to, apiKey) || !strings.Contains(to, "held=") {
		t.Fatal(code, to)
	}
	code, body, _ := c.page("GET", to, nil)
	if code != 200 || strings.Contains(body, apiKey) || !strings.Contains(body, `value="X-Api-Key"`) || !strings.Contains(body, "••••••••") {
		t.Fatal(code, body)
	}
	form := url.Values{
		"type": {"header"}, "name": {"crm"}, "origins": {"https://crm.example.com"}, "fields.header": {"X-Api-Key"}, "secret": {"value"}, "held": {hidden(t, body, "held")},
	}
	if code, _, to := c.page("POST", "/connections", form); code != 303 || !strings.Contains(to, "saved") {
		t.Error(code, to)
	}
}

func TestButtonsOfTheFormChangeTheFormOnly(t *testing.T) {
	c := newClient(t)
	form := url.Values{
		"type": {"fields"}, "name": {"uon"}, "row.name": {"address"}, "row.value": {"https://api.u-on.ru"},
		"unnamed.name": {"key"}, "unnamed.value": {apiKey}, "do": {"row"},
	}
	code, body, _ := c.page("POST", "/connections", form, "HX-Request", "true")
	if code != 200 || strings.Count(body, `name="row.name"`) != 2 || strings.Contains(body, "<html") || strings.Contains(body, apiKey) {
		t.Fatal(code, body)
	}
	if code, body, _ := c.page("POST", "/connections", url.Values{"type": {"fields"}, "row.name": {""}, "row.value": {""}, "unnamed.name": {""}, "unnamed.value": {""}, "do": {"secret"}}); code != 200 ||
		strings.Count(body, `name="row.name"`) != 1 || strings.Count(body, `name="unnamed.name"`) != 2 {
		t.Error("a row more:", code, body)
	}
	next := url.Values{
		"type": {"fields"}, "name": {"uon"}, "row.name": {"address", ""}, "row.value": {"https://api.u-on.ru", ""}, "secret": {"key"}, "held": {hidden(t, body, "held")},
	}
	if code, _, _ := c.page("POST", "/connections", next, "HX-Request", "true"); code != 200 {
		t.Fatal(code)
	}
	items := c.do("GET", "/api/v1/connections", "", 200)["items"].([]any)
	one := items[0].(map[string]any)
	if len(items) != 1 || one["origins"].([]any)[0] != "https://api.u-on.ru" || one["secrets"].(map[string]any)["key"] != true {
		t.Error(one)
	}
}

const usesCRM = `
format: 1
name: Sends
source: {type: webhook}
actions:
  - {id: send, type: http.request, title: Tell the CRM, with: {url: "https://crm.example.com/leads", connection: crm}}
`

func TestAConnectionInUseKeepsItsNameAndIsNotDeleted(t *testing.T) {
	c := newClient(t)
	_, _, at := c.page("POST", "/connections", bearer())
	at, _, _ = strings.Cut(at, "?")
	id := c.create(usesCRM)
	_, body, _ := c.page("GET", "/connections", nil)
	if !strings.Contains(body, `href="/p/`+id+`?at=send"`) || !strings.Contains(body, "Tell the CRM") {
		t.Error(body)
	}
	if code, body, _ := c.page("POST", at, bearer("name", "other", "version", "1")); code != 422 || !strings.Contains(body, `data-testid="error-name"`) {
		t.Error("renamed", code)
	}
	if code, _, _ := c.page("POST", at+"/delete", nil); code != 409 {
		t.Error("deleted", code)
	}
	c.do("PUT", "/api/v1/processings/"+id, strings.ReplaceAll(usesCRM, ", connection: crm", ""), 200, "Content-Type", "application/yaml")
	if code, _, _ := c.page("POST", at+"/delete", nil); code != 409 {
		t.Error("deleted while the version that runs uses it", code)
	}
	c.do("POST", "/api/v1/processings/"+id+"/start", "", 200)
	if code, _, to := c.page("POST", at+"/delete", nil); code != 303 || to != "/connections" {
		t.Error("not deleted", code, to)
	}
}

func TestOfManyUsesTheListNamesSome(t *testing.T) {
	c := newClient(t)
	c.page("POST", "/connections", bearer())
	for range 30 {
		c.do("POST", "/api/v1/processings", usesCRM, 201, "Content-Type", "application/yaml", "Accept", "application/json")
	}
	if _, body, _ := c.page("GET", "/connections", nil); strings.Count(body, "?at=send") != 20 || !strings.Contains(body, "and 10 more") {
		t.Error(body)
	}
}

func TestACheckSaysInWordsWhatCameOfIt(t *testing.T) {
	c := newClient(t)
	_, _, at := c.page("POST", "/connections", bearer())
	at, _, _ = strings.Cut(at, "?")
	for lang, want := range map[string]string{"en": "Something went wrong", "ru": "Что-то сломалось", "pt-BR": "Algo deu errado"} {
		code, body, _ := c.page("POST", at+"/test", url.Values{"address": {"https://crm.example.com/me"}}, "HX-Request", "true", "Accept-Language", lang)
		if code != 200 || !strings.Contains(body, `data-testid="connection-result"`) || !strings.Contains(body, `data-look="fail"`) || !strings.Contains(body, want) {
			t.Error(code, want, body)
		}
	}
	if _, body, _ := c.page("GET", "/connections", nil); !strings.Contains(body, "No answer") {
		t.Error(body)
	}
}

func TestAViewerReadsConnectionsAndChangesNone(t *testing.T) {
	c := newClient(t)
	_, _, at := c.page("POST", "/connections", bearer())
	at, _, _ = strings.Cut(at, "?")
	token := c.do("POST", "/api/v1/tokens", `{"name":"v","role":"viewer"}`, 201)["token"].(string)
	v := c.as(token)
	for path, want := range map[string]int{"/connections": 200, at: 200, "/connections/new": 403} {
		if code, body, _ := v.page("GET", path, nil); code != want || strings.Contains(body, "connection-save") {
			t.Error(path, code)
		}
	}
	if code, _, _ := v.page("POST", at, bearer()); code != 403 {
		t.Error(code)
	}
}
