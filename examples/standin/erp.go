package standin

import (
	"cmp"
	"io"
	"net/http"
	"strings"
	"sync"
)

// ERPOptions say what an ERP is like. The zero value is usable.
type ERPOptions struct {
	Token string // the whole header Authorization; "Bearer demo-erp-token" when empty
	Keep  int    // requests the recorder keeps; 10,000 when zero
}

// ERP stands in for the ERP of a provider whom nobody knows: the thirteen functions
// of Datacake are asked of it below /api, by calls that are ours to choose. It gives
// the same answer to the same call, and Say changes one. How it fails is a matter of
// its Faults: a failure with the status 200, an empty 204, a page of HTML.
type ERP struct {
	*Front

	token string
	mu    sync.Mutex
	says  map[string]string // by "METHOD path?query"
}

// NewERP makes a stand-in that knows the client 12345678909 with the bill 70231. It
// is safe for concurrent use.
func NewERP(o ERPOptions) *ERP {
	e := &ERP{token: cmp.Or(o.Token, "Bearer demo-erp-token"), says: erpSays()}
	e.Front = newFront(e.handle, func(r *http.Request) string { return strings.TrimPrefix(r.URL.Path, "/api") }, o.Keep)
	return e
}

// Token is what the header Authorization has to be.
func (e *ERP) Token() string { return e.token }

// Say changes what a call is answered with. A call is written as "GET bills/1?document=2".
func (e *ERP) Say(call, body string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.says[call] = body
}

// Asked are the calls so far, oldest first, each with its body behind it.
func (e *ERP) Asked() []string {
	var all []string
	for _, q := range e.Requests("/") {
		call := q.Method + " " + strings.TrimPrefix(q.Route, "/")
		if len(q.Query) > 0 {
			call += "?" + q.Query.Encode()
		}
		all = append(all, strings.TrimSpace(call+" "+string(q.Body)))
	}
	return all
}

func (e *ERP) handle(w http.ResponseWriter, r *http.Request) {
	call := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/")
	if r.URL.RawQuery != "" {
		call += "?" + r.URL.Query().Encode()
	}
	e.mu.Lock()
	said, known := e.says[call]
	e.mu.Unlock()
	switch {
	case r.Header.Get("Authorization") != e.token:
		w.WriteHeader(http.StatusUnauthorized)
		return
	case !known:
		w.WriteHeader(http.StatusNotFound)
		return
	case strings.HasPrefix(said, "%PDF"):
		w.Header().Set("Content-Type", "application/pdf")
	default:
		w.Header().Set("Content-Type", "application/json")
	}
	_, _ = io.WriteString(w, said)
}

// erpBill holds a number that no float can, and names that are hard to carry.
const erpBill = `{"id": 70231, "document": "123", "customer_document": "12345678909", "number": 9007199254740993, "customer": "João Conceição", "amount": 129.90, "total": "131.20",
	"interest": 0.80, "fine": 0.50, "issued": "2026-11-01", "due": "2026-12-10", "plan": "Fibra 300", "link": "https://erp.example.test/b/70231",
	"line": "001900000901234567004000001234561000000000129900", "code": "F-1", "pix": "00020126580014br.gov.bcb.pix"}`

// erpSays are the answers to the calls of all functions. Numbers of records come as
// numbers and as texts.
func erpSays() map[string]string {
	return map[string]string{
		"GET resellers":                        `{"data": [{"id": 4, "name": "Rev", "document": "12345678000195", "email": null}]}`,
		"GET products":                         `[{"id": "p1", "name": "Fibra \"300\""}, {"id": 2, "name": "Fibra, 600"}]`,
		"GET due-dates":                        `[{"id": 1, "day": 5}, {"id": 2, "day": 10}]`,
		"GET origins":                          `[{"id": 12, "name": "Site"}]`,
		"GET bills?document=12345678909":       `[` + erpBill + `]`,
		"GET bills/70231?document=12345678909": erpBill,
		"GET bills/70231/pdf":                  VoallePDF,
		"GET customers/12345678909/contacts":   `[{"type": "email", "value": "joao@example.test"}, {"type": "fax", "value": "1"}, {"type": "phone", "value": 11955550101}, {"type": "phone", "value": ""}]`,
		"GET customers/12345678909/pendings":   `["Falta \"RG\"", {"text": "Endereço não confirmado"}]`,
		"POST orders":                          `{"id": 551, "is_issue": true}`,
		"POST leads":                           `{"id": 1}`,
		"POST bills/70231/settlement":          `{"status": "settled", "number": 1.50}`,
	}
}
