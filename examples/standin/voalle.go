package standin

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// VoalleOptions say what a Voalle is like. The zero value is usable.
type VoalleOptions struct {
	ClientID, ClientSecret, Syndata string // "integracao.demo.stanok", "demo-voalle-secret" and "demo-syndata" when empty
	Keep                            int    // what was sent, and requests the recorder keeps; 10,000 when zero
}

// VoalleQuirks are what working clients meet. The zero value writes its envelope
// as it is documented.
type VoalleQuirks struct {
	// Casing writes the names of the envelope with capitals.
	Casing bool
	// Misspelt writes Sucess, as some operations on contracts do.
	Misspelt bool
}

// Voalle stands in for an ERP of Voalle at its two ports: SignIn gives out tokens,
// as at port 45700, and the stand-in itself answers as at 45715. A failure of the
// business comes with the status 200.
type Voalle struct {
	*Front
	switches[VoalleQuirks]
	// SignIn is the other port. Its faults and requests are its own.
	SignIn *Front

	options VoalleOptions
	mu      sync.Mutex
	tokens  map[string]bool // by token: still good
	given   int
	leads   tail[object]
	sales   tail[object]
	settled tail[object]
}

// NewVoalle makes a stand-in that knows the client 12345678909, with two open
// bills: 70231, and 70232 without a file. It is safe for concurrent use.
func NewVoalle(o VoalleOptions) *Voalle {
	o.ClientID = cmp.Or(o.ClientID, "integracao.demo.stanok")
	o.ClientSecret = cmp.Or(o.ClientSecret, "demo-voalle-secret")
	o.Syndata = cmp.Or(o.Syndata, "demo-syndata")
	o.Keep = cmp.Or(o.Keep, keptRequests)
	v := &Voalle{options: o, tokens: map[string]bool{}, leads: tail[object]{limit: o.Keep}, sales: tail[object]{limit: o.Keep}, settled: tail[object]{limit: o.Keep}}
	path := func(r *http.Request) string { return r.URL.Path }
	v.Front, v.SignIn = newFront(v.handle, path, o.Keep), newFront(v.token, path, o.Keep)
	return v
}

// Leads are the bodies of the leads created lately, oldest first; read, do not
// change. An answer never tells the number of one.
func (v *Voalle) Leads() []map[string]any { return v.sent(&v.leads) }

// Sales are the bodies of the sales started lately.
func (v *Voalle) Sales() []map[string]any { return v.sent(&v.sales) }

// Settled are the bodies of the calls that settled a bill. How the original settles
// one is not published; this one takes POST settletitle with a titleId, once.
func (v *Voalle) Settled() []map[string]any { return v.sent(&v.settled) }

func (v *Voalle) sent(of *tail[object]) []object {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]object{}, of.latest()...)
}

// Expire ends all tokens that are out. There is nothing to renew them with.
func (v *Voalle) Expire() {
	v.mu.Lock()
	defer v.mu.Unlock()
	clear(v.tokens)
}

// token answers POST /connect/token.
func (v *Voalle) token(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/connect/token" {
		http.NotFound(w, r)
		return
	}
	o, field := v.options, r.PostFormValue
	switch {
	case field("client_id") != o.ClientID || field("client_secret") != o.ClientSecret:
		writeJSON(w, http.StatusBadRequest, object{"error": "invalid_client"})
	case field("grant_type") != "client_credentials":
		writeJSON(w, http.StatusBadRequest, object{"error": "unsupported_grant_type"})
	case field("scope") != "syngw":
		writeJSON(w, http.StatusBadRequest, object{"error": "invalid_scope"})
	case field("syndata") != o.Syndata:
		writeJSON(w, http.StatusBadRequest, object{"error": "invalid_grant"})
	default:
		writeJSON(w, http.StatusOK, object{"access_token": v.issue(), "expires_in": 3600, "token_type": "Bearer", "scope": "syngw"})
	}
}

func (v *Voalle) issue() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.given++
	token := "voalle-token-" + text(v.given)
	v.tokens[token] = true
	return token
}

