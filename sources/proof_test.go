package sources_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"stanok/engine"
	"stanok/sources"
)

func TestASampleSaysWhyItsSignatureFails(t *testing.T) {
	const body = `{"id":1}`
	right := hex.EncodeToString(sign(sha256.New, "s3", body))
	wrong := hex.EncodeToString(sign(sha256.New, "s4", body))
	timed := hex.EncodeToString(sign(sha256.New, "s3", fmt.Sprint(began.Unix())+body))
	keys := keyring{"shop": withSecret("secret", "s3"), "empty": {}, "user": withSecret("password", "p")}
	for _, c := range []struct{ name, signature, headers, query, want string }{
		{"right", `"scheme":"hmac","header":"X-Signature","connection":"shop"`, `"x-signature":"sha256=` + right + `"`, "", ""},
		{"in the query", `"scheme":"hmac","param":"sign","connection":"shop"`, ``, "a=1&sign=" + right, ""},
		{"absent", `"scheme":"hmac","header":"X-Signature","connection":"shop"`, ``, "", "webhook.signature_absent map[name:X-Signature]"},
		{"unreadable", `"scheme":"hmac","header":"X-Signature","connection":"shop"`, `"x-signature":"no hex"`, "", "webhook.signature_unreadable map[encoding:hex name:X-Signature]"},
		{"another", `"scheme":"hmac","header":"X-Signature","connection":"shop"`, `"x-signature":"` + wrong + `"`, "", "webhook.signature_other map[algorithm:sha256 connection:shop]"},
		{"of another algorithm", `"scheme":"hmac","header":"X-Signature","connection":"shop"`, `"x-signature":"` + right[:40] + `"`, "", "webhook.signature_length map[algorithm:sha256 name:X-Signature other:sha1]"},
		{"of no algorithm", `"scheme":"hmac","header":"X-Signature","connection":"shop"`, `"x-signature":"00"`, "", "webhook.signature_length map[algorithm:sha256 name:X-Signature]"},
		{"timed", `"scheme":"hmac","header":"X-Signature","connection":"shop","signed":"{{ timestamp }}{{ body }}"`, `"x-signature":"` + timed + `","x-timestamp":"` + fmt.Sprint(began.Unix()) + `"`, "", ""},
		{"without its time", `"scheme":"hmac","header":"X-Signature","connection":"shop","signed":"{{ timestamp }}{{ body }}"`, `"x-signature":"` + timed + `"`, "", "webhook.signature_absent map[name:X-Timestamp]"},
		{"of an old time", `"scheme":"hmac","header":"X-Signature","connection":"shop","signed":"{{ timestamp }}{{ body }}"`, `"x-signature":"` + timed + `","x-timestamp":"1000"`, "", "webhook.signature_old map[count:20515 name:X-Timestamp what:days]"},
		{"no connection", `"scheme":"hmac","header":"X-Signature","connection":"lost"`, `"x-signature":"00"`, "", "webhook.signature_secret map[connection:lost]"},
		{"no secret", `"scheme":"secret_header","header":"X-Token","connection":"empty"`, `"x-token":"s3"`, "", "webhook.signature_secret map[connection:empty]"},
		{"a secret that was kept", `"scheme":"secret_header","header":"X-Token","connection":"shop"`, `"x-token":"s3"`, "", ""},
		{"another secret", `"scheme":"secret_header","header":"X-Token","connection":"shop"`, `"x-token":"s4"`, "", "webhook.signature map[]"},
		{"a secret that was not kept", `"scheme":"secret_query","param":"key","connection":"shop"`, ``, "key=***", "webhook.signature_not_kept map[name:key]"},
		{"no basic", `"scheme":"basic","connection":"user"`, ``, "", "webhook.signature_absent map[name:Authorization]"},
	} {
		p := prepare(t, "webhook", `{"signature":{`+c.signature+`}}`)
		record := fmt.Sprintf(`{"method":"POST","headers":{%s},"query":%q,"shape":"json","body":%q}`, c.headers, c.query, body)
		ev := engine.Event{Source: "webhook", At: began, Data: json.RawMessage(record)}
		asked, err := sources.Prove(t.Context(), keys, "w", p, ev)
		got := ""
		if e, ok := err.(*engine.Error); ok {
			got = fmt.Sprintf("%s %v", e.Code, e.Args)
		}
		if !asked || got != c.want {
			t.Errorf("%s: %v, %q, want %q", c.name, asked, got, c.want)
		}
	}
	ev := engine.Event{Source: "webhook", At: began.Add(time.Hour), Data: json.RawMessage(`{"method":"GET","shape":"none"}`)}
	if asked, err := sources.Prove(t.Context(), keys, "w", prepare(t, "webhook", `{}`), ev); asked || err != nil {
		t.Errorf("nothing is asked for: %v, %v", asked, err)
	}
}
