package sources_test

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/sources"
)

func withSecret(name, value string) engine.Connection {
	return engine.Connection{Secrets: map[string]engine.Secret{name: engine.Secret(value)}}
}

func sign(algorithm func() hash.Hash, secret, message string) []byte {
	mac := hmac.New(algorithm, []byte(secret))
	mac.Write([]byte(message))
	return mac.Sum(nil)
}

func TestASharedSecretLetsIn(t *testing.T) {
	cases := []struct {
		name, signature string
		conn            engine.Connection
		target          string
		headers         []string
		ok              bool
	}{
		{"header", `"scheme":"secret_header","header":"X-Hotmart-Hottok"`, withSecret("secret", "s3"), "", []string{"X-HOTMART-HOTTOK", "s3"}, true},
		{"header, wrong", `"scheme":"secret_header","header":"X-Token"`, withSecret("secret", "s3"), "", []string{"X-Token", "s4"}, false},
		{"header, absent", `"scheme":"secret_header","header":"X-Token"`, withSecret("secret", "s3"), "", nil, false},
		{"header, twice", `"scheme":"secret_header","header":"X-Token"`, withSecret("secret", "s3"), "", []string{"X-Token", "s3", "X-Token", "s3"}, false},
		{"header, no secret set", `"scheme":"secret_header","header":"X-Token"`, engine.Connection{}, "", []string{"X-Token", ""}, false},
		{"bearer", `"scheme":"secret_header","header":"authorization"`, withSecret("secret", "s3"), "", []string{"Authorization", "Bearer s3"}, true},
		{"query", `"scheme":"secret_query","param":"key"`, withSecret("secret", "a b"), "?key=a+b", nil, true},
		{"query, escaped name", `"scheme":"secret_query","param":"key"`, withSecret("secret", "a"), "?%6bey=a", nil, true},
		{"query, twice", `"scheme":"secret_query","param":"key"`, withSecret("secret", "a"), "?key=a&key=a", nil, false},
		{"query, wrong", `"scheme":"secret_query","param":"key"`, withSecret("secret", "a"), "?key=b", nil, false},
		{"query, no secret set", `"scheme":"secret_query","param":"key"`, engine.Connection{}, "?key=", nil, false},
		{"basic", `"scheme":"basic"`, engine.Connection{Fields: map[string]string{"username": "u"}, Secrets: map[string]engine.Secret{"password": "p"}},
			"", []string{"Authorization", "Basic dTpw"}, true},
		{"basic, wrong", `"scheme":"basic"`, engine.Connection{Fields: map[string]string{"username": "u"}, Secrets: map[string]engine.Secret{"password": "x"}},
			"", []string{"Authorization", "Basic dTpw"}, false},
		{"basic, no secret set", `"scheme":"basic"`, engine.Connection{Fields: map[string]string{"username": "u"}}, "", []string{"Authorization", "Basic dTo="}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHook(t, `{"signature":{"connection":"shop",`+c.signature+`}}`)
			h.keys["shop"] = c.conn
			r := h.send("POST", c.target, "a=1", c.headers...)
			if !c.ok {
				r.want(t, 401, "webhook.signature")
				check(t, "operations", len(h.intake.events), 0)
				return
			}
			r.want(t, 200, "")
			for _, secret := range []string{"s3", "a+b", "dTpw"} {
				if strings.Contains(string(h.last().Data), secret) {
					t.Errorf("the record shows the secret: %s", h.last().Data)
				}
			}
		})
	}
}

func TestASchemeWithoutItsConnectionLetsNobodyIn(t *testing.T) {
	for _, s := range []string{
		`{"scheme":"secret_header","connection":"gone","header":"X-Token"}`,
		`{"scheme":"secret_query","connection":"gone","param":"key"}`,
		`{"scheme":"basic","connection":"gone"}`,
		`{"scheme":"hmac","connection":"gone","header":"X-Signature"}`,
	} {
		h := newHook(t, `{"signature":`+s+`}`)
		r := h.send("POST", "?key=", "", "X-Token", "", "X-Signature", "").want(t, 401, "webhook.signature")
		if strings.Contains(s, "basic") != (r.header.Get("WWW-Authenticate") != "") {
			t.Errorf("%s: WWW-Authenticate %q", s, r.header.Get("WWW-Authenticate"))
		}
	}
}

func TestASecretThatCannotBeReadNowIsATimeToAskAgain(t *testing.T) {
	h := newHook(t, `{"signature":{"scheme":"basic","connection":"shop"}}`, func(c *sources.Config) { c.Keys = lockedKeys{} })
	h.json(`{}`).want(t, 503, "storage.failed")
}

type lockedKeys struct{ engine.Keyring }

func (lockedKeys) Open(_ context.Context, _ engine.WorkspaceID, _ string) (engine.Connection, error) {
	return engine.Connection{}, &engine.Error{Kind: engine.Unavailable, Code: "storage.failed", Err: errors.New("disk")}
}

