package sources_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/sources"
)

// The same bytes under any type make no files, unless they are an upload whose
// boundary the type names; and then a file is five things, none of them a path.
func FuzzIntake(f *testing.F) {
	for _, body := range []string{
		upload, `{"files":[{"filepath":"/etc/passwd"}]}`, "a=1&files[0][path]=x", "<files><path>x</path></files>", "\xef\xbb\xbf{}", "--b1--", "",
	} {
		for _, media := range []string{"multipart/form-data; boundary=b1", "application/json", "text/xml; charset=windows-1251", "*/*; charset=utf-16"} {
			f.Add(body, media, "q[]=1&q=%FF")
		}
	}
	prepared, err := source(f, "webhook").Prepare([]byte(`{"params":[{"name":"files[0]","type":"any"},{"name":"x","type":"list"}],"repeat_key":"{{ source.body }}"}`), engine.Settings{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body, media, query string) {
		in := &intake{first: map[string]engine.OperationID{}, flow: engine.Flow{Source: prepared}}
		h := sources.NewWebhook(sources.Config{Intake: in, Keys: keyring{}, Clock: &clock{now: began}, Say: silent})
		r := httptest.NewRequest("POST", "/hook/secret-token", strings.NewReader(body))
		r.SetPathValue("token", "secret-token")
		r.URL.RawQuery = query
		r.Header.Set("Content-Type", media)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 200 && w.Code/100 != 4 {
			t.Fatalf("answered %d", w.Code)
		}
		for _, ev := range in.events {
			files := valueOf(t, prepared, ev)["files"].([]any)
			if len(files) > 0 && (!strings.HasPrefix(strings.ToLower(strings.TrimSpace(media)), "multipart/form-data") || !strings.Contains(body, "filename")) {
				t.Errorf("files out of nothing: %s", text(files))
			}
			for _, file := range files {
				if names := fmt.Sprint(keysOf(file)); names != "[base64 field name size type]" {
					t.Errorf("a file with %s", names)
				}
			}
		}
	})
}

func silent(*http.Request, string, map[string]string) (string, string) { return "", "" }

func FuzzCron(f *testing.F) {
	for i, expression := range expressions {
		f.Add(expression, int64(1767225600+i*86_400*7), uint8(i))
	}
	f.Add("TZ=0", int64(0), uint8(0))
	f.Add("0 0 30 2 *", int64(1861876800), uint8(26))
	f.Fuzz(func(t *testing.T, expression string, unix int64, zone uint8) {
		at := time.Unix(unix%(200*366*86_400), 0)
		z, err := time.LoadLocation(zones[int(zone)%len(zones)])
		if err != nil {
			t.Fatal(err)
		}
		table, err := sources.ParseCron(expression, z)
		if err != nil {
			return
		}
		for range 3 {
			next, ok := table.Next()(at)
			if !ok {
				return
			}
			if !next.After(at) || next.Second() != 0 {
				t.Fatalf("%q in %s: after %s comes %s", expression, z, at, next)
			}
			if early, _ := table.Next()(next.Add(-time.Second)); !early.Equal(next) {
				t.Fatalf("%q in %s: just before %s comes %s", expression, z, next, early)
			}
			at = next
		}
	})
}

func BenchmarkWebhook(b *testing.B) {
	prepared, err := source(b, "webhook").Prepare([]byte(`{"params":[{"name":"r_id","required":true}]}`), engine.Settings{})
	if err != nil {
		b.Fatal(err)
	}
	h := sources.NewWebhook(sources.Config{
		Intake: discard{engine.Flow{Source: prepared}}, Keys: keyring{}, Clock: engine.SystemClock{}, Say: silent, Rate: 1e9, Burst: 1e9,
	})
	bodies := map[string][2]string{
		"query":   {"", ""},
		"form":    {"application/x-www-form-urlencoded", "r_id=4821&uon_id=67054&datetime=2026-03-02+09%3A58%3A11&client%5Bu_name%5D=Ann"},
		"json2KB": {"application/json", `{"r_id":"4821","note":"` + strings.Repeat("слово ", 160) + `"}`},
	}
	for name, body := range bodies {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest("POST", "/hook/x?r_id=4821", strings.NewReader(body[1]))
				r.SetPathValue("token", "x")
				r.Header.Set("Content-Type", body[0])
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != 200 {
					b.Fatal(w.Body.String())
				}
			}
		})
	}
}

