package ui_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stanok/actions"
	"stanok/actions/connector"
	"stanok/engine"
	"stanok/ui/text"
)

// openServices makes the built-in connectors ready.
func openServices(t *testing.T, d actions.Deps) (engine.Services, []engine.Action) {
	t.Helper()
	all, err := loadServices()
	if err != nil {
		t.Fatal(err)
	}
	known, err := actions.NewServices(d, all)
	if err != nil {
		t.Fatal(err)
	}
	declared, err := actions.Declared(d, all)
	if err != nil {
		t.Fatal(err)
	}
	return known, declared
}

// spokenOf are the words of the built-in connectors.
func spokenOf(t *testing.T) map[string]map[string]text.Sentence {
	t.Helper()
	all, err := loadServices()
	if err != nil {
		t.Fatal(err)
	}
	spoken := map[string]map[string]text.Sentence{}
	for lang, of := range connector.Sentences(all) {
		spoken[lang] = map[string]text.Sentence{}
		for key, s := range of {
			spoken[lang][key] = text.Sentence(s)
		}
	}
	return spoken
}

func TestTheFormOfAServiceIsDrawnFromItsEntries(t *testing.T) {
	c := newClient(t)
	for lang, label := range map[string]string{"en": "API key", "ru": "Ключ API", "pt-BR": "Chave de API"} {
		code, body, _ := c.page("GET", "/connections/new?for=uon", nil, "Accept-Language", lang)
		for _, want := range []string{label, `data-testid="secret-key"`, `value="https://api.u-on.ru"`, `name="type" value="uon"`, `data-testid="connection-check"`, `"API / WebHooks"`} {
			if lang == "ru" && want[0] == '"' {
				continue
			}
			if !strings.Contains(strings.ReplaceAll(body, "&#34;", `"`), want) {
				t.Errorf("%s %d lacks %s", lang, code, want)
			}
		}
		if strings.Contains(body, `name="origins"`) {
			t.Error("where the keys go follows from the entries, and is not asked for")
		}
	}
}

func TestAConnectionToAServiceIsCalledAfterItAndBoundToItsAddresses(t *testing.T) {
	c := newClient(t)
	form := url.Values{
		"type": {"envybox"}, "service": {"envybox"}, "name": {"envybox"}, "fields.address": {"https://tour.envycrm.com"}, "secrets.api_key": {apiKey},
	}
	if code, body, to := c.page("POST", "/connections", form); code != 303 || !strings.Contains(to, "saved") {
		t.Fatal(code, body)
	}
	made := c.do("GET", "/api/v1/connections", "", 200)["items"].([]any)[0].(map[string]any)
	if made["type"] != "envybox" || made["origins"].([]any)[0] != "https://tour.envycrm.com" {
		t.Error(made)
	}
	for name, wrong := range map[string]url.Values{
		"address": {"type": {"envybox"}, "service": {"envybox"}, "name": {"b"}, "secrets.api_key": {apiKey}},
		"api_key": {"type": {"envybox"}, "service": {"envybox"}, "name": {"b"}, "fields.address": {"https://tour.envycrm.com"}},
	} {
		if code, body, _ := c.page("POST", "/connections", wrong); code != 422 || !strings.Contains(body, `data-testid="error-`+name) {
			t.Error(name, code, body)
		}
	}
}

func TestALinkWithAPathIsAConnectionAndWhatIsNoLinkIsSaidAtItsField(t *testing.T) {
	c := newClient(t)
	form := url.Values{"type": {"wbudget"}, "service": {"wbudget"}, "name": {"w"}, "secrets.link": {"just some words"}}
	if code, body, _ := c.page("POST", "/connections", form); code != 422 || !strings.Contains(body, `data-testid="error-link"`) || !strings.Contains(body, "This is not an address that can be called.") {
		t.Error(code, body)
	}
	form.Set("secrets.link", "https://app.wbudget.com.br/webhook/abc")
	if code, body, _ := c.page("POST", "/connections", form); code != 303 {
		t.Fatal(code, body)
	}
	if made := c.do("GET", "/api/v1/connections", "", 200)["items"].([]any)[0].(map[string]any); made["origins"].([]any)[0] != "https://app.wbudget.com.br" {
		t.Error(made)
	}
}