func TestAMACOfTheBytesLetsIn(t *testing.T) {
	// GitHub's own example of a signature.
	h := newHook(t, `{"signature":{"scheme":"hmac","connection":"hub","header":"X-Hub-Signature-256"}}`)
	h.keys["hub"] = withSecret("secret", "It's a Secret to Everybody")
	const sum = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
	h.send("POST", "", "Hello, World!", "X-Hub-Signature-256", "sha256="+sum).want(t, 200, "")
	h.send("POST", "", "Hello, World!", "X-Hub-Signature-256", sum).want(t, 200, "")
	for _, bad := range []string{"", "sha256=", "sha1=" + sum, sum[:62], sum + "00", strings.Repeat("0", 64), "zz"} {
		h.send("POST", "", "Hello, World!", "X-Hub-Signature-256", bad).want(t, 401, "webhook.signature")
	}
	h.send("POST", "", "Hello, World! ", "X-Hub-Signature-256", sum).want(t, 401, "webhook.signature")
	check(t, "refused are shown", h.intake.samples[len(h.intake.samples)-1].Verdict, "webhook.signature_other")
}

func TestAMACCanBeMadeInManyWays(t *testing.T) {
	algorithms := map[string]func() hash.Hash{"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}
	encodings := map[string]func([]byte) string{"hex": hex.EncodeToString, "base64": base64.StdEncoding.EncodeToString}
	for algorithm, make := range algorithms {
		for encoding, encode := range encodings {
			with := fmt.Sprintf(`{"signature":{"scheme":"hmac","connection":"c","param":"sig","algorithm":%q,"encoding":%q,
				"signed":"v0:{{ timestamp }}.{{ delivery }}.{{method}}:{{ body }}","timestamp":"X-Time","delivery":"X-Id"}}`, algorithm, encoding)
			h := newHook(t, with)
			h.keys["c"] = withSecret("secret", "k")
			at := strconv.FormatInt(began.Unix(), 10)
			sig := encode(sign(make, "k", "v0:"+at+".d1.POST:\xd0body"))
			sig = strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(sig)
			h.send("POST", "?sig="+sig, "\xd0body", "X-Time", at, "X-Id", "d1").want(t, 422, "value.encoding")
			sig = encode(sign(make, "k", "v0:"+at+".d1.POST:a=1"))
			sig = strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(sig)
			h.send("POST", "?sig="+sig, "a=1", "X-Time", at, "X-Id", "d1").want(t, 200, "")
			check(t, "the delivery's id is the repeat key", h.last().Key, "d1")
			h.send("POST", "?sig="+sig, "a=1", "X-Time", at, "X-Id", "d2").want(t, 401, "webhook.signature")
		}
	}
}

func TestAnOldSignatureIsRefused(t *testing.T) {
	h := newHook(t, `{"signature":{"scheme":"hmac","connection":"c","header":"X-Sig","signed":"{{ timestamp }}.{{ body }}","timestamp":"X-Time"}}`)
	h.keys["c"] = withSecret("secret", "k")
	for offset, ok := range map[int64]bool{0: true, -299: true, 299: true, -301: false, 302: false} {
		for _, at := range []string{strconv.FormatInt(began.Unix()+offset, 10), strconv.FormatInt(began.UnixMilli()+offset*1000, 10)} {
			sig := hex.EncodeToString(sign(sha256.New, "k", at+".x"))
			if got := h.send("POST", "", "x", "X-Time", at, "X-Sig", sig).status == 200; got != ok {
				t.Errorf("signed at %+d s: accepted %v", offset, got)
			}
		}
	}
	h.send("POST", "", "x", "X-Time", "", "X-Sig", hex.EncodeToString(sign(sha256.New, "k", ".x"))).want(t, 401, "webhook.signature")
}

func TestATimeThatIsSignedNeedsNoHeaderNamed(t *testing.T) {
	for header, beside := range map[string]string{
		"X-Shop-Signature": "X-Shop-Timestamp", "x-signature": "X-Timestamp", "Signature": "X-Timestamp", "X-Hub-Signature-256": "X-Timestamp",
	} {
		h := newHook(t, `{"signature":{"scheme":"hmac","connection":"c","header":"`+header+`","signed":"{{ timestamp }}.{{ body }}"}}`)
		h.keys["c"] = withSecret("secret", "k")
		at := strconv.FormatInt(began.Unix(), 10)
		sig := hex.EncodeToString(sign(sha256.New, "k", at+".x"))
		h.send("POST", "", "x", beside, at, header, sig).want(t, 200, "")
		h.send("POST", "", "x", "X-Other", at, header, sig).want(t, 401, "webhook.signature")
		old := strconv.FormatInt(began.Unix()-301, 10)
		h.send("POST", "", "x", beside, old, header, hex.EncodeToString(sign(sha256.New, "k", old+".x"))).want(t, 401, "webhook.signature")
	}
}

func TestASignedNumberNeedsTheHeaderItIsIn(t *testing.T) {
	_, err := source(t, "webhook").Prepare([]byte(`{"signature":{"scheme":"hmac","connection":"c","header":"h","signed":"{{ delivery }}.{{ body }}"}}`), engine.Settings{})
	problems := engine.ProblemsOf(err)
	if len(problems) != 1 || problems[0].Code != "source.signed_header" || problems[0].Args["name"] != "delivery" {
		t.Errorf("%v, want one that says which header is missing", problems)
	}
}
