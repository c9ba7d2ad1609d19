package standin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// The type_id of an event, as far as two lists of them agree.
const (
	UONLeadCreated          = 1
	UONRequestCreated       = 2
	UONClientCreated        = 3
	UONClientUpdated        = 4
	UONClientDeleted        = 5
	UONLeadStatusChanged    = 16
	UONRequestStatusChanged = 17
	UONFileAdded            = 20
	UONTouristChanged       = 22
	UONCommentAdded         = 31
)

// UONEvent is a notification that U-ON sends to a webhook.
type UONEvent struct {
	Type int       // type_id; UONRequestCreated when zero
	ID   string    // of the lead or request; of the client for client events
	At   time.Time // datetime, sent in Moscow time to the second; now when zero

	StatusOld, StatusNew string // status_id_old and status_id_new, sent when not empty

	Client         map[string]any // of client events; the stand-in's own record when nil
	ClientBrackets bool           // client[u_name]=… instead of JSON text in client

	Post             bool       // POST form instead of GET with everything in the query
	WithoutRID       bool       // leave r_id out, as some receivers saw
	WithoutRequestID bool       // leave request_id out, as the others saw
	Extra            url.Values // further fields, such as file_id, or method=call for telephony
}

// moscow is the zone in which U-ON writes times.
var moscow = time.FixedZone("MSK", 3*60*60)

// Form gives the fields of a notification.
func (u *UON) Form(e UONEvent) url.Values {
	kind := e.kind()
	at := e.At
	if at.IsZero() {
		at = u.now()
	}
	form := url.Values{
		"uon_id":        {strconv.Itoa(u.options.Account)},
		"uon_subdomain": {"id" + strconv.Itoa(u.options.Account)},
		"datetime":      {at.In(moscow).Format(time.DateTime)},
		"type_id":       {strconv.Itoa(kind)},
	}
	if kind >= UONClientCreated && kind <= UONClientDeleted {
		u.setClient(form, e)
	} else {
		setUnless(form, "r_id", e.ID, e.WithoutRID)
		setUnless(form, "request_id", e.ID, e.WithoutRequestID)
	}
	setUnless(form, "status_id_old", e.StatusOld, e.StatusOld == "")
	setUnless(form, "status_id_new", e.StatusNew, e.StatusNew == "")
	for name, values := range e.Extra {
		form[name] = values
	}
	return form
}

// Notify sends a notification to hookURL and returns the answer, whose body
// the caller closes. U-ON accepts any 200; whether it sends again otherwise is
// not known, so this sends once. A query that hookURL has is kept.
// A nil client is http.DefaultClient.
func (u *UON) Notify(ctx context.Context, client *http.Client, hookURL string, e UONEvent) (*http.Response, error) {
	if client == nil {
		client = http.DefaultClient
	}
	form := u.Form(e)
	switch e.kind() {
	case UONLeadCreated:
		u.records.markBorn(UONLead, e.ID, u.now())
	case UONRequestCreated:
		u.records.markBorn(UONRequest, e.ID, u.now())
	}
	if e.Post {
		return postForm(ctx, client, hookURL, form)
	}
	address, err := url.Parse(hookURL)
	if err != nil {
		return nil, fmt.Errorf("reading the webhook address: %w", err)
	}
	query := address.Query()
	for name, values := range form {
		query[name] = values
	}
	address.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("preparing a notification: %w", err)
	}
	return client.Do(req)
}

func (e UONEvent) kind() int {
	if e.Type == 0 {
		return UONRequestCreated
	}
	return e.Type
}

func (u *UON) setClient(form url.Values, e UONEvent) {
	form.Set("client_id", e.ID)
	client := e.Client
	if client == nil {
		client = u.records.find(UONUser, e.ID)
	}
	switch {
	case client == nil:
	case e.ClientBrackets:
		setBrackets(form, "client", client)
	default:
		form.Set("client", string(encodeJSON(client)))
	}
}

func setUnless(form url.Values, name, value string, not bool) {
	if !not {
		form.Set(name, value)
	}
}
