package ui_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/actions"
	"stanok/actions/connector"
	"stanok/engine"
	"stanok/engine/access"
	"stanok/engine/egress"
	"stanok/examples/standin"
	"stanok/ui"
)

// abroad is a house with a service that people sign in at.
type abroad struct {
	*house
	service *standin.OAuth
	url     string
}

func newAbroad(t *testing.T) *abroad {
	t.Helper()
	a := &abroad{service: standin.NewOAuth(standin.OAuthOptions{})}
	server := httptest.NewServer(a.service)
	t.Cleanup(server.Close)
	a.url = server.URL
	allow, err := egress.ParseAllow("127.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	out := egress.New(egress.Config{Allow: allow})
	t.Cleanup(out.CloseIdle)
	a.house = newHouse(t, func(c *ui.Config) {
		c.Access = access.New(access.Config{Store: c.Store, Vault: c.Vault, Egress: out, Clock: c.Clock})
		t.Cleanup(c.Access.Close)
		deps := actions.Deps{Egress: out, Tokens: c.Access, Clock: c.Clock}
		known, err := actions.NewServices(deps, []connector.Service{club})
		if err != nil {
			t.Fatal(err)
		}
		c.Services = known
		c.Probe = func(ctx context.Context, ws engine.WorkspaceID, conn engine.Connection, address string) (int, error) {
			return actions.Probe(ctx, deps, ws, conn, address)
		}
	})
	return a
}

// form is that of a connection whose service people sign in at.
func (a *abroad) form(more ...string) string {
	f := url.Values{
		"type": {"oauth2"}, "fields.grant": {"authorization_code"}, "name": {"crm"}, "origins": {a.url}, "fields.auth_url": {a.url + "/authorize"},
		"fields.token_url": {a.url + "/token"}, "fields.client_id": {"app"}, "secrets.client_secret": {"app-secret"}, "secret": {"client_secret"},
	}
	for i := 0; i+1 < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f.Encode()
}

// made is the page of a connection that was made by the form.
func (a *abroad) made(b *browser, more ...string) (path, back string) {
	a.Helper()
	w := b.ask("POST", "/connections", a.form(more...))
	u, err := url.Parse(w.Header().Get("Location"))
	if w.Code != http.StatusSeeOther || err != nil {
		a.Fatal(w.Code, w.Body)
	}
	return u.Path, u.Query().Get("back")
}

// gone is where the service sends a person back to who went there and allowed.
func (a *abroad) gone(b *browser, path, back string) string {
	a.Helper()
	w := b.ask("POST", path+"/sign-in", url.Values{"back": {back}}.Encode(), "HX-Request", "true")
	to := w.Header().Get("HX-Redirect")
	if !strings.HasPrefix(to, a.url+"/authorize?") || strings.Contains(to, "app-secret") {
		a.Fatal(w.Code, to, w.Body)
	}
	from, err := a.service.Code(to)
	if err != nil || !strings.HasPrefix(from, "http://example.com/oauth/callback?") {
		a.Fatal(from, err)
	}
	return strings.TrimPrefix(from, "http://example.com")
}

func TestAPersonSignsInAtTheServiceAndComesBack(t *testing.T) {
	a := newAbroad(t)
	b := a.as(engine.Editor)
	if w := b.ask("GET", "/connections/new?for=oauth2", ""); !strings.Contains(w.Body.String(), `value="http://example.com/oauth/callback"`) {
		t.Error("the redirect address is not shown", w.Body)
	}
	path, _ := a.made(b)
	if body := b.ask("GET", path, "").Body.String(); !strings.Contains(body, `data-state="none"`) || !strings.Contains(body, "Sign in at the service") {
		t.Error(body)
	}
	w := b.ask("GET", a.gone(b, path, ""), "")
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != path+"?connected=1" {
		t.Fatal(w.Code, to, w.Body)
	}
	for lang, words := range map[string]string{"en": "Connected until", "ru": "Подключено до", "pt-BR": "Conectado até"} {
		body := b.ask("GET", path, "", "Accept-Language", lang).Body.String()
		if !strings.Contains(body, `data-state="connected"`) || !strings.Contains(body, words) || strings.Contains(body, "access-") || strings.Contains(body, "app-secret") {
			t.Error(lang, body)
		}
		if body := b.ask("GET", "/connections", "", "Accept-Language", lang).Body.String(); strings.Contains(body, "⟦") {
			t.Error(body)
		}
	}
	w = b.ask("POST", path+"/test", url.Values{"address": {a.url + "/api/me"}}.Encode(), "HX-Request", "true")
	if !strings.Contains(w.Body.String(), `data-look="ok"`) {
		t.Error(w.Body)
	}
	a.service.Revoke()
	w = b.ask("POST", path+"/test", url.Values{"address": {a.url + "/api/me"}}.Encode(), "HX-Request", "true")
	if !strings.Contains(w.Body.String(), "Access to the service has ended") {
		t.Error(w.Body)
	}
	if body := b.ask("GET", path, "").Body.String(); !strings.Contains(body, `data-state="ended"`) || !strings.Contains(body, "Sign in again") {
		t.Error(body)
	}
	if w := b.ask("GET", a.gone(b, path, ""), ""); w.Header().Get("Location") != path+"?connected=1" {
		t.Error("connecting again does not keep the id", w.Code)
	}
}

func TestSigningInLeadsBackToTheStepThatSentForIt(t *testing.T) {
	a := newAbroad(t)
	b := a.as(engine.Editor)
	path, back := a.made(b, "back", "/p/x?at=send")
	if back != "/p/x?at=send" || !strings.Contains(b.ask("GET", path+"?"+url.Values{"back": {back}}.Encode(), "").Body.String(), `name="back" value="/p/x?at=send"`) {
		t.Fatal(back)
	}
	if to := b.ask("GET", a.gone(b, path, back), "").Header().Get("Location"); to != "/p/x?at=send&connection=crm" {
		t.Error(to)
	}
	if to := b.ask("GET", a.gone(b, path, "https://evil.example/"), "").Header().Get("Location"); to != path+"?connected=1" {
		t.Error(to)
	}
}

func TestASignInIsOfOneBrowserOnceAndNotForLong(t *testing.T) {
	a := newAbroad(t)
	b := a.as(engine.Editor)
	path, _ := a.made(b)
	back := a.gone(b, path, "")
	refused := func(why string, w *httptest.ResponseRecorder) {
		t.Helper()
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "This sign-in was begun in another browser") {
			t.Error(why, w.Code, w.Header().Get("Location"))
		}
	}
	asked := len(a.service.Requests("/token"))
	refused("another person", a.as(engine.Owner).ask("GET", back, ""))
	stolen := a.as(engine.Owner)
	for _, k := range b.cookies {
		if strings.HasPrefix(k.Name, "stanok_oauth_") {
			stolen.cookies = append(stolen.cookies, k)
		}
	}
	refused("another person with the cookie", stolen.ask("GET", back, ""))
	refused("no state", b.ask("GET", "/oauth/callback?code=x", ""))
	refused("another state", b.ask("GET", "/oauth/callback?code=x&state=y", ""))
	if len(a.service.Requests("/token")) != asked {
		t.Error("the service was asked")
	}
	if w := b.ask("GET", back, ""); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code, w.Body)
	}
	refused("a second time", b.ask("GET", back, ""))
}

