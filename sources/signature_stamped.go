package sources

import (
	"encoding/hex"
	"regexp"
	"strings"

	"stanok/engine"
)

// stamped is a signature with its time in one header: t=1492774577,v1=5257….
type stamped struct {
	stamp string
	sums  [][]byte // of version 1; several while a secret is being changed
}

// readStamped reads such a header; at is what the time is called. It is false
// without one time and a signature.
func readStamped(header, at string) (s stamped, ok bool) {
	times := 0
	for pair := range strings.SplitSeq(header, ",") {
		key, value, _ := strings.Cut(pair, "=")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case at:
			times++
			s.stamp = value
		case "v1":
			if sum, err := hex.DecodeString(value); err == nil && len(sum) > 0 {
				s.sums = append(s.sums, sum)
			}
		}
	}
	return s, times == 1 && s.stamp != "" && len(s.sums) > 0
}

// checkStamped checks such a header against the message that its time makes.
func checkStamped(c claim, name, given, at string, k keys, message func(stamp string) [][]byte) *engine.Error {
	s, ok := readStamped(given, at)
	if !ok {
		return refuse("webhook.signature_unreadable", "name", name, "encoding", at+"=…,v1=…")
	}
	if err := fresh(name, s.stamp, c.at); err != nil {
		return err
	}
	if !k.made(hashes["sha256"], s.sums, message(s.stamp)...) {
		return k.other("sha256")
	}
	return nil
}

// stripe is how Stripe signs. The whole secret is the key, "whsec_" and all.
type stripe struct{}

const stripeHeader = "Stripe-Signature"

func (stripe) secret() string { return "secret" }

func (stripe) given(c claim) (string, []string) { return stripeHeader, c.r.Header[stripeHeader] }

func (stripe) check(c claim, given string, k keys) *engine.Error {
	return checkStamped(c, stripeHeader, given, "t", k, func(stamp string) [][]byte {
		return [][]byte{[]byte(stamp), []byte("."), c.body}
	})
}

// delivery is the event's id, which the body has: every repeat is signed anew.
func (stripe) delivery(_ claim, body content) string { return textAt(body, "id") }

// mercadoPago is how Mercado Pago signs: not the body but what it is about, which
// the query says. Who needs more asks for the payment itself.
type mercadoPago struct{}

const (
	mercadoPagoHeader  = "X-Signature"
	mercadoPagoRequest = "X-Request-Id"
	mercadoPagoParam   = "data.id"
)

func (mercadoPago) secret() string { return "secret" }

func (mercadoPago) given(c claim) (string, []string) {
	return mercadoPagoHeader, c.r.Header[mercadoPagoHeader]
}

func (p mercadoPago) check(c claim, given string, k keys) *engine.Error {
	ids, requests := valuesOf(c.r.URL.RawQuery, mercadoPagoParam), c.r.Header[mercadoPagoRequest]
	if len(ids) > 1 {
		return refuse("webhook.signature_twice", "name", mercadoPagoParam)
	}
	if len(requests) > 1 {
		return refuse("webhook.signature_twice", "name", mercadoPagoRequest)
	}
	return checkStamped(c, mercadoPagoHeader, given, "ts", k, func(stamp string) [][]byte {
		return [][]byte{[]byte(p.manifest(c, stamp))}
	})
}

// delivery is all that is signed: it is no secret, and what else the request
// brings anybody could have written.
func (p mercadoPago) delivery(c claim, _ content) string {
	s, _ := readStamped(c.r.Header.Get(mercadoPagoHeader), "ts")
	return p.manifest(c, s.stamp)
}

var alphanumeric = regexp.MustCompile(`^[0-9A-Za-z]+$`)

// manifest is what is signed. What is missing is left out.
func (mercadoPago) manifest(c claim, stamp string) string {
	var b strings.Builder
	if ids := valuesOf(c.r.URL.RawQuery, mercadoPagoParam); len(ids) > 0 && ids[0] != "" {
		id := ids[0]
		if alphanumeric.MatchString(id) {
			id = strings.ToLower(id)
		}
		b.WriteString("id:" + id + ";")
	}
	if id := c.r.Header.Get(mercadoPagoRequest); id != "" {
		b.WriteString("request-id:" + id + ";")
	}
	b.WriteString("ts:" + stamp + ";")
	return b.String()
}