// discard accepts everything at once.
type discard struct{ flow engine.Flow }

func (d discard) Link(context.Context, string) (engine.Flow, bool, error) { return d.flow, true, nil }

func (discard) Begin(context.Context, engine.Flow, engine.Event) (engine.Operation, bool, error) {
	return engine.Operation{ID: "01HZX"}, false, nil
}

func (discard) Call(context.Context, engine.Flow, engine.Event, time.Duration) (engine.Operation, bool, error) {
	return engine.Operation{}, false, engine.ErrNoReply
}

func (discard) Sample(context.Context, engine.Flow, engine.Sample) {}

// Whatever stands where a signature should: it is refused, unless it is the right
// one, and nothing of a secret goes on record.
func FuzzSignature(f *testing.F) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	schemes := []string{
		`"secret_header","header":"X-Signature"`, `"secret_query","param":"key"`, `"basic"`, `"hmac","header":"X-Signature","signed":"{{ timestamp }}.{{ body }}"`,
		`"hmac","param":"key","encoding":"base64"`, `"standard_webhooks"`, `"stripe"`, `"github"`, `"mercadopago"`, `"robokassa"`, `"hottok"`,
	}
	for i, header := range []string{
		"x", "***", "Basic dTpw", "sha256=00", "v0=AAAA", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1a,", "t=1614265330,v1=00,v1=", "sha256=757107",
		"ts=99999999999999999999,v1=aa", ",,=,t=,v1", "\x00",
	} {
		f.Add(uint8(i), header, "1614265330", "key=1&data.id=1", "OutSum=1&InvId=2&SignatureValue=00&Shp_=&hottok=%zz")
	}
	links := make([]engine.PreparedSource, len(schemes))
	for i, s := range schemes {
		var err error
		if links[i], err = source(f, "webhook").Prepare([]byte(`{"signature":{"connection":"c","scheme":`+s+`}}`), engine.Settings{}); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, scheme uint8, header, stamp, query, body string) {
		if strings.Contains(header+query+body, secret) {
			return
		}
		link := links[int(scheme)%len(links)]
		in := &intake{first: map[string]engine.OperationID{}, flow: engine.Flow{Source: link}}
		keys := keyring{"c": {Secrets: map[string]engine.Secret{"secret": secret, "username": "u", "password": secret}}}
		h := sources.NewWebhook(sources.Config{Intake: in, Keys: keys, Clock: &clock{now: time.Unix(1614265330, 0)}, Say: silent})
		r := httptest.NewRequest("POST", "/hook/secret-token", strings.NewReader(body))
		r.SetPathValue("token", "secret-token")
		r.URL.RawQuery = query
		for _, name := range []string{"X-Signature", "Authorization", "Webhook-Signature", "Stripe-Signature", "X-Hub-Signature-256", "X-Hotmart-Hottok"} {
			r.Header.Set(name, header)
		}
		for _, name := range []string{"X-Timestamp", "Webhook-Timestamp", "Webhook-Id", "X-Request-Id"} {
			r.Header.Set(name, stamp)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if len(in.events) > 0 || w.Code/100 != 4 {
			t.Fatalf("let in: %d", w.Code)
		}
		for _, s := range in.samples {
			if strings.Contains(text(s.Args)+string(s.Event.Data), secret) {
				t.Errorf("the sample holds the secret: %s %v", s.Event.Data, s.Args)
			}
			if !strings.HasPrefix(s.Verdict, "webhook.signature") {
				t.Errorf("refused for %s", s.Verdict)
			}
			if _, err := sources.Prove(t.Context(), keys, "main", link, s.Event); err == nil {
				t.Error("the sample would be let in")
			}
		}
	})
}
