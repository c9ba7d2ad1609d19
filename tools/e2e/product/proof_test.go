package product_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

const signed = `
format: 1
name: Orders
source: {type: webhook, with: {signature: {scheme: hmac, connection: shop, header: X-Signature}}}
actions: [{id: a, type: set, with: {values: {x: 1}}}]
`

func TestTheSampleIsTriedAgainstTheSignature(t *testing.T) {
	w := product.New(t)
	var shop struct{ ID string }
	w.Call("POST", "/connections", `{"name": "shop", "type": "fields", "origins": ["https://shop.example.com"], "secrets": {"secret": "a wrong one"}}`, &shop)
	id := w.Add(signed)
	const body = `{"id": 1}`
	mac := hmac.New(sha256.New, []byte("the right one"))
	mac.Write([]byte(body))
	r, err := http.NewRequestWithContext(t.Context(), "POST", w.Link(id), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Signature", hex.EncodeToString(mac.Sum(nil)))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		t.Fatalf("the link answers %d", answer.StatusCode)
	}
	p := w.Owner()
	product.Open(p, id, "source")
	p.Has("signature-test", "data-look", "fail")
	p.Says("signature-test", "belongs to another secret")
	p.Axe()
	p.Hover("signature-test")
	p.Screenshot("wrong")
	w.Call("PUT", "/connections/"+shop.ID, `{"name": "shop", "type": "fields", "origins": ["https://shop.example.com"], "secrets": {"secret": "the right one"}}`, nil)
	p.Reload()
	p.Has("signature-test", "data-look", "ok")
	w.Call("PUT", "/processings/"+id, strings.Replace(signed, "X-Signature", "X-Other", 1), nil)
	p.Reload()
	p.Says("signature-test", "does not have “X-Other”")

	p.Prefers("prefers-color-scheme", "dark")
	p.Phone()
	p.Reload()
	p.See("sample-refused")
	if browser.Eval[bool](p, `() => document.documentElement.scrollWidth > document.documentElement.clientWidth`) {
		t.Error("on a phone the reason makes the page wider than it is")
	}
	p.Axe()
}

// A person chooses GitHub, is led to a connection for its secret, and reads of each
// request why it was refused, or that it is right.
func TestASignatureIsSetUpByItsServicesName(t *testing.T) {
	w := product.New(t)
	id := w.Add(strings.Replace(signed, ", with: {signature: {scheme: hmac, connection: shop, header: X-Signature}}", "", 1))
	p := w.Owner()
	product.Open(p, id, "source")
	p.Click("details:has([data-testid=signature]) > summary")
	p.Choose("field-scheme", `{"connection":"github","scheme":"github"}`)
	p.Says("error-connection", "github")
	p.Axe()
	p.Click("create-connection")
	p.Holds("#connection-name", "github")
	p.Fill("secret-secret", "s3cret of the repository")
	p.Screenshot("connection")
	p.Click("connection-save")
	p.Gone("error-connection")
	p.Gone("signature-test")

	const body = `{"action": "opened"}`
	mac := hmac.New(sha256.New, []byte("s3cret of the repository"))
	mac.Write([]byte(body))
	right := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	for _, c := range []struct {
		header, look, says string
		status             int
	}{
		{"", "fail", "does not have “X-Hub-Signature-256”", 401},
		{"sha256=" + strings.Repeat("0", 64), "fail", "belongs to another secret", 401},
		{"sha1=" + strings.Repeat("0", 40), "fail", "not written as hex", 401},
		{right, "ok", "has the right signature", 200},
	} {
		if got := deliver(t, w.Link(id), body, "X-Hub-Signature-256", c.header); got != c.status {
			t.Fatalf("the link answers %d to %q", got, c.header)
		}
		p.Says("signature-test", c.says)
		p.Has("signature-test", "data-look", c.look)
		p.Hover("signature-test")
		p.Screenshot("github-" + c.look)
	}
	p.Choose("field-scheme", "null")
	p.Gone("signature-test")
	product.Saved(p)
	if with := w.Draft(id).Source["with"]; with != nil && len(with.(map[string]any)) > 0 {
		t.Errorf("without a check the source has %v", with)
	}
}

// deliver sends a body with its signature in a header, unless that is empty, and
// returns the status of the answer.
func deliver(t *testing.T, link, body, header, signature string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", link, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if signature != "" {
		r.Header.Set(header, signature)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// TestA49AWrongSecretIsToldOnBothSidesUntilItIsMended: the sender learns no more
// than that it was refused, and the owner why.
func TestA49AWrongSecretIsToldOnBothSidesUntilItIsMended(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	var shop struct{ ID string }
	w.Call("POST", "/connections", `{"name": "shop", "type": "fields", "origins": ["https://shop.example.com"], "secrets": {"secret": "a wrong one"}}`, &shop)
	m := w.Make(signed)
	const body = `{"id": 1}`
	mac := hmac.New(sha256.New, []byte("the right one"))
	mac.Write([]byte(body))
	right := hex.EncodeToString(mac.Sum(nil))
	send := func() int { return deliver(t, m.Link, body, "X-Signature", right) }

	p := w.Owner()
	product.Open(p, m.ID, "source")
	p.Click("run-switch")
	p.Has("run-switch", "aria-checked", "true")
	if status := send(); status != http.StatusUnauthorized {
		t.Fatalf("the sender gets %d", status)
	}
	p.Says("sample-refused", "The signature belongs to another secret or another text")
	p.Has("signature-test", "data-look", "fail")
	p.Says("signature-test", "belongs to another secret")
	p.Screenshot("a49-wrong")
	p.Click("a[href$='/ops']")
	p.Numbers("operation-row", 0)

	p.Go("/connections/" + shop.ID) // the fix, where the sentence sends people
	p.Click("replace-secret")
	p.See("[data-testid=secret-secret]:not([readonly])")
	p.Fill("secret-secret", "the right one")
	p.Click("connection-save")
	p.See("connection-saved")
	product.Open(p, m.ID, "source")
	p.Has("signature-test", "data-look", "ok")
	p.Says("signature-test", "has the right signature")
	p.Screenshot("a49-right")
	if status := send(); status != http.StatusOK {
		t.Fatalf("the sender gets %d", status)
	}
	p.Click("a[href$='/ops']")
	p.Numbers("operation-row", 1)
}
