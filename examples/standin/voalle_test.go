package standin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stanok/examples/standin"
)

// voalle is a stand-in at its two ports, with a token.
func voalle(t *testing.T) (v *standin.Voalle, api, token string) {
	t.Helper()
	v = standin.NewVoalle(standin.VoalleOptions{})
	api = serve(t, v)
	answer, body := post(t, serve(t, v.SignIn)+"/connect/token", voalleForm())
	wantStatus(t, answer, 200)
	return v, api, object(t, body)["access_token"].(string)
}

func voalleForm() url.Values {
	return url.Values{
		"grant_type": {"client_credentials"}, "scope": {"syngw"}, "syndata": {"demo-syndata"},
		"client_id": {"integracao.demo.stanok"}, "client_secret": {"demo-voalle-secret"},
	}
}

func bearing(t *testing.T, method, address, token, body string) (*http.Response, string) {
	t.Helper()
	r := request(t, method, address, body)
	r.Header.Set("Authorization", "Bearer "+token)
	return do(t, r)
}

const thirdParty = "/external/integrations/thirdparty/"

func TestVoalleGivesATokenOnlyForAllFive(t *testing.T) {
	v := standin.NewVoalle(standin.VoalleOptions{})
	base := serve(t, v.SignIn)
	for name, code := range map[string]string{
		"grant_type": "unsupported_grant_type", "scope": "invalid_scope", "syndata": "invalid_grant",
		"client_id": "invalid_client", "client_secret": "invalid_client",
	} {
		form := voalleForm()
		form.Set(name, "wrong")
		answer, body := post(t, base+"/connect/token", form)
		if answer.StatusCode != 400 || object(t, body)["error"] != code {
			t.Errorf("%s: %d %s", name, answer.StatusCode, body)
		}
	}
}

func TestVoalleFailsWithTheStatusOfASuccess(t *testing.T) {
	_, api, token := voalle(t)
	for _, c := range []struct{ method, path, body, says string }{
		{"GET", thirdParty + "people/txid/12345678909", "", `"success":true`},
		{"GET", thirdParty + "people/txid/1", "", "Pessoa não encontrada."},
		{"GET", thirdParty + "getopentitlesbytxid/12345678909", "", `"id":70231`},
		{"GET", thirdParty + "getopentitlesbytxid/1", "", `"response":[]`},
		{"GET", thirdParty + "GetBilletLink/70231", "", `"link":"https://`},
		{"GET", thirdParty + "GetBilletLink/1", "", "Título não encontrado."},
		{"GET", thirdParty + "GetBillet/70231", "", standin.VoallePDF},
		{"GET", thirdParty + "GetBillet/70232", "", `"success":false`},
		{"GET", thirdParty + "crm/campaignsandpricelistservices", "", "Fibra 300"},
		{"POST", "/external/crm/leads/create", `{"personalData": {"name": "A"}, "integratorData": {"integratorAlias": "site"}}`, `"response":null`},
		{"POST", "/external/crm/leads/create", `{"personalData": {"name": "A"}}`, "Integrador não encontrado."},
		{"POST", thirdParty + "crm/startsale", `{"txId": "12345678909"}`, `"protocolId":20260001`},
		{"POST", thirdParty + "crm/startsale", `{"txId": "123.456"}`, "CPF/CNPJ inválido."},
		{"POST", thirdParty + "crm/startsale", `[]`, "inválido"},
	} {
		answer, body := bearing(t, c.method, api+c.path, token, c.body)
		if answer.StatusCode != 200 || !strings.Contains(body, c.says) {
			t.Errorf("%s %s: %d %s", c.method, c.path, answer.StatusCode, body)
		}
	}
}

func TestVoalleTokensEndAndItsEnvelopeVaries(t *testing.T) {
	v, api, token := voalle(t)
	for _, c := range []struct {
		quirks standin.VoalleQuirks
		has    string
	}{
		{standin.VoalleQuirks{Casing: true}, `"Success":true`},
		{standin.VoalleQuirks{Misspelt: true}, `"Sucess":true`},
	} {
		v.Switch(func(q *standin.VoalleQuirks) { *q = c.quirks })
		if _, body := bearing(t, "GET", api+thirdParty+"people/txid/12345678909", token, ""); !strings.Contains(body, c.has) {
			t.Errorf("%+v: %s", c.quirks, body)
		}
	}
	v.Expire()
	answer, _ := bearing(t, "GET", api+thirdParty+"people/txid/12345678909", token, "")
	wantStatus(t, answer, 401)
	if len(v.Leads())+len(v.Sales()) != 0 {
		t.Error("something was kept")
	}
}
