package actions_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"testing"

	"stanok/engine"
	"stanok/examples/standin"
)

// voalleTokens asks a Voalle for tokens as the program's keeper does.
type voalleTokens struct {
	t     *testing.T
	last  engine.Secret
	asked int
}

func (v *voalleTokens) Token(_ context.Context, _ engine.WorkspaceID, c engine.Connection) (engine.Secret, error) {
	if v.last != "" {
		return v.last, nil
	}
	return v.ask(c)
}

func (v *voalleTokens) Renew(_ context.Context, _ engine.WorkspaceID, c engine.Connection, _ engine.Secret) (engine.Secret, error) {
	return v.ask(c)
}

func (v *voalleTokens) Try(_ context.Context, _ engine.WorkspaceID, c engine.Connection) (engine.Secret, error) {
	return v.ask(c)
}

func (v *voalleTokens) ask(c engine.Connection) (engine.Secret, error) {
	v.t.Helper()
	v.asked++
	form := url.Values{"grant_type": {c.Fields["grant"]}, "client_secret": {c.Secrets["client_secret"].Reveal()}}
	for _, name := range []string{"client_id", "scope", "syndata"} {
		form.Set(name, c.Fields[name])
	}
	if c.Type != "oauth2" || len(c.Fields) != 5 {
		v.t.Errorf("asked with %s %v", c.Type, c.Fields)
	}
	token, err := tokenOf(c.Fields["token_url"], form)
	v.last = token
	return token, err
}

// atVoalle connects to a Voalle, at two ports.
func atVoalle(t *testing.T) (*world, *standin.Voalle, *voalleTokens) {
	t.Helper()
	w, v := newWorld(t), standin.NewVoalle(standin.VoalleOptions{})
	api, signIn := httptest.NewServer(v), httptest.NewServer(v.SignIn)
	t.Cleanup(api.Close)
	t.Cleanup(signIn.Close)
	w.keys["mine"] = engine.Connection{
		Type: "voalle", Origins: []string{api.URL, signIn.URL},
		Fields:  map[string]string{"address": api.URL, "sign_in": signIn.URL, "client_id": "integracao.demo.stanok"},
		Secrets: map[string]engine.Secret{"client_secret": "demo-voalle-secret", "syndata": "demo-syndata"},
	}
	tokens := &voalleTokens{t: t}
	w.deps.Tokens = tokens
	return w, v, tokens
}

func TestVoalleIsAskedWithATokenOfItsOtherPort(t *testing.T) {
	w, v, tokens := atVoalle(t)
	person := w.needs(t, "voalle.person.get", `{"txid": "123.456.789-09"}`)["person"].(map[string]any)
	if person["name"] != "João Conceição" {
		t.Errorf("%v", person)
	}
	v.Expire()
	bills := w.needs(t, "voalle.titles.open", `{"txid": "123.456.789-09"}`)
	if bills["count"] != json.Number("2") || tokens.asked != 2 {
		t.Errorf("%v after %d tokens", bills["count"], tokens.asked)
	}
	if none := w.needs(t, "voalle.titles.open", `{"txid": "1"}`); none["count"] != json.Number("0") {
		t.Errorf("of nobody: %v", none["titles"])
	}
	if link := w.needs(t, "voalle.billet.link", `{"id": "70231"}`)["link"]; link != "https://erp.example.test/boleto/70231" {
		t.Errorf("%v", link)
	}
	if file := w.needs(t, "voalle.billet.pdf", `{"id": "70231"}`)["base_64"]; file != encoded(standin.VoallePDF) {
		t.Errorf("%v", file)
	}
	sale := w.needs(t, "voalle.sale.start", `{"name": "Ana", "txid": "123.456.789-09", "campaign_id": "5", "price_list_id": "51", "service_id": "511"}`)
	if sale["protocol"] != json.Number("20260001") {
		t.Errorf("%v", sale)
	}
	w.needs(t, "voalle.lead.create", `{"name": "Loja", "txid": "12.345.678/0001-95", "cell_phone": "(11) 95555-0101", "alias": "site", "origin": "12"}`)
	same(t, any(v.Leads()[0]), `{"personalData": {"name": "Loja", "typeTxId": 1, "txId": "12345678000195"}, "contact": {"cellPhone": "11955550101"},
		"address": {}, "integratorData": {"crmContactOriginCode": "12", "integratorAlias": "site"}}`)
}

func TestVoalleFailsInTheWordsOfItsSuccess(t *testing.T) {
	w, v, _ := atVoalle(t)
	for _, c := range []struct{ kind, with, says string }{
		{"voalle.person.get", `{"txid": "1"}`, "Pessoa não encontrada."},
		{"voalle.billet.link", `{"id": "1"}`, "Título não encontrado."},
		{"voalle.billet.pdf", `{"id": "70232"}`, "Boleto não gerado para o título."},
		{"voalle.sale.start", `{"name": "A", "txid": "none", "campaign_id": "5", "price_list_id": "51", "service_id": "511"}`, "CPF/CNPJ inválido."},
	} {
		_, err := w.call(t, c.kind, c.with)
		failsLike(t, err, engine.Invalid, c.says, 0)
	}
	for _, q := range []standin.VoalleQuirks{{Casing: true}, {Misspelt: true}} {
		v.Switch(func(now *standin.VoalleQuirks) { *now = q })
		w.needs(t, "voalle.person.get", `{"txid": "12345678909"}`)
		_, err := w.call(t, "voalle.person.get", `{"txid": "1"}`)
		failsLike(t, err, engine.Invalid, "Pessoa não encontrada.", 0)
	}
}

func TestVoalleListsNarrowDown(t *testing.T) {
	w, _, _ := atVoalle(t)
	chosen := map[string]any{"campaign_id": "5", "price_list_id": "51"}
	for list, want := range map[string][]engine.Choice{
		"campaigns":   {{Value: "5", Label: "Verão"}},
		"price_lists": {{Value: "51", Label: "Residencial"}, {Value: "52", Label: "Empresarial"}},
		"services":    {{Value: "511", Label: "Fibra 300"}, {Value: "512", Label: "Fibra 600"}},
	} {
		if got := w.choices(t, "voalle", list, chosen); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v", list, got)
		}
	}
	if got := w.choices(t, "voalle", "price_lists", map[string]any{"campaign_id": "6"}); len(got) != 0 {
		t.Errorf("of another campaign: %v", got)
	}
}

// tokenOf asks for a token with a form.
func tokenOf(address string, form url.Values) (engine.Secret, error) {
	answer, err := http.PostForm(address, form)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	var said struct {
		Token string `json:"access_token"`
		Error string
	}
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || said.Error != "" {
		return "", fmt.Errorf("asking for a token: %s %w", said.Error, err)
	}
	return engine.Secret(said.Token), nil
}

func encoded(file string) string { return base64.StdEncoding.EncodeToString([]byte(file)) }
