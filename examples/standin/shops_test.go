package standin_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
)

func TestGetCourseAlwaysAnswers200(t *testing.T) {
	g := standin.NewGetCourse(standin.GetCourseOptions{Key: "k"})
	base := serve(t, g)
	say := func(path, action, key, params string) string {
		t.Helper()
		answer, body := post(t, base+path, url.Values{"action": {action}, "key": {key}, "params": {base64.StdEncoding.EncodeToString([]byte(params))}})
		wantStatus(t, answer, 200)
		return body
	}
	const user = `{"user":{"email":"a@x.test"}}`
	for _, c := range []struct{ path, action, key, params, says string }{
		{"/pl/api/users", "add", "x", user, "Неверный ключ"},
		{"/pl/api/users", "drop", "k", user, "Неизвестное действие"},
		{"/pl/api/users", "add", "k", "{", "base64"},
		{"/pl/api/users", "add", "k", `{"user":{}}`, "email"},
		{"/pl/api/users", "add", "k", user, `"user_status":"added"`},
		{"/pl/api/users", "add", "k", user, "уже существует"},
		{"/pl/api/users/", "add", "k", `{"user":{"email":"A@x.test"},"system":{"refresh_if_exists":1}}`, `"user_status":"updated"`},
		{"/pl/api/deals", "add", "k", user, "Не указано предложение"},
		{"/pl/api/deals", "add", "k", `{"user":{"email":"a@x.test"},"deal":{"product_title":"x"}}`, `"deal_id":700003`},
	} {
		if body := say(c.path, c.action, c.key, c.params); !strings.Contains(body, c.says) {
			t.Errorf("%s %s: %s", c.path, c.params, body)
		}
	}
	g.Switch(func(q *standin.GetCourseQuirks) { q.TextBooleans, q.OuterSuccess = true, true })
	if body := say("/pl/api/users", "add", "k", user); !strings.Contains(body, `"success":"true"`) || !strings.Contains(body, `"success":"false"`) {
		t.Error(body)
	}
	if answer, _ := post(t, base+"/pl/api/groups", nil); answer.StatusCode != 404 {
		t.Errorf("%d", answer.StatusCode)
	}
}

func TestAKeyMakesOnePayment(t *testing.T) {
	y := standin.NewYooKassa(standin.YooKassaOptions{})
	base := serve(t, y)
	pay := func(key, kind, body string) (*http.Response, string) {
		t.Helper()
		r := request(t, "POST", base+"/v3/payments", body)
		r.SetBasicAuth(y.Shop(), y.Secret())
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Idempotence-Key", key)
		return do(t, r)
	}
	const kind, body = "application/json", `{"amount":{"value":"10.00","currency":"RUB"}}`
	for _, c := range []struct {
		key, kind, body string
		status          int
		says            string
	}{
		{"a", kind, body, 200, "2c000001"},
		{"a", kind, body, 200, "2c000001"},
		{"b", kind, body, 200, "2c000002"},
		{"a", kind, `{"amount":{"value":"11.00"}}`, 400, "Idempotence key duplicated"},
		{"", kind, body, 400, "Idempotence key"},
		{strings.Repeat("k", 65), kind, body, 400, "Idempotence key"},
		{"c", "text/plain", body, 415, "Content-Type"},
		{"c", kind, "{", 400, "parsed"},
		{"c", kind, `{"amount":{"value":"10"}}`, 400, "amount.value"},
		{"c", kind, `{"amount":{"value":"10.00"},"confirmation":{"type":"redirect"}}`, 400, "return_url"},
	} {
		if answer, got := pay(c.key, c.kind, c.body); answer.StatusCode != c.status || !strings.Contains(got, c.says) {
			t.Errorf("%q %s: %d %s", c.key, c.body, answer.StatusCode, got)
		}
	}
	y.Switch(func(q *standin.YooKassaQuirks) { q.Unknown = 1 })
	answer, _ := pay("d", kind, body)
	wantStatus(t, answer, 500)
	if _, got := pay("d", kind, body); !strings.Contains(got, "2c000003") || len(y.Payments()) != 3 {
		t.Errorf("%d payments, %s", len(y.Payments()), got)
	}
	answer, _ = get(t, base+"/v3/me")
	wantStatus(t, answer, 401)
}

