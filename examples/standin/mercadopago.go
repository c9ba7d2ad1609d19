package standin

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// MercadoPagoOptions say what a Mercado Pago is like. The zero value is usable.
type MercadoPagoOptions struct {
	Token  string // the access token; "demo-mp-token" when empty
	Secret string // notifications are signed with it; "demo-mp-secret" when empty
	Keep   int    // payments kept, and requests the recorder keeps; 10,000 when zero
}

// MercadoPagoQuirks are what working clients meet.
type MercadoPagoQuirks struct {
	// BusyFor answers 429 with Retry-After.
	BusyFor time.Duration
	// Unsigned sends notifications without a signature, as those of QR codes are.
	Unsigned bool
	// IPN sends notifications the older way: ?topic=payment&id=…, and no body.
	IPN bool
}

// MercadoPago stands in for api.mercadopago.com: payments, and notifications of
// them.
type MercadoPago struct {
	*Front
	switches[MercadoPagoQuirks]

	options  MercadoPagoOptions
	mu       sync.Mutex
	payments map[string]object // by number
	keys     map[string]string // numbers of payments by X-Idempotency-Key
	last     int
	told     int // notifications
}

// NewMercadoPago makes a stand-in that knows the payment 123456. It is safe for
// concurrent use.
func NewMercadoPago(o MercadoPagoOptions) *MercadoPago {
	o.Token, o.Secret, o.Keep = cmp.Or(o.Token, "demo-mp-token"), cmp.Or(o.Secret, "demo-mp-secret"), cmp.Or(o.Keep, keptRequests)
	m := &MercadoPago{options: o, payments: map[string]object{}, keys: map[string]string{}, last: 123456}
	m.payments["123456"] = object{
		"id": 123456, "status": "approved", "status_detail": "accredited", "transaction_amount": json.Number("149.90"),
		"currency_id": "BRL", "external_reference": "OP-553", "payer": object{"email": "joao@example.test"},
	}
	m.Front = newFront(m.handle, func(r *http.Request) string { return r.URL.Path }, o.Keep)
	return m
}

// Token is the access token that the stand-in takes.
func (m *MercadoPago) Token() string { return m.options.Token }

// Secret is what notifications are signed with.
func (m *MercadoPago) Secret() string { return m.options.Secret }

// Made is how many payments there are.
func (m *MercadoPago) Made() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.payments)
}

func (m *MercadoPago) handle(w http.ResponseWriter, r *http.Request) {
	number, one := strings.CutPrefix(r.URL.Path, "/v1/payments/")
	switch {
	case m.Quirks().BusyFor > 0:
		TooMany(m.Quirks().BusyFor)(w, r, nil)
	case trimBearer(r.Header.Get("Authorization")) != m.options.Token:
		refuseMP(w, http.StatusUnauthorized, "unauthorized", "invalid access token")
	case r.Method == http.MethodGet && r.URL.Path == "/users/me":
		writeJSON(w, http.StatusOK, object{"id": 4420, "nickname": "LOJA"})
	case r.Method == http.MethodGet && one:
		m.read(w, number)
	case r.Method == http.MethodPost && r.URL.Path == "/v1/payments":
		m.create(w, r)
	default:
		refuseMP(w, http.StatusNotFound, "not_found", "resource not found")
	}
}

func (m *MercadoPago) read(w http.ResponseWriter, number string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.payments[number]; p != nil {
		writeJSON(w, http.StatusOK, p)
		return
	}
	refuseMP(w, http.StatusNotFound, "not_found", "Payment not found")
}

// create makes a payment once for each X-Idempotency-Key, which it insists on.
func (m *MercadoPago) create(w http.ResponseWriter, r *http.Request) {
	key := r.Header.Get("X-Idempotency-Key")
	var p object
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	switch {
	case key == "":
		refuseMP(w, http.StatusBadRequest, "bad_request", "Header X-Idempotency-Key can't be null", "X-Idempotency-Key is required")
		return
	case d.Decode(&p) != nil || p == nil:
		refuseMP(w, http.StatusBadRequest, "bad_request", "invalid JSON")
		return
	}
	if n, ok := p["transaction_amount"].(json.Number); !ok || strings.HasPrefix(n.String(), "-") {
		refuseMP(w, http.StatusBadRequest, "bad_request", "Invalid transaction_amount", "transaction_amount must be positive")
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if made := m.payments[m.keys[key]]; made != nil {
		writeJSON(w, http.StatusCreated, made)
		return
	}
	if len(m.payments) >= m.options.Keep {
		clear(m.payments)
		clear(m.keys)
	}
	m.last++
	number := strconv.Itoa(m.last)
	p["id"], p["status"] = m.last, "pending"
	p["point_of_interaction"] = object{"transaction_data": object{"qr_code": "00020126580014br.gov.bcb.pix" + number}}
	m.payments[number], m.keys[key] = p, number
	writeJSON(w, http.StatusCreated, p)
}

func refuseMP(w http.ResponseWriter, status int, kind, message string, causes ...string) {
	list := []object{}
	for i, c := range causes {
		list = append(list, object{"code": 4000 + i, "description": c})
	}
	writeJSON(w, status, object{"message": message, "error": kind, "status": status, "cause": list})
}

// Notify tells a webhook once that a payment has changed, and returns the answer,
// whose body the caller closes.
func (m *MercadoPago) Notify(ctx context.Context, client *http.Client, hookURL, number string, at time.Time) (*http.Response, error) {
	u, err := url.Parse(hookURL)
	if err != nil {
		return nil, err
	}
	q, quirks := u.Query(), m.Quirks()
	if quirks.IPN {
		q.Set("topic", "payment")
		q.Set("id", number)
		u.RawQuery = q.Encode()
		return postForm(ctx, client, u.String(), nil)
	}
	q.Set("data.id", number)
	q.Set("type", "payment")
	u.RawQuery = q.Encode()
	body := object{
		"id": 88001, "live_mode": true, "type": "payment", "date_created": at.UTC().Format(time.RFC3339), "user_id": 4420,
		"api_version": "v1", "action": "payment.updated", "data": object{"id": number},
	}
	request := m.nextRequest()
	headers := []string{"X-Request-Id", request}
	if !quirks.Unsigned {
		ts := strconv.FormatInt(at.Unix(), 10)
		headers = append(headers, "X-Signature", "ts="+ts+",v1="+m.sign(number, request, ts))
	}
	return postJSON(ctx, client, u.String(), body, headers...)
}

func (m *MercadoPago) nextRequest() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.told++
	return "req-" + strconv.Itoa(m.told)
}

func (m *MercadoPago) sign(number, request, ts string) string {
	mac := hmac.New(sha256.New, []byte(m.options.Secret))
	_, _ = mac.Write([]byte("id:" + strings.ToLower(number) + ";request-id:" + request + ";ts:" + ts + ";"))
	return hex.EncodeToString(mac.Sum(nil))
}