func TestANewConnectionIsTriedUnlessAPersonHasToSignInFirst(t *testing.T) {
	c := newClient(t)
	for service, has := range map[string][2]bool{ // a button to check, an address to be sent back to
		"voalle": {true, false}, "amocrm": {true, true}, "rdstation": {false, true}, "uon": {true, false},
	} {
		_, body, _ := c.page("GET", "/connections/new?for="+service, nil)
		if got := [2]bool{strings.Contains(body, `data-testid="connection-check"`), strings.Contains(body, "/oauth/callback")}; got != has {
			t.Errorf("%s: %v, want %v", service, got, has)
		}
	}
}

func TestTheAPIHoldsAConnectionToWhatItsServiceDeclares(t *testing.T) {
	c := newClient(t)
	c.do("POST", "/api/v1/connections", `{"name":"a","type":"uon","secrets":{"key":"k3y"}}`, 201)
	for _, wrong := range []string{
		`{"name":"b","type":"uon"}`,
		`{"name":"b","type":"uon","fields":{"adress":"https://api.u-on.ru"},"secrets":{"key":"k3y"}}`,
		`{"name":"b","type":"uon","origins":["https://evil.example"],"secrets":{"key":"k3y"}}`,
		`{"name":"b","type":"envybox","fields":{"address":""},"secrets":{"api_key":"k3y"}}`,
	} {
		c.do("POST", "/api/v1/connections", wrong, 422)
	}
}

const serviceFlow = `format: 1
name: Leads
source: {type: webhook}
actions:
  - {id: lead, type: uon.lead.create, with: {connection: uon, name: Anna}}
  - {id: after, type: set, with: {values: {a: "1"}}}
`

func TestActionsOfAServiceAreFoundInThePaletteInEveryLanguage(t *testing.T) {
	c := newClient(t)
	flow := c.add(serviceFlow)
	_, body, _ := c.page("GET", "/p/"+flow+"/palette?after=lead", nil)
	generic, service := strings.Index(body, "palette-http.request"), strings.Index(body, "palette-uon.lead.create")
	if generic < 0 || service < generic || !strings.Contains(body, "A CRM for travel agencies") {
		t.Error("the services stand behind the generic actions, each with its sentence", generic, service)
	}
	for _, query := range []string{"u-on", "юон", "обращение", "Criar lead", "create a lead"} {
		if _, body, _ := c.page("GET", "/p/"+flow+"/palette?after=lead&q="+url.QueryEscape(query), nil); !strings.Contains(body, "palette-uon.lead.create") {
			t.Errorf("%q finds no action of U-ON", query)
		}
	}
	if !strings.Contains(body, `&#34;connection&#34;:&#34;uon&#34;`) {
		t.Error("the connection that is to be made is filled in")
	}
	c.do("POST", "/api/v1/connections", `{"name":"our cabinet","type":"uon","secrets":{"key":"k3y"}}`, 201)
	if _, body, _ = c.page("GET", "/p/"+flow+"/palette?after=lead", nil); !strings.Contains(body, `&#34;connection&#34;:&#34;our cabinet&#34;`) {
		t.Error("the only connection is filled in")
	}
}

func TestTheFormOfADeclaredActionSpeaksItsWords(t *testing.T) {
	c := newClient(t)
	flow := c.add(serviceFlow)
	for lang, words := range map[string][]string{"en": {"Last name", "Connect U-ON", "not connected yet"}, "ru": {"Фамилия", "Подключить U-ON", "ещё не подключено"}, "pt-BR": {"Sobrenome", "Conectar U-ON", "ainda não conectado"}} {
		_, body, _ := c.page("GET", "/p/"+flow+"?at=lead", nil, "Accept-Language", lang)
		for _, want := range append(words, `data-testid="choose-source"`, `data-testid="connect-service"`, `placeholder="4821"`) {
			if !strings.Contains(body, want) && want != `placeholder="4821"` {
				t.Errorf("%s lacks %s", lang, want)
			}
		}
	}
	_, body, _ := c.page("GET", "/p/"+flow+"?at=after", nil)
	if !strings.Contains(body, "Number of the lead") || !strings.Contains(body, `data-ref="lead.id"`) {
		t.Error("what the action will give stands in the data before any test")
	}
	if _, _, to := c.page("GET", "/p/"+flow+"/connect?at=lead&want=uon", nil); !strings.Contains(to, "for=uon") {
		t.Error(to)
	}
}

