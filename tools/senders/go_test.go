package senders_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	stripe "github.com/stripe/stripe-go/v85/webhook"
)

const (
	standardSecret   = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	standardPrevious = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
	standardOther    = "whsec_plJ3nmyCDGBKInavdOK15jsl8w4Qf9aC"
)

// cases are what a sender may do, and how that is answered.
var cases = []struct {
	name, secret string
	ago          time.Duration
	status       int
}{
	{"right", "secret", 0, 200},
	{"with the secret before", "previous", 0, 200},
	{"with another secret", "other", 0, 401},
	{"long ago", "secret", 12 * time.Minute, 401},
	{"ahead", "secret", -12 * time.Minute, 401},
}

func (l link) named(secret string) string {
	return map[string]string{"secret": l.Secret, "previous": l.Previous, "other": l.Other}[secret]
}

func TestStandardWebhooksInGoIsLetIn(t *testing.T) {
	w := newWorld(t)
	l := w.open("standard_webhooks", link{Secret: standardSecret, Previous: standardPrevious, Other: standardOther})
	body := []byte(`{"type":"contact.created","data":{"id":"1f81eb52","name":"Анна"}}`)
	for _, c := range cases {
		sender, err := standardwebhooks.NewWebhook(l.named(c.secret))
		w.must(err)
		at := time.Now().Add(-c.ago)
		signature, err := sender.Sign("msg_"+c.secret, at, body)
		w.must(err)
		header := http.Header{}
		header.Set(standardwebhooks.HeaderWebhookID, "msg_"+c.secret)
		header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
		header.Set(standardwebhooks.HeaderWebhookSignature, signature)
		if status, answer := w.post(l.URL, body, header); status != c.status {
			t.Errorf("%s: %d %s, want %d", c.name, status, answer, c.status)
		}
	}
	if got := w.why(l); got != "other old early" {
		t.Errorf("refused for %q", got)
	}
}

func TestStripeInGoIsLetIn(t *testing.T) {
	w := newWorld(t)
	l := w.open("stripe", link{Secret: "whsec_now", Previous: "whsec_before", Other: "whsec_other"})
	for _, c := range cases {
		signed := stripe.GenerateTestSignedPayload(&stripe.UnsignedPayload{
			Payload: []byte(`{"id":"evt_` + c.secret + `","object":"event","type":"payment_intent.succeeded"}`),
			Secret:  l.named(c.secret), Timestamp: time.Now().Add(-c.ago),
		})
		if status, answer := w.post(l.URL, signed.Payload, http.Header{"Stripe-Signature": {signed.Header}}); status != c.status {
			t.Errorf("%s: %d %s, want %d", c.name, status, answer, c.status)
		}
	}
	if got := w.why(l); got != "other old early" {
		t.Errorf("refused for %q", got)
	}
}
