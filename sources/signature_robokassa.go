package sources

import (
	"cmp"
	"encoding/hex"
	"hash"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/wire"
)

// robokassa is how Robokassa signs the news of a payment: a hash of the sum, the
// invoice, the shop's second password, and the shop's own parameters, each as it
// was sent, in the query or in a form.
type robokassa struct {
	hash      func() hash.Hash
	algorithm string
}

const (
	robokassaSignature = "SignatureValue"
	robokassaSum       = "OutSum"
	robokassaInvoice   = "InvId"
	robokassaOwn       = "shp_"
)

func (robokassa) secret() string { return "secret" }

func (p robokassa) given(c claim) (string, []string) {
	return robokassaSignature, valuesOf(p.form(c), robokassaSignature)
}

// form is all that was sent, as one form: what is sent twice is seen to be.
func (robokassa) form(c claim) string { return c.r.URL.RawQuery + "&" + string(c.body) }

func (p robokassa) check(c claim, given string, k keys) *engine.Error {
	sum, err := hex.DecodeString(given)
	if err != nil {
		return refuse("webhook.signature_unreadable", "name", robokassaSignature, "encoding", "hex")
	}
	if err := short(robokassaSignature, p.algorithm, sum); err != nil {
		return err
	}
	form := p.form(c)
	for _, name := range []string{robokassaSum, robokassaInvoice} {
		if _, err := one(name, valuesOf(form, name)); err != nil {
			return err
		}
	}
	right := false
	for _, secret := range k.secrets {
		h := p.hash()
		h.Write([]byte(signedPayment(form, secret)))
		right = same(string(sum), string(h.Sum(nil))) || right
	}
	if !right {
		return k.other(p.algorithm)
	}
	return nil
}

// delivery is of the payment: its news is sent until it is answered.
func (p robokassa) delivery(c claim, _ content) string { return digest(signedPayment(p.form(c), "")) }

// signedPayment is the text that is hashed.
func signedPayment(form, secret string) string {
	parts := []string{first(valuesOf(form, robokassaSum)), first(valuesOf(form, robokassaInvoice)), secret}
	var own []string
	for pair := range strings.SplitSeq(form, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if name := wire.Unescape(key); strings.HasPrefix(strings.ToLower(name), robokassaOwn) {
			own = append(own, name+"="+wire.Unescape(value))
		}
	}
	slices.SortFunc(own, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
	})
	return strings.Join(append(parts, own...), ":")
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