func TestChoicesThatCannotBeAskedForSayWhy(t *testing.T) {
	c := newClient(t)
	flow := c.add(serviceFlow)
	if _, body, _ := c.page("GET", "/p/"+flow+"/choices?at=lead&field=source", nil); !strings.Contains(body, "asked=1") {
		t.Error("the dialog comes before the answer of the service")
	}
	_, body, _ := c.page("GET", "/p/"+flow+"/choices?at=lead&field=source&asked=1", nil)
	for _, want := range []string{`data-testid="choices-wrong"`, `data-testid="choices-again"`, "by hand"} {
		if !strings.Contains(body, want) {
			t.Error("lacks", want)
		}
	}
	if code, _, _ := c.page("GET", "/p/"+flow+"/choices?at=lead&field=name", nil); code != 404 {
		t.Error("a field without a list has choices", code)
	}
}

func TestWhatPeopleHaveBecomesActionsInOneStep(t *testing.T) {
	c := newClient(t)
	flow := c.add(serviceFlow)
	post := "/p/" + flow + "/foreign?after=lead"
	command := `curl -X POST https://crm.example.com/v1/deals -H 'Content-Type: application/json' -d '{"title": "A tour"}'`
	_, body, _ := c.page("POST", post, url.Values{"text": {command}})
	for _, want := range []string{`data-testid="foreign-preview"`, "POST https://crm.example.com/v1/deals", "A tour", `data-testid="foreign-add"`} {
		if !strings.Contains(body, want) {
			t.Error("the preview lacks", want)
		}
	}
	code, _, to := c.page("POST", post, url.Values{"text": {command}, "add": {"0"}})
	if code != 303 || !strings.Contains(to, "at=request") {
		t.Fatal(code, to)
	}
	if doc := c.document(flow); !strings.Contains(doc, "json.compose") || !strings.Contains(doc, "{{ data.json }}") {
		t.Error(doc)
	}
	c.ops(flow, 0, `{"id":"0190b5d2-0000-7000-8000-000000000002","kind":"undo"}`)
	if doc := c.document(flow); strings.Contains(doc, "json.compose") || strings.Contains(doc, "crm.example.com") {
		t.Error("one undo takes back all that was added", doc)
	}
	c.page("POST", post, url.Values{"text": {command}, "add": {"0"}})
	if doc := c.document(flow); !strings.Contains(doc, "{{ data_2.json }}") || !strings.Contains(doc, `"data_2"`) {
		t.Error("names of what is gone are not given again, and what refers to them follows", doc)
	}

	api := `{"openapi": "3.0.0", "servers": [{"url": "https://api.example.com"}], "paths": {"/deals": {"get": {"summary": "List deals"}}, "/deals/{id}": {"get": {"summary": "One deal"}}}}`
	_, body, _ = c.page("POST", post, url.Values{"text": {api}})
	if strings.Count(body, `data-testid="foreign-choice"`) != 2 || !strings.Contains(body, "One deal") {
		t.Error(body)
	}
	if _, body, _ = c.page("POST", post, url.Values{"text": {api}, "q": {"one"}}); strings.Count(body, `data-testid="foreign-choice"`) != 1 {
		t.Error("the search narrows the list")
	}
	if _, body, _ = c.page("POST", post, url.Values{"text": {"no request at all"}}); !strings.Contains(body, `data-testid="foreign-wrong"`) {
		t.Error(body)
	}
}

