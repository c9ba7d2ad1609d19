package standin

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// RDStationOptions say what an RD Station is like. The zero value is usable.
type RDStationOptions struct {
	Token string // the access token; "demo-rd-token" when empty
	Keep  int    // conversions kept, and requests the recorder keeps; 10,000 when zero
}

// RDStationQuirks are what working clients meet.
type RDStationQuirks struct {
	// BusyFor answers 429 with Retry-After, as beyond 120 requests a minute.
	BusyFor time.Duration
	// ErrorList writes errors as a list, as some calls do.
	ErrorList bool
}

// RDStation stands in for api.rd.services: conversions and contacts of RD Station
// Marketing.
type RDStation struct {
	*Front
	switches[RDStationQuirks]

	options     RDStationOptions
	mu          sync.Mutex
	conversions tail[object]
	contacts    map[string]object // by e-mail
}

// NewRDStation makes a stand-in. It is safe for concurrent use.
func NewRDStation(o RDStationOptions) *RDStation {
	o.Token, o.Keep = cmp.Or(o.Token, "demo-rd-token"), cmp.Or(o.Keep, keptRequests)
	s := &RDStation{options: o, conversions: tail[object]{limit: o.Keep}, contacts: map[string]object{}}
	s.Front = newFront(s.handle, func(r *http.Request) string { return r.URL.Path }, o.Keep)
	return s
}

// Token is the access token that the stand-in takes.
func (s *RDStation) Token() string { return s.options.Token }

// Conversions are the payloads recorded lately, oldest first; read, do not change.
func (s *RDStation) Conversions() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]object{}, s.conversions.latest()...)
}

// Contact is what is known of an e-mail; nil if nothing is.
func (s *RDStation) Contact(email string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.contacts[email])
}

func (s *RDStation) handle(w http.ResponseWriter, r *http.Request) {
	email, contact := strings.CutPrefix(r.URL.EscapedPath(), "/platform/contacts/email:")
	switch {
	case s.Quirks().BusyFor > 0:
		TooMany(s.Quirks().BusyFor)(w, r, nil)
	case trimBearer(r.Header.Get("Authorization")) != s.options.Token:
		s.refuse(w, http.StatusUnauthorized, "UNAUTHORIZED", "Invalid token.")
	case r.Method == http.MethodGet && r.URL.Path == "/marketing/account_info":
		writeJSON(w, http.StatusOK, object{"name": "Loja de Exemplo"})
	case r.Method == http.MethodPost && r.URL.Path == "/platform/events":
		s.convert(w, r)
	case r.Method == http.MethodPatch && contact:
		s.save(w, r, email)
	default:
		s.refuse(w, http.StatusNotFound, "RESOURCE_NOT_FOUND", "The resource could not be found.")
	}
}

func (s *RDStation) convert(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Type    string `json:"event_type"`
		Family  string `json:"event_family"`
		Payload object `json:"payload"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Type != "CONVERSION" || body.Family != "CDP" {
		s.refuse(w, http.StatusBadRequest, "INVALID_EVENT_TYPE", "Must be a conversion of the family CDP.")
		return
	}
	for _, need := range []string{"conversion_identifier", "email"} {
		if text(body.Payload[need]) == "" {
			s.refuse(w, http.StatusBadRequest, "CANNOT_BE_BLANK", need+" cannot be blank.")
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conversions.add(body.Payload)
	writeJSON(w, http.StatusOK, object{"event_uuid": "5408c5a3-4711-4f2e-8d0b-" + uuidEnd(s.conversions.total)})
}

// uuidEnd is a number as the end of a UUID.
func uuidEnd(n int) string {
	digits := text(n)
	return strings.Repeat("0", max(0, 12-len(digits))) + digits
}

// save changes the contact of an e-mail, or makes it.
func (s *RDStation) save(w http.ResponseWriter, r *http.Request, escaped string) {
	var body object
	email, err := url.PathUnescape(escaped)
	if err != nil || !strings.Contains(email, "@") || json.NewDecoder(r.Body).Decode(&body) != nil {
		s.refuse(w, http.StatusBadRequest, "INVALID_FORMAT", "The e-mail or the body is invalid.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.contacts[email]
	if known == nil {
		if len(s.contacts) >= s.options.Keep {
			clear(s.contacts)
		}
		known = object{"uuid": "c2f3d2b3-7250-4d27-97f4-" + uuidEnd(len(s.contacts)+1), "email": email}
		s.contacts[email] = known
	}
	maps.Copy(known, body)
	writeJSON(w, http.StatusOK, known)
}

func (s *RDStation) refuse(w http.ResponseWriter, status int, kind, message string) {
	one := object{"error_type": kind, "error_message": message}
	if s.Quirks().ErrorList {
		writeJSON(w, status, object{"errors": []object{one}})
		return
	}
	writeJSON(w, status, object{"errors": one})
}
