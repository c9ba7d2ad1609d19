package sources_test

import (
	"crypto/ed25519"
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Examples that those who sign so have published: their own, not ours.
func TestTheExamplesOfThoseWhoSignAreLetIn(t *testing.T) {
	slack := "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
		"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=" +
		"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
		"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	for _, c := range []struct {
		name, signature, secret string
		at                      int64
		query, body             string
		headers                 []string
		key                     string
	}{
		{
			"GitHub", `"scheme":"github"`, "It's a Secret to Everybody", 0, "", "Hello, World!",
			[]string{"X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", "X-GitHub-Delivery", "72d3162e"}, "72d3162e",
		},
		{
			"Standard Webhooks", `"scheme":"standard_webhooks"`, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330, "", `{"test": 2432232314}`,
			[]string{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp", "1614265330", "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
			"msg_p5jXN8AQM9LWM0D4loKWxJek",
		},
		{
			"Svix", `"scheme":"standard_webhooks"`, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330, "", `{"test": 2432232314}`,
			[]string{"svix-id", "msg_p5jXN8AQM9LWM0D4loKWxJek", "svix-timestamp", "1614265330", "svix-signature", "v2,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
			"msg_p5jXN8AQM9LWM0D4loKWxJek",
		},
		{
			"Slack", `"scheme":"hmac","header":"X-Slack-Signature","signed":"v0:{{ timestamp }}:{{ body }}","timestamp":"X-Slack-Request-Timestamp"`,
			"8f742231b10e8888abcd99yyyzzz85a5", 1531420618, "", slack,
			[]string{"X-Slack-Request-Timestamp", "1531420618", "X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"}, "",
		},
		{
			"Mercado Pago", `"scheme":"mercadopago"`, "secret", 1704908010, "?data.id=123456&type=payment", `{"data":{"id":"123456"}}`,
			[]string{"x-signature", "ts=1704908010,v1=afc502b65b3eddad85239893f99f3760fc6238cfe38fcc356a7a65f4e405ba2f", "x-request-id", "req-1"},
			"id:123456;request-id:req-1;ts:1704908010;",
		},
		{
			"Robokassa", `"scheme":"robokassa"`, "my_password2", 0, "", "OutSum=200.00&InvId=84&Fee=0.00&shp_interface=link&SignatureValue=95286FDC8024655CEB9034539BAC1180",
			nil, "sha256:" + hex.EncodeToString(sum256("200.00:84::shp_interface=link")),
		},
		{
			"Robokassa by GET", `"scheme":"robokassa"`, "my_password2", 0, "?OutSum=200.00&InvId=84&shp_interface=link&SignatureValue=95286fdc8024655ceb9034539bac1180", "",
			nil, "sha256:" + hex.EncodeToString(sum256("200.00:84::shp_interface=link")),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for change, secret := range map[string]string{"as it is": c.secret, "another secret": strings.ToUpper(c.secret[:1]) + "z" + c.secret[2:]} {
				h := newHook(t, `{"signature":{"connection":"c",`+c.signature+`}}`)
				h.keys["c"] = withSecret("secret", secret)
				if c.at != 0 {
					h.clock.now = time.Unix(c.at+299, 0)
				}
				r := h.send("POST", c.query, c.body, c.headers...)
				if change != "as it is" {
					r.want(t, 401, "webhook.signature")
					check(t, "why", h.intake.samples[0].Verdict, "webhook.signature_other")
					continue
				}
				r.want(t, 200, "")
				check(t, "the repeat key", h.last().Key, c.key)
				if c.at != 0 {
					h.clock.now = time.Unix(c.at+301, 0)
					h.send("POST", c.query, c.body, c.headers...).want(t, 401, "webhook.signature")
					check(t, "why", h.intake.samples[0].Verdict, "webhook.signature_old")
				}
			}
		})
	}
}

func sum256(s string) []byte {
	sum := sha256.Sum256([]byte(s))
	return sum[:]
}

func TestStripeSignsTheTimeAndTheBody(t *testing.T) {
	const body, secret = `{"id":"evt_1","object":"event"}`, "whsec_test"
	h := newHook(t, `{"signature":{"scheme":"stripe","connection":"c"}}`)
	h.keys["c"] = withSecret("secret", secret)
	now := strconv.FormatInt(began.Unix(), 10)
	of := func(secret, at string) string { return hex.EncodeToString(sign(sha256.New, secret, at+"."+body)) }
	right := of(secret, now)
	for header, why := range map[string]string{
		"t=" + now + ",v1=" + right:                            "",
		"t=" + now + ", v1=" + of("old", now) + ",v1=" + right: "",
		"v0=00,v1=" + right + ",t=" + now:                      "",
		"t=" + now + ",v1=" + of("old", now):                   "webhook.signature_other",
		"t=" + now + ",v0=" + right:                            "webhook.signature_unreadable",
		"v1=" + right:                                          "webhook.signature_unreadable",
		"t=" + now + ",t=" + now + ",v1=" + right:              "webhook.signature_unreadable",
		"t=" + now + ",v1=" + right[:40]:                       "webhook.signature_other",
		right:                                                  "webhook.signature_unreadable",
		"t=now,v1=" + of(secret, "now"):                        "webhook.signature_time",
		"t=-5,v1=" + of(secret, "-5"):                          "webhook.signature_time",
		"t=9223372036854775807,v1=" + right:                    "webhook.signature_early",
		"t=1000,v1=" + of(secret, "1000"):                      "webhook.signature_old",
	} {
		h.intake.samples = nil
		r := h.send("POST", "", body, "Stripe-Signature", header)
		h.clock.advance(time.Second)
		if why == "" {
			r.want(t, 200, "")
			check(t, "the event's id is the repeat key", h.last().Key, "evt_1")
			continue
		}
		r.want(t, 401, "webhook.signature")
		check(t, header, h.intake.samples[0].Verdict, why)
	}
}

func TestStandardWebhooksCanBeSignedWithAPrivateKey(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public := base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey))
	at := strconv.FormatInt(began.Unix(), 10)
	sig := base64.StdEncoding.EncodeToString(ed25519.Sign(key, []byte("msg_1."+at+".{}")))
	for _, c := range []struct{ secret, header, why string }{
		{"whpk_" + public, "v1a," + sig, ""},
		{"whpk_" + public, "v1,AAAA v1a," + strings.Repeat("A", 86) + " v1a," + sig, ""},
		{"whpk_" + public, "v1," + sig, "webhook.signature_unreadable"},
		{"whpk_" + public, "v1a," + strings.Repeat("A", 86), "webhook.signature_other"},
		{"whsec_" + public, "v1a," + sig, "webhook.signature_other"},
		{"whpk_AAAA", "v1a," + sig, "webhook.signature_key"},
		{"whsec_", "v1a," + sig, "webhook.signature_key"},
		{"no base64!", "v1a," + sig, "webhook.signature_key"},
	} {
		h := newHook(t, `{"signature":{"scheme":"standard_webhooks","connection":"c"}}`)
		h.keys["c"] = withSecret("secret", c.secret)
		r := h.send("POST", "", "{}", "Webhook-Id", "msg_1", "Webhook-Timestamp", at, "Webhook-Signature", c.header)
		if c.why == "" {
			r.want(t, 200, "")
			continue
		}
		r.want(t, 401, "webhook.signature")
		check(t, c.secret+" "+c.header, h.intake.samples[0].Verdict, c.why)
	}
}