func TestWhoSaysNoAtTheServiceIsToldSo(t *testing.T) {
	a := newAbroad(t)
	b := a.as(engine.Editor)
	path, _ := a.made(b)
	u, _ := url.Parse(a.gone(b, path, ""))
	q := url.Values{"state": {u.Query().Get("state")}, "error": {"access_denied"}, "error_description": {"<b>No</b>\r\nway"}}
	w := b.ask("GET", "/oauth/callback?"+q.Encode(), "")
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "The service gave no access. It says: “&lt;b&gt;No&lt;/b&gt;  way”.") {
		t.Error(w.Code, w.Body)
	}
}

func TestWithoutScriptsAPageLeadsToTheService(t *testing.T) {
	a := newAbroad(t)
	b := a.as(engine.Editor)
	path, _ := a.made(b)
	if w := b.ask("POST", path+"/sign-in", "back="); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `data-testid="connection-leave"`) ||
		!strings.Contains(w.Body.String(), `href="`+a.url+"/authorize?") {
		t.Error(w.Code, w.Body)
	}
}

func TestOnlyWhoMaySignsIn(t *testing.T) {
	a := newAbroad(t)
	path, _ := a.made(a.as(engine.Editor))
	v := a.as(engine.Operator)
	if body := v.ask("GET", path, "").Body.String(); !strings.Contains(body, `data-testid="connection-access"`) || strings.Contains(body, "connection-sign-in") {
		t.Error(body)
	}
	if w := v.ask("POST", path+"/sign-in", ""); w.Code != http.StatusForbidden {
		t.Error(w.Code)
	}
}

