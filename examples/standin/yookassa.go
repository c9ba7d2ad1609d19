package standin

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// YooKassaOptions say what a YooKassa is like. The zero value is usable.
type YooKassaOptions struct {
	Shop   string // "100500" when empty
	Secret string // "test_demo-yookassa-secret" when empty
	Keep   int    // requests the recorder keeps; 10,000 when zero
}

// YooKassaQuirks are what happens only at times.
type YooKassaQuirks struct {
	// Unknown is how many payments are created and then answered with 500: the
	// result is unknown, and the same key asked again gives the same payment.
	Unknown int
}

// YooKassa stands in for api.yookassa.ru/v3.
type YooKassa struct {
	*Front
	switches[YooKassaQuirks]

	options  YooKassaOptions
	mu       sync.Mutex
	payments map[string]object
	order    []string
	keys     map[string]keyed // by Idempotence-Key
}

// keyed is what a key was used for.
type keyed struct {
	body []byte
	id   string
}

// NewYooKassa makes a stand-in. It is safe for concurrent use.
func NewYooKassa(o YooKassaOptions) *YooKassa {
	o.Shop = cmp.Or(o.Shop, "100500")
	o.Secret = cmp.Or(o.Secret, "test_demo-yookassa-secret")
	y := &YooKassa{options: o, payments: map[string]object{}, keys: map[string]keyed{}}
	y.Front = newFront(y.handle, func(r *http.Request) string { return r.URL.Path }, o.Keep)
	return y
}

// Shop is the login that the stand-in takes.
func (y *YooKassa) Shop() string { return y.options.Shop }

// Secret is the password that it takes.
func (y *YooKassa) Secret() string { return y.options.Secret }

// Payments are all that were created, oldest first. Read, do not change.
func (y *YooKassa) Payments() []map[string]any {
	y.mu.Lock()
	defer y.mu.Unlock()
	all := make([]map[string]any, len(y.order))
	for i, id := range y.order {
		all[i] = y.payments[id]
	}
	return all
}

func (y *YooKassa) handle(w http.ResponseWriter, r *http.Request) {
	login, password, _ := r.BasicAuth()
	rest, inside := strings.CutPrefix(r.URL.Path, "/v3/")
	switch {
	case !inside:
		yooError(w, http.StatusNotFound, "not_found", "Not found", "")
	case login != y.options.Shop || password != y.options.Secret:
		yooError(w, http.StatusUnauthorized, "invalid_credentials", "Basic authentication failed", "")
	case rest == "me" && r.Method == http.MethodGet:
		writeJSON(w, http.StatusOK, object{"account_id": y.options.Shop, "status": "enabled", "test": true, "fiscalization_enabled": false, "payment_methods": []any{"bank_card"}})
	case rest == "payments" && r.Method == http.MethodPost:
		y.create(w, r)
	case strings.HasPrefix(rest, "payments/") && r.Method == http.MethodGet:
		y.read(w, strings.TrimPrefix(rest, "payments/"))
	default:
		yooError(w, http.StatusNotFound, "not_found", "Not found", "")
	}
}

var yooAmount = regexp.MustCompile(`^[0-9]{1,9}\.[0-9]{2}$`)