func TestMercadoPagoLeavesOutWhatIsMissing(t *testing.T) {
	at := strconv.FormatInt(began.UnixMilli(), 10)
	for _, c := range []struct{ query, request, manifest, why string }{
		{"?data.id=ABC1", "r1", "id:abc1;request-id:r1;ts:" + at + ";", ""},
		{"?data.id=A-B", "r1", "id:A-B;request-id:r1;ts:" + at + ";", ""},
		{"?type=test", "", "ts:" + at + ";", ""},
		{"?data.id=", "r1", "request-id:r1;ts:" + at + ";", ""},
		{"?data.id=1&data.id=2", "r1", "id:1;request-id:r1;ts:" + at + ";", "webhook.signature_twice map[name:data.id]"},
		{"?data.id=2", "r1", "id:1;request-id:r1;ts:" + at + ";", "webhook.signature_other map[algorithm:sha256 connection:c]"},
	} {
		h := newHook(t, `{"signature":{"scheme":"mercadopago","connection":"c"}}`)
		h.keys["c"] = withSecret("secret", "s")
		headers := []string{"X-Signature", "ts=" + at + ",v1=" + hex.EncodeToString(sign(sha256.New, "s", c.manifest))}
		if c.request != "" {
			headers = append(headers, "X-Request-Id", c.request)
		}
		r := h.send("POST", c.query, "{}", headers...)
		if c.why == "" {
			r.want(t, 200, "")
			continue
		}
		r.want(t, 401, "webhook.signature")
		check(t, c.query, h.why(), c.why)
	}
}

