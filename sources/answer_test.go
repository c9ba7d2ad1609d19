package sources_test

import (
	"encoding/json"
	"strings"
	"testing"

	"stanok/engine"
)

func TestTheDocumentCanSayWhatASenderHears(t *testing.T) {
	cases := []struct {
		name, with, send string
		status           int
		media, body      string
	}{
		{"Robokassa", `{"answer":{"body":"OK{{ source.InvId }}"},"params":[{"name":"InvId"}]}`, "InvId=84",
			200, "text/plain; charset=utf-8", "OK84"},
		{"Jivo", `{"answer":{"body":"{\"result\":\"ok\"}"}}`, "", 200, "application/json", `{"result":"ok"}`},
		{"a value cannot break JSON", `{"answer":{"type":"json","body":"{\"name\": {{ source.n }}, \"t\": \"<{{ source.n }}>\"}"},"params":[{"name":"n"}]}`,
			`n=a%22,%22b`, 200, "application/json", `{"name":"a\",\"b","t":"<a\",\"b>"}`},
		{"an object", `{"answer":{"body":{"result":"ok","n":"{{ source.json.n }}","t":"<{{ source.json.n }}>","l":[1.50,"{{ optional(source.json.no) }}"],"no":"{{ optional(source.json.no) }}"}}}`,
			"{\"n\":9007199254740993}", 200, "application/json", `{"l":[1.50],"n":9007199254740993,"result":"ok","t":"<9007199254740993>"}`},
		{"a number", `{"answer":{"body":1.50}}`, "", 200, "text/plain; charset=utf-8", "1.50"},
		{"text that looks like JSON", `{"answer":{"type":"text","body":"{}"}}`, "", 200, "text/plain; charset=utf-8", `{}`},
		{"status alone", `{"answer":{"status":204}}`, "", 204, "text/plain; charset=utf-8", ""},
		{"empty", `{"answer":{"body":""}}`, "", 200, "text/plain; charset=utf-8", ""},
		{"html is text", `{"answer":{"body":"<b>{{ source.n }}</b>"},"params":[{"name":"n"}]}`, "n=%3Cscript%3E",
			200, "text/plain; charset=utf-8", "<b><script></b>"},
		{"a failing template", `{"answer":{"body":"{{ required(source.json.id, \"id\") }}"}}`, "",
			200, "application/json", "{\"status\":\"accepted\",\"operation\":\"op1\"}\n"},
		{"braces with text behind", `{"answer":{"body":"{{ source.n }}: {a}"},"params":[{"name":"n"}]}`, "n=1", 200, "text/plain; charset=utf-8", "1: {a}"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHook(t, c.with)
			r := h.form(c.send)
			check(t, "status", r.status, c.status)
			check(t, "type", r.header.Get("Content-Type"), c.media)
			check(t, "body", r.body, c.body)
			check(t, "operations", len(h.intake.events), 1)
		})
	}
}

func TestAnAnswersHeadersCannotTouchOurs(t *testing.T) {
	h := newHook(t, `{"answer":{"headers":{"X-Id":"{{ source.id }}"},"body":"x"},"params":[{"name":"id"}]}`)
	check(t, "X-Id", h.form("id=7").header.Get("X-Id"), "7")
	r := h.form("id=7%0d%0aSet-Cookie:a=1")
	check(t, "X-Id", r.header.Get("X-Id"), "")
	check(t, "answer", r.body, "{\"status\":\"accepted\",\"operation\":\"op2\"}\n")
	for _, name := range []string{"Set-Cookie", "content-security-policy", "Access-Control-Allow-Origin", "Transfer-Encoding", "Bad Name", ""} {
		with, _ := json.Marshal(map[string]any{"answer": map[string]any{"headers": map[string]string{name: "x"}}})
		if _, err := source(t, "webhook").Prepare(with, engine.Settings{}); err == nil {
			t.Errorf("header %q was taken", name)
		}
	}
}