func (y *YooKassa) create(w http.ResponseWriter, r *http.Request) {
	var said object
	var raw bytes.Buffer
	_, err := raw.ReadFrom(r.Body)
	key := r.Header.Get("Idempotence-Key")
	switch {
	case !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"):
		yooError(w, http.StatusUnsupportedMediaType, "invalid_request", "Content-Type must be application/json", "")
		return
	case err != nil || decodeJSON(raw.Bytes(), &said) != nil:
		yooError(w, http.StatusBadRequest, "invalid_request", "Request body cannot be parsed", "")
		return
	case key == "" || len(key) > 64:
		yooError(w, http.StatusBadRequest, "invalid_request", "Idempotence key is missing or longer than 64 characters", "Idempotence-Key")
		return
	case !yooAmount.MatchString(text(dig(said, "amount", "value"))):
		yooError(w, http.StatusBadRequest, "invalid_request", "Invalid value of the amount", "amount.value")
		return
	case text(dig(said, "confirmation", "type")) == "redirect" && text(dig(said, "confirmation", "return_url")) == "":
		yooError(w, http.StatusBadRequest, "invalid_request", "Required parameter is missing", "confirmation.return_url")
		return
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	before, again := y.keys[key]
	if again && !bytes.Equal(before.body, raw.Bytes()) {
		yooError(w, http.StatusBadRequest, "invalid_request", "Idempotence key duplicated", "Idempotence-Key")
		return
	}
	if !again && len(y.order) >= maxRecords {
		yooError(w, http.StatusForbidden, "forbidden", "The stand-in is full", "")
		return
	}
	if !again {
		before = keyed{bytes.Clone(raw.Bytes()), y.pay(said)}
		y.keys[key] = before
	}
	if y.stumbles() {
		yooError(w, http.StatusInternalServerError, "internal_server_error", "The result is unknown", "")
		return
	}
	writeJSON(w, http.StatusOK, y.payments[before.id])
}

// stumbles takes one of the payments whose result is to be unknown.
func (y *YooKassa) stumbles() (so bool) {
	if y.Quirks().Unknown > 0 {
		y.Switch(func(q *YooKassaQuirks) { q.Unknown, so = q.Unknown-1, true })
	}
	return so
}

func (y *YooKassa) pay(said object) string {
	id := fmt.Sprintf("2c%06x-000f-5000-8000-18db351245c7", len(y.order)+1)
	payment := object{
		"id": id, "status": "pending", "paid": false, "amount": said["amount"], "created_at": y.now().UTC().Format(time.RFC3339),
		"description": said["description"], "metadata": said["metadata"], "refundable": false, "test": true,
		"recipient": object{"account_id": y.options.Shop, "gateway_id": "100700"},
	}
	if payment["metadata"] == nil {
		payment["metadata"] = object{}
	}
	if kind := text(dig(said, "confirmation", "type")); kind != "" {
		payment["confirmation"] = object{
			"type": kind, "return_url": dig(said, "confirmation", "return_url"),
			"confirmation_url": "https://yoomoney.test/checkout/payments/v2/contract?orderId=" + id,
		}
	}
	y.payments[id] = payment
	y.order = append(y.order, id)
	return id
}

func (y *YooKassa) read(w http.ResponseWriter, id string) {
	y.mu.Lock()
	payment, ok := y.payments[id]
	y.mu.Unlock()
	if !ok {
		yooError(w, http.StatusNotFound, "not_found", "Payment doesn't exist or access denied", "payment_id")
		return
	}
	writeJSON(w, http.StatusOK, payment)
}

// Pay lets a customer pay, and returns the payment as it is then; nil if there is
// none.
func (y *YooKassa) Pay(id string) map[string]any {
	y.mu.Lock()
	defer y.mu.Unlock()
	payment, ok := y.payments[id]
	if !ok {
		return nil
	}
	payment = maps.Clone(payment)
	maps.Copy(payment, object{"status": "succeeded", "paid": true, "refundable": true})
	y.payments[id] = payment
	return payment
}

// Notify tells a webhook of a payment, and returns the answer, whose body the
// caller closes. The real one repeats this for a day until it gets a 200.
func (y *YooKassa) Notify(ctx context.Context, client *http.Client, hookURL, id string) (*http.Response, error) {
	y.mu.Lock()
	payment := y.payments[id]
	y.mu.Unlock()
	body := encodeJSON(object{"type": "notification", "event": "payment." + text(payment["status"]), "object": payment})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, hookURL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("preparing a notification: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	return client.Do(req)
}

func yooError(w http.ResponseWriter, status int, code, description, parameter string) {
	body := object{"type": "error", "id": "ab5a11cd-13cc-4e33-af8b-75a74e18dd09", "code": code, "description": description}
	if parameter != "" {
		body["parameter"] = parameter
	}
	writeJSON(w, status, body)
}
