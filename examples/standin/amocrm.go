package standin

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// AmoCRMRate is how many requests a second the real amoCRM takes.
const AmoCRMRate = 7

// AmoCRMOptions say what an amoCRM is like. The zero value is usable.
type AmoCRMOptions struct {
	Token        string        // a long-lived one; "demo-amocrm-token" when empty
	ClientID     string        // of the integration; "demo-client" when empty
	ClientSecret string        // "demo-client-secret" when empty
	Life         time.Duration // of an access token; a day when zero
	PerSecond    int           // requests a second before 429 without Retry-After; zero is no limit, AmoCRMRate the real one
	Keep         int           // requests the recorder keeps; 10,000 when zero
}

// AmoCRMQuirks are what happens only at times.
type AmoCRMQuirks struct {
	// Banned answers everything with 403, as after too many 429.
	Banned bool
	// Expired takes no token that was given out; only the long-lived one.
	Expired bool
}

// AmoCRM stands in for SUBDOMAIN.amocrm.ru and kommo.com, version 4.
type AmoCRM struct {
	*Front
	switches[AmoCRMQuirks]

	options AmoCRMOptions
	rate    *rate
	routes  *http.ServeMux
	mu      sync.Mutex
	records map[string][]object // leads, contacts, notes
	access  map[string]time.Time
	refresh map[string]bool // true: not used yet
	codes   map[string]bool
	given   int
}

// NewAmoCRM makes a stand-in. It is safe for concurrent use.
func NewAmoCRM(o AmoCRMOptions) *AmoCRM {
	o.Token = cmp.Or(o.Token, "demo-amocrm-token")
	o.ClientID, o.ClientSecret = cmp.Or(o.ClientID, "demo-client"), cmp.Or(o.ClientSecret, "demo-client-secret")
	o.Life = cmp.Or(o.Life, 24*time.Hour)
	a := &AmoCRM{
		options: o, rate: newRate(o.PerSecond), records: map[string][]object{},
		access: map[string]time.Time{}, refresh: map[string]bool{}, codes: map[string]bool{},
	}
	a.Front = newFront(a.handle, func(r *http.Request) string { return r.URL.Path }, o.Keep)
	a.routes = a.table()
	return a
}

// Token is the long-lived one.
func (a *AmoCRM) Token() string { return a.options.Token }

// Records are the leads, contacts or notes, oldest first. Read, do not change.
func (a *AmoCRM) Records(kind string) []map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.records[kind])
}

func (a *AmoCRM) table() *http.ServeMux {
	m := http.NewServeMux()
	for pattern, answer := range map[string]http.HandlerFunc{
		"GET /api/v4/account":                       a.account,
		"GET /api/v4/users":                         a.fixed("users", amoUsers),
		"GET /api/v4/leads/pipelines":               a.fixed("pipelines", amoPipelines),
		"GET /api/v4/leads/pipelines/{id}/statuses": a.statuses,
		"GET /api/v4/leads/custom_fields":           a.fixed("custom_fields", amoFields["leads"]),
		"GET /api/v4/contacts/custom_fields":        a.fixed("custom_fields", amoFields["contacts"]),
		"GET /api/v4/leads":                         a.list("leads"),
		"GET /api/v4/contacts":                      a.list("contacts"),
		"GET /api/v4/leads/{id}":                    a.read("leads"),
		"GET /api/v4/contacts/{id}":                 a.read("contacts"),
		"POST /api/v4/leads":                        a.add("leads"),
		"POST /api/v4/contacts":                     a.add("contacts"),
		"POST /api/v4/leads/complex":                a.complex,
		"PATCH /api/v4/leads/{id}":                  a.update("leads"),
		"PATCH /api/v4/contacts/{id}":               a.update("contacts"),
		"POST /api/v4/leads/{id}/notes":             a.note("leads"),
		"POST /api/v4/contacts/{id}/notes":          a.note("contacts"),
		"/":                                         func(w http.ResponseWriter, _ *http.Request) { amoProblem(w, http.StatusNotFound, "Not found") },
	} {
		m.HandleFunc(pattern, answer)
	}
	return m
}

func (a *AmoCRM) handle(w http.ResponseWriter, r *http.Request) {
	switch {
	case a.Quirks().Banned:
		page(w, http.StatusForbidden, "403 Forbidden")
	case !a.rate.allow():
		amoProblem(w, http.StatusTooManyRequests, "Too many requests")
	case r.URL.Path == "/oauth" && r.Method == http.MethodGet:
		a.agree(w, r)
	case r.URL.Path == "/answer" && r.Method == http.MethodGet:
		a.agreed(w, r)
	case r.URL.Path == "/oauth2/access_token" && r.Method == http.MethodPost:
		a.giveToken(w, r)
	case !a.takes(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")):
		amoProblem(w, http.StatusUnauthorized, "Invalid access token")
	default:
		a.routes.ServeHTTP(w, r)
	}
}

func (a *AmoCRM) takes(token string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	until, given := a.access[token]
	return token == a.options.Token || given && !a.Quirks().Expired && a.now().Before(until)
}

// amoProblem answers with amoCRM's form of an error.
func amoProblem(w http.ResponseWriter, status int, detail string) {
	amoJSON(w, status, "application/problem+json", object{
		"title": http.StatusText(status), "type": "https://httpstatus.es/" + strconv.Itoa(status), "status": status, "detail": detail,
	})
}

func amoJSON(w http.ResponseWriter, status int, kind string, v any) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(encodeJSON(v))
}

func amoGive(w http.ResponseWriter, v any) { amoJSON(w, http.StatusOK, "application/hal+json", v) }

// Event is the form with which a webhook tells of records, several at once:
// entity "leads" or "contacts", action add, update, delete, status or responsible.
func (a *AmoCRM) Event(entity, action string, records ...map[string]any) url.Values {
	form := url.Values{}
	for i, record := range records {
		setBrackets(form, fmt.Sprintf("%s[%s][%d]", entity, action, i), record)
	}
	setBrackets(form, "account", object{"id": 30000001, "subdomain": "demo", "_links": object{"self": "https://demo.amocrm.test"}})
	return form
}