func TestATokenAddressOfAnotherPlaceNeedsTheSecretAnew(t *testing.T) {
	c := newClient(t)
	body := func(tokens, more string) string {
		return `{"name":"crm","type":"oauth2","origins":["https://crm.example.com"],"fields":{"grant":"client_credentials","client_id":"a","token_url":"` + tokens + `"}` + more + `}`
	}
	made := c.do("POST", "/api/v1/connections", body("https://id.example.com/token", `,"secrets":{"client_secret":"s3cret"}`), 201)
	at := "/api/v1/connections/" + made["id"].(string)
	c.do("PUT", at, body("https://id.example.com/v2/token", ""), 200)
	c.do("PUT", at, body("https://evil.example/token", ""), 422)
	c.do("PUT", at, body("https://crm.example.com/token", ""), 200)
	c.do("PUT", at, body("https://id2.example.com/token", `,"secrets":{"client_secret":"s3cret"}`), 200)
	if got := c.do("GET", at, "", 200)["access"].(map[string]any); got["state"] != "none" || got["until"] != nil {
		t.Error(got)
	}
}

func TestWhatAConnectionLacksIsSaidBesideItsField(t *testing.T) {
	c := newClient(t)
	for _, tc := range []struct{ body, field, code string }{
		{`{"name":"a","type":"oauth2"}`, "fields.token_url", "connection.incomplete"},
		{`{"name":"a","type":"oauth2","fields":{"token_url":"https://a.example","client_id":"a"}}`, "fields.grant", "connection.grant"},
		{`{"name":"a","type":"oauth2","fields":{"grant":"implicit","token_url":"https://a.example","client_id":"a"}}`, "fields.grant", "connection.grant"},
		{`{"name":"a","type":"oauth2","fields":{"grant":"client_credentials","token_url":"https://a.example","client_id":"a"}}`, "secrets.client_secret", "connection.incomplete"},
		{`{"name":"a","type":"oauth2","fields":{"grant":"password","token_url":"https://a.example","client_id":"a","username":"u"}}`, "secrets.password", "connection.incomplete"},
		{`{"name":"a","type":"oauth2","fields":{"grant":"authorization_code","token_url":"https://a.example","client_id":"a"}}`, "fields.auth_url", "connection.incomplete"},
		{`{"name":"a","type":"oauth2","fields":{"grant":"authorization_code","auth_url":"javascript:1","token_url":"https://a.example","client_id":"a"}}`, "fields.auth_url", "http.address"},
		{`{"name":"a","type":"oauth2","fields":{"grant":"authorization_code","auth_url":"https://a.example","token_url":"a.example","client_id":"a"}}`, "fields.token_url", "http.address"},
		{`{"name":"a","type":"oauth2","fields":{"grant":"client_credentials","token_url":"https://a.example","client_id":"a","client_auth":"jwt"},"secrets":{"client_secret":"s"}}`, "fields.client_auth", "connection.client_auth"},
		{`{"name":"a","type":"certificate"}`, "fields.certificate", "connection.incomplete"},
		{`{"name":"a","type":"certificate","fields":{"certificate":"x"},"secrets":{"key":"y"}}`, "fields.certificate", "connection.certificate"},
		{`{"name":"a","type":"fields","fields":{"api-key":"x"}}`, "fields.api-key", "connection.field_name"},
		{`{"name":"a","type":"fields","secrets":{"1":"x"}}`, "secrets.1", "connection.field_name"},
	} {
		said := c.do("POST", "/api/v1/connections", tc.body, 422)["error"].(map[string]any)
		if said["field"] != tc.field || said["code"] != tc.code {
			t.Errorf("%s: %v %v", tc.body, said["field"], said["code"])
		}
	}
}

func TestACertificateIsKeptWithItsKeyUnseen(t *testing.T) {
	c := newClient(t)
	cert, key := pemPair(t, time.Now().Add(30*24*time.Hour))
	form := url.Values{
		"type": {"certificate"}, "name": {"bank"}, "origins": {"https://bank.example.com"}, "fields.certificate": {cert}, "secret": {"key"},
		"secrets.key": {"-----BEGIN PRIVATE KEY-----\nc2VjcmV0LW9mLXRoZS1iYW5r\n-----END PRIVATE KEY-----"},
	}
	code, body, _ := c.page("POST", "/connections", form)
	if code != 422 || !strings.Contains(body, "do not belong together") || strings.Contains(body, "c2VjcmV0") {
		t.Fatal(code, body)
	}
	form.Set("secrets.key", key)
	code, body, to := c.page("POST", "/connections", form)
	if code != 303 {
		t.Fatal(code, body)
	}
	inside := strings.Split(key, "\n")[1]
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		if code, body, _ = c.page("GET", to, nil, "Accept-Language", lang); code != 200 || strings.Contains(body, inside) || !strings.Contains(body, `data-state="connected"`) ||
			!strings.Contains(body, strings.Split(cert, "\n")[1]) {
			t.Error(lang, code, body)
		}
	}
}