func (v *Voalle) handle(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	good := v.tokens[trimBearer(r.Header.Get("Authorization"))]
	v.mu.Unlock()
	if !good {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	call, ok := strings.CutPrefix(r.URL.Path, "/external/integrations/thirdparty/")
	if r.URL.Path == "/external/crm/leads/create" {
		call, ok = "leads/create", true
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method == http.MethodPost {
		v.post(w, r, call)
		return
	}
	v.get(w, r, call)
}

// voalleClient is the CPF that is known.
const voalleClient = "12345678909"

// VoallePDF is the file of the bill 70231: not text.
const VoallePDF = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"

func (v *Voalle) get(w http.ResponseWriter, r *http.Request, call string) {
	operation, number := call, ""
	if i := strings.LastIndexByte(call, '/'); i >= 0 && !strings.HasPrefix(call, "crm/") {
		operation, number = call[:i], call[i+1:]
	}
	switch operation {
	case "people/txid":
		if number != voalleClient {
			v.refuse(w, 300, "Pessoa não encontrada.")
			return
		}
		v.give(w, object{"id": 881, "name": "João Conceição", "txId": voalleClient})
	case "getopentitlesbytxid", "gettitlesbytxid":
		v.give(w, voalleBills(number))
	case "GetBilletLink":
		if number != "70231" {
			v.refuse(w, 300, "Título não encontrado.")
			return
		}
		v.give(w, object{"link": "https://erp.example.test/boleto/" + number})
	case "GetBillet":
		if number != "70231" {
			v.refuse(w, 300, "Boleto não gerado para o título.")
			return
		}
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = w.Write([]byte(VoallePDF))
	case "crm/campaignsandpricelistservices":
		v.give(w, []object{{"id": 5, "name": "Verão", "priceLists": []object{
			{"id": 51, "name": "Residencial", "services": []object{{"id": 511, "name": "Fibra 300"}, {"id": 512, "name": "Fibra 600"}}},
			{"id": 52, "name": "Empresarial", "services": []object{{"id": 521, "name": "Link dedicado"}}},
		}}})
	default:
		http.NotFound(w, r)
	}
}

func voalleBills(txid string) []object {
	if txid != voalleClient {
		return []object{}
	}
	bill := func(id int, due string, amount any) object {
		return object{"id": id, "billet": object{
			"typefulLine": "00190.00009 01234.567004 00000.123456 1 00000000012990", "pixQRCode": "00020126580014br.gov.bcb.pix",
			"expirationDate": due, "amount": object{"value": amount, "finalValue": amount},
		}}
	}
	return []object{bill(70231, "2026-12-10T00:00:00", json.Number("129.90")), bill(70232, "2027-01-10T00:00:00", json.Number("129.90"))}
}

func (v *Voalle) post(w http.ResponseWriter, r *http.Request, call string) {
	var body object
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(&body); err != nil || body == nil {
		v.refuse(w, 400, "Corpo da requisição inválido.")
		return
	}
	switch call {
	case "leads/create":
		who, _ := body["personalData"].(object)
		from, _ := body["integratorData"].(object)
		switch {
		case text(who["name"]) == "":
			v.refuse(w, 300, "Nome é obrigatório.")
		case text(from["integratorAlias"]) == "":
			v.refuse(w, 300, "Integrador não encontrado.")
		default:
			v.keep(&v.leads, body)
			v.give(w, nil)
		}
	case "crm/startsale":
		if strings.Trim(text(body["txId"]), "0123456789") != "" || text(body["txId"]) == "" {
			v.refuse(w, 300, "CPF/CNPJ inválido.")
			return
		}
		v.give(w, object{"protocolId": 20260000 + v.keep(&v.sales, body)})
	case "settletitle":
		switch id := text(body["titleId"]); {
		case id != "70231" && id != "70232":
			v.refuse(w, 300, "Título não encontrado.")
		case slices.ContainsFunc(v.Settled(), func(done object) bool { return text(done["titleId"]) == id }):
			v.refuse(w, 300, "Título já baixado.")
		default:
			v.keep(&v.settled, body)
			v.give(w, object{"titleId": id})
		}
	default:
		http.NotFound(w, r)
	}
}

func (v *Voalle) keep(in *tail[object], body object) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	in.add(body)
	return in.total
}

// give answers with the envelope of all answers.
func (v *Voalle) give(w http.ResponseWriter, response any) {
	v.envelope(w, object{"success": true, "messages": nil, "response": response, "dataResponseType": nil, "elapsedTime": nil})
}

// refuse is a failure: with the status of a success.
func (v *Voalle) refuse(w http.ResponseWriter, code int, message string) {
	v.envelope(w, object{
		"success": false, "messages": []object{{"message": message, "code": code, "type": "Error"}},
		"response": nil, "dataResponseType": nil, "elapsedTime": nil,
	})
}

func (v *Voalle) envelope(w http.ResponseWriter, said object) {
	q := v.Quirks()
	if q.Casing || q.Misspelt {
		said["Success"] = said["success"]
		delete(said, "success")
	}
	if q.Misspelt {
		said["Sucess"] = said["Success"]
		delete(said, "Success")
	}
	writeJSON(w, http.StatusOK, said)
}
