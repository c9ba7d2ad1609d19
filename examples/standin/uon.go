package standin

import (
	"cmp"
	"net/http"
	"path"
	"strings"
	"sync/atomic"
)

// UONRate is how many requests a second the real U-ON takes for one key.
const UONRate = 10

// UONOptions say what a UON is like. The zero value is usable.
type UONOptions struct {
	Key       string // the API key, first segment of each path; "demo-uon-key" when empty
	Account   int    // the number of the cabinet, sent as uon_id; 67054 when zero
	PerSecond int    // requests a second before 429 without Retry-After; zero is no limit, UONRate the real one
	Records   int    // generated records that a list or search holds; 250 when zero
	Empty     bool   // generate nothing: only records that were Put or created exist
	Keep      int    // requests the recorder keeps; 10,000 when zero
}

// UON stands in for api.u-on.ru, the CRM of travel agencies. Every id of a
// request, lead or user that is a positive number exists and always has the
// same record, made from its digits, unless it was Put, created or Removed.
//
// It knows the .json paths. The real one answers .xml under the same paths in
// a form that is not documented; here those are unknown routes.
type UON struct {
	*Front
	switches[UONQuirks]

	options UONOptions
	rate    *rate
	records *uonRecords
	hooks   *uonHooks
	others  atomic.Int64 // the last id of what is only written: payments, calls…
	routes  *http.ServeMux
}

// NewUON makes a stand-in. It is safe for concurrent use.
func NewUON(o UONOptions) *UON {
	o.Key = cmp.Or(o.Key, "demo-uon-key")
	o.Account = cmp.Or(o.Account, 67054)
	o.Records = cmp.Or(o.Records, 250)
	u := &UON{options: o, rate: newRate(o.PerSecond), records: newUONRecords(o.Empty), hooks: &uonHooks{byID: map[int]UONHook{}}}
	u.Front = newFront(u.handle, uonRoute, o.Keep)
	u.routes = u.table()
	return u
}

// Key is the API key that the stand-in takes.
func (u *UON) Key() string { return u.options.Key }

// Put makes record the answer for an id, instead of the generated one. Nothing
// is added to it. It is copied through JSON; a value that JSON cannot hold is
// the only error, beside an unknown kind.
func (u *UON) Put(kind UONKind, id string, record map[string]any) error {
	return u.records.put(kind, id, record)
}

// Remove makes an id unknown, also a generated one.
func (u *UON) Remove(kind UONKind, id string) { u.records.remove(kind, id) }

// Record is what a read of this id gives now, without the quirks of reading;
// nil when there is none. The caller may keep it but not change it.
func (u *UON) Record(kind UONKind, id string) map[string]any { return u.records.find(kind, id) }

// table is every documented path, without the key and the .json behind it.
func (u *UON) table() *http.ServeMux {
	m := http.NewServeMux()
	for pattern, answer := range map[string]http.HandlerFunc{
		"GET /request/{id}": u.readRequest,
		"GET /lead/{id}":    u.readLead,
		"GET /user/{id}":    u.readUser,

		"GET /user/phone/{phone}": u.findUser,

		"GET /requests/{from}/{to}":                u.list(UONRequest, "dat"),
		"GET /requests/{from}/{to}/{page}":         u.list(UONRequest, "dat"),
		"GET /requests/updated/{from}/{to}":        u.list(UONRequest, "dat_updated"),
		"GET /requests/updated/{from}/{to}/{page}": u.list(UONRequest, "dat_updated"),
		"GET /leads/{from}/{to}":                   u.list(UONLead, "dat"),
		"GET /leads/{from}/{to}/{page}":            u.list(UONLead, "dat"),
		"GET /leads/updated/{from}/{to}":           u.list(UONLead, "dat_updated"),
		"GET /leads/updated/{from}/{to}/{page}":    u.list(UONLead, "dat_updated"),
		"POST /request/search":                     u.search(UONRequest),
		"POST /lead/search":                        u.search(UONLead),

		"GET /status":      u.dictionary("statuses", requestStatuses),
		"GET /status_lead": u.dictionary("statuses", leadStatuses),
		"GET /source":      u.dictionary("sources", sources),
		"GET /manager":     u.managers,

		"POST /lead/create":         u.createLead,
		"POST /request/create":      u.createRequest,
		"POST /request/update/{id}": u.updateRequest,
		"POST /user/create":         u.createUser,
		"POST /payment/create":      u.createPayment,
		"POST /service/create":      u.createOther,
		"POST /call_history/create": u.createOther,
		"POST /reminder/create":     u.createReminder,

		"GET /webhook/{page}":       u.listHooks,
		"POST /webhook/create":      u.createHook,
		"POST /webhook/update/{id}": u.updateHook,
		"POST /webhook/delete/{id}": u.deleteHook,
		"/":                         func(w http.ResponseWriter, _ *http.Request) { u.refuse(w, http.StatusNotFound, "No route found") },
	} {
		m.HandleFunc(pattern, answer)
	}
	return m
}

func (u *UON) handle(w http.ResponseWriter, r *http.Request) {
	key, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if key != u.options.Key {
		u.refuse(w, http.StatusForbidden, "API key is wrong")
		return
	}
	if !u.rate.allow() {
		u.refuse(w, http.StatusTooManyRequests, "Too many requests")
		return
	}
	route, isJSON := strings.CutSuffix("/"+rest, ".json")
	if !isJSON || path.Clean(route) != route { // ServeMux would redirect the latter
		u.refuse(w, http.StatusNotFound, "No route found")
		return
	}
	inner := new(http.Request)
	*inner = *r
	address := *r.URL
	address.Path, address.RawPath = route, ""
	inner.URL = &address
	u.routes.ServeHTTP(w, inner)
}

// refuse answers with U-ON's form of an error. That 404 comes with a body like
// this is documented by clients; the 403 of a wrong key is a guess.
func (u *UON) refuse(w http.ResponseWriter, status int, message string) {
	sent := status
	if u.Quirks().ErrorsAs200 {
		sent = http.StatusOK
	}
	writeJSON(w, sent, object{"result": status, "message": message})
}

// uonRoute is the path behind the key.
func uonRoute(r *http.Request) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return "/" + rest
}
