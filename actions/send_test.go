package actions_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
)

func TestALetterIsSent(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": map[string]any{"name": `Анна <b>`, "to": "b@example.com; c@example.com"}}
	out, err := w.try(t, "email.send", `{"to": "Sales <a@example.com>, {{ source.to }}", "subject": "New: {{ source.name }}", "text": "{{ source.name }}", "html": "<p>{{ source.name }}</p>"}`, vars)
	if err != nil {
		t.Fatal(err)
	}
	want := engine.Mail{
		Key: "op1/node", To: []string{`"Sales" <a@example.com>`, "b@example.com", "c@example.com"},
		Subject: "New: Анна <b>", Text: "Анна <b>", HTML: "<p>Анна &lt;b&gt;</p>",
	}
	if len(w.letters) != 1 || !reflect.DeepEqual(w.letters[0], want) {
		t.Errorf("got %+v", w.letters)
	}
	same(t, out.Output, `{"message_id": "op1/node"}`)
	p := w.prepare(t, "email.send", `{"to": "a@example.com", "subject": "x", "text": "y"}`, nil)
	if p.Effect != engine.Repeatable || p.Retry.Attempts != engine.SendRetry.Attempts {
		t.Errorf("got %+v", p)
	}
}

func TestALetterThatCannotBeSentSaysWhy(t *testing.T) {
	vars := map[string]any{"source": map[string]any{"crlf": "x\r\nBcc: y@example.com", "none": nil, "many": strings.Repeat("a@example.com,", 21)}}
	cases := []struct{ with, code, field string }{
		{`{"to": "{{ source.crlf }}", "subject": "s", "text": "t"}`, "mail.header", "with.to"},
		{`{"to": "a@example.com", "subject": "{{ source.crlf }}", "text": "t"}`, "mail.header", "with.subject"},
		{`{"to": "{{ source.none }}", "subject": "s", "text": "t"}`, "value.missing", "with.to"},
		{`{"to": "{{ source.none }}x", "subject": "s", "text": "t"}`, "mail.refused", "with.to"},
		{`{"to": "{{ source.many }}", "subject": "s", "text": "t"}`, "value.limit", "with.to"},
	}
	for _, c := range cases {
		w := newWorld(t)
		_, err := w.try(t, "email.send", c.with, vars)
		if f := engine.FailureOf(orNothing(err), now); f.Code != c.code || f.Field != c.field || f.Kind != engine.Invalid || len(w.letters) > 0 {
			t.Errorf("%s: %s %s %s, %d sent", c.with, f.Kind, f.Code, f.Field, len(w.letters))
		}
	}
	w := newWorld(t)
	w.refuse = &engine.Error{Kind: engine.Unavailable, Code: "mail.unreachable"}
	if _, err := w.try(t, "email.send", `{"to": "a@example.com", "subject": "s", "text": "t"}`, nil); engine.KindOf(err) != engine.Unavailable {
		t.Errorf("got %v", err)
	}
	for with, want := range map[string][]string{
		`{}`: {"to document.required", "subject document.required", "text document.required"},
		`{"to": "nobody", "subject": "s", "text": "t"}`: {"to mail.refused"},
	} {
		if got := newWorld(t).refused(t, "email.send", with); !slices.Equal(got, want) {
			t.Errorf("%s: %q", with, got)
		}
	}
}

func TestTheSenderIsAnswered(t *testing.T) {
	vars := map[string]any{"source": data(t, `{"id": "5", "o": {"a": 1.50}, "j": "{\"a\": 1}", "none": null}`)}
	const json, plain = "application/json", "text/plain; charset=utf-8"
	cases := []struct {
		with, body, kind string
		status           int
	}{
		{`{}`, ``, ``, 200},
		{`{"status": 201, "body": {"id": "{{ source.id }}"}}`, `{"id":"5"}`, json, 201},
		{`{"body": "{{ source.o }}"}`, `{"a":1.50}`, json, 200},
		{`{"body": "OK{{ source.id }}"}`, `OK5`, plain, 200},
		{`{"body": "{{ source.j }}"}`, `{"a": 1}`, json, 200},
		{`{"body": "{{ source.j }}", "type": "text/plain"}`, `{"a": 1}`, "text/plain", 200},
		{`{"body": "{{ source.none }}"}`, ``, ``, 200},
	}
	for _, c := range cases {
		out, err := newWorld(t).try(t, "respond", c.with, vars)
		if err != nil || out.Reply == nil {
			t.Errorf("%s: %v", c.with, err)
			continue
		}
		if r := out.Reply; string(r.Body) != c.body || r.Status != c.status || r.Header["Content-Type"] != c.kind {
			t.Errorf("%s: %d %s %v", c.with, r.Status, r.Body, r.Header)
		}
	}
	out, err := newWorld(t).try(t, "respond", `{"headers": {"x-id": "{{ source.id }}"}}`, vars)
	if err != nil || out.Reply.Header["X-Id"] != "5" {
		t.Errorf("got %v %v", out.Reply, err)
	}
}

func TestAnAnswerThatIsNoneOfTheSendersBusinessIsRefused(t *testing.T) {
	cases := []struct {
		with string
		want []string
	}{
		{`{"status": 100}`, []string{"status document.range"}},
		{`{"status": 600}`, []string{"status document.range"}},
		{`{"type": "text/html"}`, []string{"type document.choice"}},
		{`{"type": "application/json; charset=utf-8"}`, nil},
		{`{"headers": {"Set-Cookie": "a=b"}}`, []string{"headers.Set-Cookie http.header"}},
		{`{"headers": {"content-security-policy": "x"}}`, []string{"headers.content-security-policy http.header"}},
		{`{"body": "{{ nobody.x }}"}`, []string{"body expression.unknown_name"}},
	}
	for _, c := range cases {
		if got := newWorld(t).refused(t, "respond", c.with, "source"); !slices.Equal(got, c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.with, got, c.want)
		}
	}
	vars := map[string]any{"source": map[string]any{"crlf": "a\r\nSet-Cookie: b"}}
	if _, err := newWorld(t).try(t, "respond", `{"headers": {"X-A": "{{ source.crlf }}"}}`, vars); codeOf(err) != "http.header" {
		t.Errorf("got %v", err)
	}
}