func TestASenderCanWaitForTheEnd(t *testing.T) {
	const finished = `{"answer":{"when":"finished","within":"5s"}}`
	const own = `{"answer":{"when":"finished","body":"done {{ source.json.n }}","otherwise":{"status":503,"body":"later"}}}`
	ends := func(s engine.State) func(*engine.Operation) error {
		return func(op *engine.Operation) error {
			op.State = s
			if s == engine.Failed || s == engine.UncertainState {
				op.Failure = &engine.Failure{Code: "http.status", Args: map[string]string{"name": "u-on"}, Detail: "for the log"}
			}
			return nil
		}
	}
	replies := func(r engine.Reply) func(*engine.Operation) error {
		return func(op *engine.Operation) error { op.Reply, op.State = &r, engine.Failed; return nil }
	}
	late := func(op *engine.Operation) error { return engine.ErrNoReply }
	cases := []struct {
		name, with string
		ended      func(*engine.Operation) error
		status     int
		code, body string
	}{
		{"succeeded", finished, ends(engine.Succeeded), 200, "", "{\"status\":\"succeeded\",\"operation\":\"op1\"}\n"},
		{"stopped", finished, ends(engine.Stopped), 200, "", "{\"status\":\"stopped\",\"operation\":\"op1\"}\n"},
		{"succeeded, own words", own, ends(engine.Succeeded), 200, "", "done 5"},
		{"kept", own, ends(engine.Kept), 200, "", "{\"status\":\"accepted\",\"operation\":\"op1\"}\n"},
		{"failed", finished, ends(engine.Failed), 502, "http.status", ""},
		{"uncertain", finished, ends(engine.UncertainState), 502, "http.status", ""},
		{"cancelled", finished, ends(engine.Cancelled), 502, "operation.cancelled", ""},
		{"failed, own words", own, ends(engine.Failed), 503, "", "later"},
		{"late", finished, late, 202, "", "{\"status\":\"accepted\",\"operation\":\"op1\"}\n"},
		{"late, own words", own, late, 503, "", "later"},
		{"replied before it failed", own, replies(engine.Reply{Status: 201, Body: []byte("hello")}), 201, "", "hello"},
		{"replied with a page", own, replies(engine.Reply{
			Header: map[string]string{"content-type": "text/html", "set-cookie": "a=1", "X-Own": "yes", "X-Bad": "a\nb"}, Body: []byte("<b>"),
		}), 200, "", "<b>"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHook(t, c.with)
			h.intake.ended = c.ended
			r := h.json(`{"n":5}`).want(t, c.status, c.code)
			if c.body != "" {
				check(t, "body", r.body, c.body)
			}
			if c.code != "" {
				check(t, "operation", r.Error.Operation, "op1")
				check(t, "message", r.Error.Message, "says "+c.code)
			}
			if c.name == "replied with a page" {
				check(t, "type", r.header.Get("Content-Type"), "text/plain; charset=utf-8")
				check(t, "headers", r.header.Get("Set-Cookie")+r.header.Get("X-Own")+r.header.Get("X-Bad"), "yes")
			}
		})
	}
}

func TestARepeatOfACallIsAnsweredFromTheFirst(t *testing.T) {
	h := newHook(t, `{"answer":{"when":"finished"},"repeat_key":"{{ source.json.id }}"}`)
	h.intake.ended = func(op *engine.Operation) error { op.State = engine.Succeeded; return nil }
	first := h.json(`{"id":1}`).want(t, 200, "")
	check(t, "answer", h.json(`{"id":1}`).want(t, 200, "").body, first.body)
	check(t, "operations", len(h.intake.events), 1)
	check(t, "verdict", h.intake.samples[0].Verdict, "webhook.repeat")
}

func TestTroubleOfACallIsTold(t *testing.T) {
	h := newHook(t, `{"answer":{"when":"finished"}}`)
	h.intake.err = &engine.Error{Kind: engine.Unavailable, Code: "storage.failed"}
	h.json(`{}`).want(t, 503, "storage.failed")
	h.intake.err = engine.ErrNoReply
	h.json(`{}`).want(t, 503, "operation.no_reply")
}

func TestABrokenTemplateInAnAnswersObjectIsFound(t *testing.T) {
	_, err := source(t, "webhook").Prepare(json.RawMessage(`{"answer":{"body":{"a":["{{ source.nothing }}"]},"otherwise":{"body":{"b":"{{"}}},"params":[{"name":"id"}]}`), engine.Settings{})
	var fields []string
	for _, p := range engine.ProblemsOf(err) {
		fields = append(fields, p.Field)
	}
	check(t, "fields", strings.Join(fields, " "), "answer.body.a[0] answer.otherwise.body.b")
}