func TestRobokassaSignsEveryParameterOfTheShop(t *testing.T) {
	for _, c := range []struct {
		name, with, form, signed, why string
		hash                          func(string) string
	}{
		{"sorted by name, as they were sent", "", "OutSum=1.000000&InvId=2&Shp_b=%D1%8F&shp_A=x+y", "1.000000:2:p2:shp_A=x y:Shp_b=я", "", md5Hex},
		{"another hash", `,"algorithm":"sha512"`, "OutSum=1&InvId=2", "1:2:p2", "", sha512Hex},
		{"one more parameter", "", "OutSum=1&InvId=2&Shp_a=1", "1:2:p2", "webhook.signature_other map[algorithm:md5 connection:c]", md5Hex},
		{"the sum twice", "", "OutSum=1&InvId=2&OutSum=9", "1:2:p2", "webhook.signature_twice map[name:OutSum]", md5Hex},
		{"no invoice", "", "OutSum=1", "1:p2", "webhook.signature_absent map[name:InvId]", md5Hex},
	} {
		h := newHook(t, `{"signature":{"scheme":"robokassa","connection":"c"`+c.with+`},"answer":{"type":"text","body":"OK{{ source.form.InvId }}"}}`)
		h.keys["c"] = withSecret("secret", "p2")
		r := h.form(c.form + "&SignatureValue=" + c.hash(c.signed))
		if c.why == "" {
			r.want(t, 200, "")
			check(t, c.name, r.body, "OK2")
			continue
		}
		r.want(t, 401, "webhook.signature")
		check(t, c.name, h.why(), c.why)
	}
}

func md5Hex(s string) string { return fmt.Sprintf("%x", md5.Sum([]byte(s))) }

func sha512Hex(s string) string { return fmt.Sprintf("%X", sha512.Sum512([]byte(s))) }

func TestHotmartsTokenStandsNowhereOnRecord(t *testing.T) {
	const token = "aB3dE5fG7hI9"
	for _, c := range []struct {
		name, body string
		headers    []string
		key        string
	}{
		{"version 2", `{"id":"7f1c","hottok":"` + token + `","data":{"hottok" : "` + token + `"}}`, []string{"X-HOTMART-HOTTOK", token}, "7f1c"},
		{"version 1", "hottok=" + token + "&prod=1", nil, ""},
	} {
		h := newHook(t, `{"signature":{"scheme":"hottok","connection":"c"}}`)
		h.keys["c"] = withSecret("secret", token)
		h.send("POST", "", c.body, c.headers...).want(t, 200, "")
		check(t, c.name, h.last().Key, c.key)
		if strings.Contains(string(h.last().Data), token) {
			t.Errorf("%s: the record shows the token: %s", c.name, h.last().Data)
		}
		h.keys["c"] = withSecret("secret", "another")
		h.send("POST", "", c.body, c.headers...).want(t, 401, "webhook.signature")
	}
	h := newHook(t, `{"signature":{"scheme":"hottok","connection":"c"}}`)
	h.keys["c"] = withSecret("secret", token)
	h.json(`{}`).want(t, 401, "webhook.signature")
	check(t, "without one", h.why(), "webhook.signature_absent map[name:X-Hotmart-Hottok]")
}

func TestTheSecretBeforeLetsInWhileASenderChangesOver(t *testing.T) {
	sig := func(secret string) string { return hex.EncodeToString(sign(sha256.New, secret, "x")) }
	h := newHook(t, `{"signature":{"scheme":"github","connection":"c"}}`)
	conn := withSecret("secret", "new")
	conn.Secrets["previous_secret"] = "old"
	h.keys["c"] = conn
	for secret, status := range map[string]int{"new": 200, "old": 200, "older": 401, "": 401} {
		check(t, secret, h.send("POST", "", "x", "X-Hub-Signature-256", "sha256="+sig(secret)).status, status)
	}
	delete(conn.Secrets, "previous_secret")
	check(t, "once it is taken out", h.send("POST", "", "x", "X-Hub-Signature-256", "sha256="+sig("old")).status, 401)
}

// Only the owner reads why: a stranger who is told more could tell that they come
// closer.
func TestTheSenderIsNotToldWhy(t *testing.T) {
	h := newHook(t, `{"signature":{"scheme":"github","connection":"c"}}`)
	h.keys["c"] = withSecret("secret", "s3")
	right := hex.EncodeToString(sign(sha256.New, "s3", "x"))
	var answers []string
	for _, header := range []string{"", "zz", "sha256=00", "sha256=" + strings.Repeat("00", 32)} {
		r := h.send("POST", "", "x", "X-Hub-Signature-256", header).want(t, 401, "webhook.signature")
		answers = append(answers, r.body)
		if r.body != answers[0] {
			t.Errorf("answers differ: %s and %s", answers[0], r.body)
		}
	}
	for _, s := range h.intake.samples {
		if !strings.HasPrefix(s.Verdict, "webhook.signature_") || strings.Contains(text(s.Args), right) || strings.Contains(string(s.Event.Data), right) {
			t.Errorf("the sample says %s %v", s.Verdict, s.Args)
		}
	}
	check(t, "samples", len(h.intake.samples), 4)
}
