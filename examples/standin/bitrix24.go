package standin

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Bitrix24Options say what a Bitrix24 is like. The zero value is usable.
type Bitrix24Options struct {
	User      int    // whose webhook it is; 1 when zero
	Secret    string // in the path of each call; "demo-bitrix-secret" when empty
	Burst     int    // calls at once before 503 QUERY_LIMIT_EXCEEDED; zero is no limit, 50 the real one
	PerSecond int    // calls a second that the burst drains by; 2 when zero
	Keep      int    // requests the recorder keeps; 10,000 when zero
}

// Bitrix24Quirks are what differs between installations. The zero value is the
// cloud as it is documented.
type Bitrix24Quirks struct {
	// EmptyObjects answers an empty map with {}. PHP, and so the real one, has [].
	EmptyObjects bool

	// OnlyHTTPS refuses a call that came by http with 400 INVALID_REQUEST, as the
	// real one does; stand-ins are mostly used without TLS.
	OnlyHTTPS bool
}

// Bitrix24 stands in for PORTAL.bitrix24.ru with an incoming webhook, whose secret
// is in the path: /rest/USER/SECRET/METHOD.json. Routes are paths behind the
// secret, without .json.
type Bitrix24 struct {
	*Front
	switches[Bitrix24Quirks]

	options Bitrix24Options
	bucket  bucket
	mu      sync.Mutex
	records map[string][]object // by entity: lead, deal, contact
	methods map[string]bitrixMethod
}

type bitrixMethod func(said object) (result any, more object, refusal *bitrixError)

// bitrixError is a refusal; its code may be "".
type bitrixError struct {
	status            int
	code, description string
}

// NewBitrix24 makes a stand-in. It is safe for concurrent use.
func NewBitrix24(o Bitrix24Options) *Bitrix24 {
	o.User = cmp.Or(o.User, 1)
	o.Secret = cmp.Or(o.Secret, "demo-bitrix-secret")
	b := &Bitrix24{options: o, records: map[string][]object{}, bucket: bucket{size: o.Burst, drain: cmp.Or(o.PerSecond, 2)}}
	b.Front = newFront(b.handle, bitrixRoute, o.Keep)
	b.methods = b.table()
	return b
}

// Path is what stands before the name of a method: "/rest/1/SECRET".
func (b *Bitrix24) Path() string {
	return "/rest/" + strconv.Itoa(b.options.User) + "/" + b.options.Secret
}

// Exceed lets the next n calls be refused as too many are.
func (b *Bitrix24) Exceed(n int) {
	b.Fail("/", n, Answer(http.StatusServiceUnavailable, string(encodeJSON(bitrixBusy.body()))))
}

// Overwork lets the next n calls be refused as those are that took too much time
// of ten minutes.
func (b *Bitrix24) Overwork(n int) {
	e := bitrixError{http.StatusTooManyRequests, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit."}
	b.Fail("/", n, Answer(e.status, string(encodeJSON(e.body()))))
}

var bitrixBusy = bitrixError{http.StatusServiceUnavailable, "QUERY_LIMIT_EXCEEDED", "Too many requests"}

func (e bitrixError) body() object {
	return object{"error": e.code, "error_description": e.description}
}

// bitrixRoute is the path behind the secret.
func bitrixRoute(r *http.Request) string {
	parts := strings.SplitN(strings.TrimPrefix(r.URL.Path, "/"), "/", 4)
	return "/" + strings.TrimSuffix(parts[len(parts)-1], ".json")
}

func (b *Bitrix24) handle(w http.ResponseWriter, r *http.Request) {
	began := b.now()
	refuse := func(e bitrixError) { writeJSON(w, e.status, e.body()) }
	said, readable := params(r)
	method := b.methods[strings.TrimPrefix(bitrixRoute(r), "/")]
	switch {
	case b.Quirks().OnlyHTTPS && r.TLS == nil:
		refuse(bitrixError{http.StatusBadRequest, "INVALID_REQUEST", "Https required."})
	case !strings.HasPrefix(r.URL.Path, b.Path()+"/"):
		refuse(bitrixError{http.StatusUnauthorized, "INVALID_CREDENTIALS", "Invalid request credentials"})
	case !b.bucket.pour(began):
		refuse(bitrixBusy)
	case !readable:
		refuse(bitrixError{http.StatusBadRequest, "INVALID_REQUEST", "The request cannot be read"})
	case method == nil:
		refuse(bitrixError{http.StatusNotFound, "ERROR_METHOD_NOT_FOUND", "Method not found!"})
	default:
		result, more, refusal := method(said)
		if refusal != nil {
			refuse(*refusal)
			return
		}
		answer := object{"result": b.php(result), "time": bitrixTime(began, b.now())}
		for name, v := range more {
			answer[name] = v
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

// php gives an empty map as PHP does.
func (b *Bitrix24) php(v any) any {
	if m, ok := v.(object); ok && len(m) == 0 && !b.Quirks().EmptyObjects {
		return []any{}
	}
	return v
}

func bitrixTime(began, ended time.Time) object {
	seconds := func(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
	return object{
		"start": seconds(began), "finish": seconds(ended), "duration": ended.Sub(began).Seconds(), "processing": 0.01,
		"date_start": began.Format(time.RFC3339), "date_finish": ended.Format(time.RFC3339),
		"operating_reset_at": began.Add(10 * time.Minute).Unix(), "operating": 0.01,
	}
}

// bucket is a leaky one: it holds so many calls and drains by so many a second.
// One without a size holds all.
type bucket struct {
	size, drain int
	mu          sync.Mutex
	level       float64
	at          time.Time
}

func (b *bucket) pour(now time.Time) bool {
	if b.size <= 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.level = max(0, b.level-now.Sub(b.at).Seconds()*float64(b.drain))
	b.at = now
	if b.level+1 > float64(b.size) {
		return false
	}
	b.level++
	return true
}

// Event is the form with which an outgoing webhook tells of an event, such as
// ONCRMLEADADD: it says the id of the record and nothing more.
func (b *Bitrix24) Event(name string, id int) url.Values {
	form := url.Values{"event": {name}, "event_handler_id": {"707"}, "ts": {strconv.FormatInt(b.now().Unix(), 10)}}
	setBrackets(form, "data", object{"FIELDS": object{"ID": id}})
	setBrackets(form, "auth", object{
		"domain": "demo.bitrix24.test", "client_endpoint": "https://demo.bitrix24.test/rest/",
		"server_endpoint": "https://oauth.bitrix24.test/rest/", "member_id": "d3m0", "application_token": "demo-application-token",
	})
	return form
}