func TestAPaymentIsNotified(t *testing.T) {
	y := standin.NewYooKassa(standin.YooKassaOptions{})
	r := httptest.NewRequest("POST", "/v3/payments", strings.NewReader(`{"amount":{"value":"10.00","currency":"RUB"}}`))
	r.SetBasicAuth(y.Shop(), y.Secret())
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotence-Key", "a")
	y.ServeHTTP(httptest.NewRecorder(), r)
	id := y.Payments()[0]["id"].(string)
	if y.Pay(id)["paid"] != true || y.Pay("none") != nil {
		t.Error("it was not paid")
	}
	var got string
	hook := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = string(body)
	}))
	answer, err := y.Notify(t.Context(), caller(t), hook, id)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if said := object(t, got); said["event"] != "payment.succeeded" || said["object"].(map[string]any)["id"] != id {
		t.Error(got)
	}
}

func TestASheetAnswersFromAnotherAddress(t *testing.T) {
	s := standin.NewSheets(standin.SheetsOptions{Key: "k"})
	base := serve(t, s)
	post := func(body string) (*http.Response, string) {
		t.Helper()
		r := request(t, "POST", base+s.Path(), body)
		r.Header.Set("Content-Type", "application/json")
		return do(t, r)
	}
	answer, body := post(`{"key":"k","values":{"Имя":"Олег"}}`)
	if answer.StatusCode != 302 || !strings.Contains(body, "<html>") {
		t.Fatalf("%d %s", answer.StatusCode, body)
	}
	if _, body = get(t, answer.Header.Get("Location")); body != `{"ok":true,"row":2}` {
		t.Error(body)
	}
	for _, path := range []string{"/macros/s/other/exec", "/macros/echo?user_content_key=99", "/macros/echo"} {
		answer, _ := get(t, base+path)
		wantStatus(t, answer, 404)
	}
	for _, quirks := range []standin.SheetsQuirks{{SignIn: true}, {Throws: true}} {
		s.Switch(func(q *standin.SheetsQuirks) { *q = quirks })
		if answer, body := post(`{"key":"k","values":{}}`); answer.StatusCode != 200 || !strings.Contains(body, "<title>") {
			t.Errorf("%+v: %s", quirks, body)
		}
	}
	if rows := s.Rows("Заявки"); len(rows) != 2 || rows[1][0] != "Олег" {
		t.Error(rows)
	}
}

func TestTildaTriesALinkAndComesBack(t *testing.T) {
	var forms []string
	failing := 0
	hook := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		forms = append(forms, r.PostForm.Encode())
		if failing > 0 {
			failing--
			w.WriteHeader(http.StatusInternalServerError)
		}
		_, _ = io.WriteString(w, "ok")
	}))
	var waited []time.Duration
	tilda := &standin.Tilda{Field: "token", Key: "k", Cookies: "TILDAUTM=utm_source%3Dvk", Wait: func(d time.Duration) <-chan time.Time {
		waited = append(waited, d)
		soon := make(chan time.Time)
		close(soon)
		return soon
	}}
	if err := tilda.Connect(t.Context(), caller(t), hook); err != nil || forms[0] != "test=test" {
		t.Errorf("%v %q", err, forms)
	}
	failing = 2
	answer, err := tilda.Send(t.Context(), caller(t), hook, url.Values{"Name": {"Олег"}})
	if err != nil || answer != "ok" || len(forms) != 4 || forms[3] != forms[1] || !slices.Equal(waited, []time.Duration{time.Minute, time.Minute}) {
		t.Errorf("%v %q %q %v", err, answer, forms, waited)
	}
	if form, _ := url.ParseQuery(forms[1]); form.Get("Name") != "Олег" || form.Get("token") != "k" || form.Get("tranid") == "" || form.Get("COOKIES") == "" {
		t.Errorf("%q", forms[1])
	}
	failing = 3
	if _, err := tilda.Send(t.Context(), caller(t), hook, nil); err == nil || len(forms) != 7 {
		t.Errorf("%v, %d forms", err, len(forms))
	}
}