// club is a service that people sign in at.
var club = connector.Service{
	Name: "club", Title: "Club",
	Connection: &connector.Connection{
		As:      "oauth2",
		OAuth2:  &connector.OAuth2{Grant: "authorization_code", AuthURL: "{address}/authorize", TokenURL: "{address}/token"},
		Fields:  []connector.Entry{{Name: "address", Example: "https://club.example"}, {Name: "client_id", Example: "app"}},
		Secrets: []connector.Entry{{Name: "client_secret"}},
		Origins: []string{"{address}"},
		Check:   json.RawMessage(`{"method": "GET", "url": "{{ connection.address }}/api/me", "headers": {"Authorization": "Bearer {{ connection.access_token }}"}}`),
	},
}

func TestAPersonSignsInAtADeclaredService(t *testing.T) {
	a := newAbroad(t)
	b := a.as(engine.Editor)
	if body := b.ask("GET", "/connections/new?for=club", "").Body.String(); !strings.Contains(body, `value="http://example.com/oauth/callback"`) {
		t.Error("the form says where the service sends people back to", body)
	}
	form := url.Values{"type": {"club"}, "service": {"club"}, "name": {"club"}, "fields.address": {a.url}, "fields.client_id": {"app"}, "secrets.client_secret": {"app-secret"}}
	w := b.ask("POST", "/connections", form.Encode())
	to, err := url.Parse(w.Header().Get("Location"))
	if w.Code != http.StatusSeeOther || err != nil || to.Query().Get("saved") == "" {
		t.Fatal(w.Code, to, w.Body)
	}
	if body := b.ask("GET", to.Path, "").Body.String(); !strings.Contains(body, `data-state="none"`) || !strings.Contains(body, "Sign in at the service") {
		t.Error(body)
	}
	if w := b.ask("GET", a.gone(b, to.Path, ""), ""); w.Header().Get("Location") != to.Path+"?connected=1" {
		t.Fatal(w.Code, w.Body)
	}
	if body := b.ask("GET", to.Path, "").Body.String(); !strings.Contains(body, `data-state="connected"`) {
		t.Error(body)
	}
	if body := b.ask("POST", to.Path+"/test", "", "HX-Request", "true").Body.String(); !strings.Contains(body, "Club takes these values") {
		t.Error("the token that was given works", body)
	}
	a.service.Revoke()
	if body := b.ask("POST", to.Path+"/test", "", "HX-Request", "true").Body.String(); !strings.Contains(body, `data-look="fail"`) {
		t.Error(body)
	}
}

func TestTheSourceIsFittedToWhatAServiceSends(t *testing.T) {
	c := newClient(t)
	flow := c.add("format: 1\nname: Talks\nsource: {type: webhook}\nactions: []\n")
	for lang, words := range map[string]string{"en": "Fit the source", "ru": "Настроить источник", "pt-BR": "Ajustar a origem"} {
		_, body, _ := c.page("GET", "/p/"+flow+"/howto", nil, "Accept-Language", lang)
		for _, want := range []string{words, `data-testid="use-jivochat"`, `data-testid="howto-uon"`, "chat_finished"} {
			if !strings.Contains(body, want) {
				t.Error(lang, "lacks", want)
			}
		}
	}
	if _, body, _ := c.page("GET", "/connections/new?for=google_sheets", nil); !strings.Contains(body, "function doPost(e)") {
		t.Error("what people put into the service stands beside the form", body)
	}
}

func TestAServiceThatNobodyCanSignInAtNeedsItsToken(t *testing.T) {
	c := newClient(t)
	c.do("POST", "/api/v1/connections", `{"name":"a","type":"amocrm","fields":{"address":"https://demo.amocrm.ru"}}`, 422)
	made := c.do("POST", "/api/v1/connections", `{"name":"a","type":"amocrm","fields":{"address":"https://demo.amocrm.ru"},"secrets":{"token":"lasts"}}`, 201)
	if _, signs := made["access"]; signs {
		t.Error("with a token that lasts nobody signs in", made)
	}
	c.do("POST", "/api/v1/connections", `{"name":"b","type":"voalle","fields":{"address":"https://erp.example:1","sign_in":"https://erp.example:2","client_id":"us"},"secrets":{"client_secret":"s","syndata":"t"}}`, 201)
}
