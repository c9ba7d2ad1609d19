package actions_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

// received is what a server got.
type received struct {
	method, uri, body string
	header            http.Header
}

// record starts a server that keeps what it gets and answers {"ok": true}.
func record(t *testing.T) (string, chan received) {
	got := make(chan received, 10)
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- received{r.Method, r.RequestURI, string(body), r.Header}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"ok": true}`))
	}), got
}

func TestARequestIsSentAsItIsWritten(t *testing.T) {
	source := `{"source": {"id": "a/b c", "n": 1.50, "list": [1, "x&y"], "none": null, "text": "{\"a\": 1.50}", "obj": {"b": 1, "a": [true]}, "u": "https://x.example/"}}`
	cases := []struct {
		name, with string
		uri, body  string
		header     map[string]string
	}{
		{"a get", `{"url": "URL/x"}`, "/x", "", map[string]string{"Content-Type": ""}},
		{"values in the path are one segment", `{"url": "URL/{{ source.id }}/z"}`, "/a%2Fb%20c/z", "", nil},
		{"a query keeps what the address has", `{"url": "URL/?a=1", "query": {"b": "{{ source.id }}", "c": ["{{ source.n }}", "2"]}}`, "/?a=1&b=a%2Fb+c&c=1.50&c=2", "", nil},
		{"a list repeats its key", `{"url": "URL/", "query": {"l": "{{ source.list }}"}}`, "/?l=1&l=x%26y", "", nil},
		{"missing is empty, optional is left out", `{"url": "URL/", "query": {"a": "{{ source.none }}", "b": "{{ optional(source.none) }}"}}`, "/?a=", "", nil},
		{"headers", `{"url": "URL/", "headers": {"X-A": "{{ source.id }}!", "X-B": 5}}`, "/", "", map[string]string{"X-A": "a/b c!", "X-B": "5"}},
		{"what every request says", `{"url": "URL/"}`, "/", "", map[string]string{"User-Agent": "stanok/test", "Idempotency-Key": "op1/node", "Stanok-Depth": "3"}},
		{"a text that is JSON goes as it is", `{"method": "POST", "url": "URL/", "body": {"kind": "json", "from": "{{ source.text }}"}}`, "/", `{"a": 1.50}`, map[string]string{"Content-Type": "application/json"}},
		{"a value becomes JSON", `{"method": "POST", "url": "URL/", "body": {"kind": "json", "from": "{{ source.obj }}"}}`, "/", `{"a":[true],"b":1}`, nil},
		{"JSON in the document", `{"method": "POST", "url": "URL/", "body": {"kind": "json", "from": {"n": "{{ source.n }}", "t": "{{ source.n }}!", "o": "{{ optional(source.none) }}"}}}`, "/", `{"n":1.50,"t":"1.50!"}`, nil},
		{"own content type", `{"method": "POST", "url": "URL/", "headers": {"content-type": "application/vnd.api+json"}, "body": {"kind": "json", "from": {}}}`, "/", `{}`, map[string]string{"Content-Type": "application/vnd.api+json"}},
		{"text", `{"method": "PUT", "url": "URL/", "body": {"kind": "text", "from": "n={{ source.n }}"}}`, "/", "n=1.50", map[string]string{"Content-Type": "text/plain; charset=utf-8"}},
		{"a form", `{"method": "POST", "url": "URL/", "body": {"kind": "form", "fields": {"id": "{{ source.id }}", "l[]": "{{ source.list }}"}}}`, "/", "id=a%2Fb+c&l%5B%5D=1&l%5B%5D=x%26y", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}},
		{"a form of an object", `{"method": "POST", "url": "URL/", "body": {"kind": "form", "from": "{{ source.obj }}"}}`, "/", "a=true&b=1", nil},
		{"a form that is written already", `{"method": "POST", "url": "URL/", "body": {"kind": "form", "from": "a=1&b=2"}}`, "/", "a=1&b=2", nil},
		{"a file", `{"method": "POST", "url": "URL/", "body": {"kind": "file", "from": {"base64": "AAECAw==", "type": "image/png"}}}`, "/", "\x00\x01\x02\x03", map[string]string{"Content-Type": "image/png"}},
		{"the key in the header the target knows", `{"method": "POST", "url": "URL/", "idempotency": "X-Request-Id"}`, "/", "", map[string]string{"X-Request-Id": "op1/node", "Idempotency-Key": "op1/node"}},
		{"data that looks like a template stays data", `{"url": "URL/", "query": {"q": "{{ '{{ source.id }}' }}"}}`, "/?q=%7B%7B+source.id+%7D%7D", "", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			url, requests := record(t)
			_, err := w.try(t, "http.request", strings.ReplaceAll(c.with, "URL", url), data(t, source), func(in *engine.Input) { in.Depth = 2 })
			if err != nil {
				t.Fatal(err)
			}
			got := <-requests
			if got.uri != c.uri || got.body != c.body {
				t.Errorf("got %s %q, want %s %q", got.uri, got.body, c.uri, c.body)
			}
			for name, want := range c.header {
				if got.header.Get(name) != want {
					t.Errorf("%s is %q, want %q", name, got.header.Get(name), want)
				}
			}
		})
	}
}

func TestARequestThatCannotBeSentSaysWhy(t *testing.T) {
	vars := `{"source": {"crlf": "a\r\nX: y", "none": null, "html": "<html>", "host": "evil.example", "list": [1]}}`
	cases := []struct{ name, with, code, field string }{
		{"a line break in a header", `{"url": "URL", "headers": {"X-A": "{{ source.crlf }}"}}`, "http.header", "with.headers.X-A"},
		{"one inside a header", `{"url": "URL", "headers": {"X-A": "a {{ source.crlf }}"}}`, "http.header", "with.headers.X-A"},
		{"a body that is no JSON", `{"method": "POST", "url": "URL", "body": {"kind": "json", "from": "{{ source.html }}"}}`, "parse.not_json", "with.body.from"},
		{"no body", `{"method": "POST", "url": "URL", "body": {"kind": "json", "from": "{{ source.none }}"}}`, "value.missing", "with.body.from"},
		{"a list as a form", `{"method": "POST", "url": "URL", "body": {"kind": "form", "from": "{{ source.list }}"}}`, "value.kind", "with.body.from"},
		{"a file that is none", `{"method": "POST", "url": "URL", "body": {"kind": "file", "from": "{{ source.html }}"}}`, "value.kind", "with.body.from"},
		{"no address", `{"url": "{{ source.none }}"}`, "http.address", "with.url"},
		{"not an address", `{"url": "{{ source.html }}"}`, "http.address", "with.url"},
		{"another scheme", `{"url": "{{ 'file:///etc/passwd' }}"}`, "http.address", "with.url"},
		{"no such connection", `{"url": "https://a.example/", "connection": "nobody"}`, "connection.missing", "with.connection"},
		{"an address of this network", `{"url": "http://169.254.169.254/"}`, "http.blocked_address", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			url, requests := record(t)
			_, err := w.try(t, "http.request", strings.ReplaceAll(c.with, "URL", url), data(t, vars))
			f := engine.FailureOf(orNothing(err), now)
			if f.Code != c.code || f.Field != c.field || f.Kind == engine.Unavailable {
				t.Errorf("got %s %s (%s), want %s %s", f.Kind, f.Code, f.Field, c.code, c.field)
			}
			if len(requests) > 0 {
				t.Error("it was sent all the same")
			}
		})
	}
}

func TestARequestThatCannotWorkIsRefusedWhenSaved(t *testing.T) {
	cases := []struct {
		with string
		want []string
	}{
		{`{}`, []string{"url document.required"}},
		{`{"url": "example.com/x"}`, []string{"url http.address"}},
		{`{"url": "ftp://example.com"}`, []string{"url http.address"}},
		{`{"url": "https://a.example/{{ nobody.x }}"}`, []string{"url expression.unknown_name"}},
		{`{"url": "https://a.example/{{"}`, []string{"url template.unclosed"}},
		{`{"url": "https://a.example/{{ connection.key }}"}`, []string{"url expression.unknown_name"}},
		{`{"url": "https://a.example/", "method": "CONNECT"}`, []string{"method document.choice"}},
		{`{"url": "https://a.example/", "timeout": "11m"}`, []string{"timeout document.range"}},
		{`{"url": "https://a.example/", "timeout": "0s"}`, []string{"timeout document.range"}},
		{`{"url": "https://a.example/", "headers": {"Host": "b"}}`, []string{"headers.Host http.header"}},
		{`{"url": "https://a.example/", "headers": {"content-length": "5"}}`, []string{"headers.content-length http.header"}},
		{`{"url": "https://a.example/", "headers": {"Transfer-Encoding": "chunked", "Connection": "close"}}`, []string{"headers.Connection http.header", "headers.Transfer-Encoding http.header"}},
		{`{"url": "https://a.example/", "headers": {"a b": "c"}}`, []string{"headers.a b http.header"}},
		{`{"url": "https://a.example/", "headers": {"A": "b\nc"}}`, []string{"headers.A http.header"}},
		{`{"url": "https://a.example/", "idempotency": "Host"}`, []string{"idempotency http.header"}},
		{`{"url": "https://a.example/", "body": {"from": 1}}`, []string{"body.kind document.required"}},
		{`{"url": "https://a.example/", "body": {"kind": "json"}}`, []string{"body.from document.required"}},
		{`{"url": "https://a.example/", "body": {"kind": "form"}}`, []string{"body.fields document.required"}},
		{`{"url": "https://a.example/", "body": {"kind": "form", "from": "a", "fields": {"a": 1}}}`, []string{"body document.one_of"}},
		{`{"url": "https://a.example/", "body": {"kind": "json", "from": "{{ 1 + }}", "fields": {"a": 1}}}`, []string{"body.from expression.syntax", "body.fields document.unknown_key"}},
		{`{"url": "https://a.example/", "success": {"status": "2xx 6xx"}}`, []string{"success.status document.kind"}},
		{`{"url": "https://a.example/", "success": {"when": "answr.json.ok"}}`, []string{"success.when expression.unknown_name"}},
		{`{"url": "https://a.example/", "query": {"a": "{{ answer.x }}"}}`, []string{"query.a expression.unknown_name"}},
		{`{"url": "https://{{ source.h }}/", "connection": "c"}`, []string{"url connection.host"}},
		{`{"url": "{{ source.u }}", "connection": "c"}`, []string{"url connection.host"}},
		{`{"url": "{{ source.u }}/x", "connection": "c"}`, []string{"url connection.host"}},
		{`{"url": "https://a.example{{ source.u }}/x", "connection": "c"}`, []string{"url connection.host"}},
		{`{"url": "https://a.example:{{ source.port }}/x", "connection": "c"}`, []string{"url connection.host"}},
		{`{"url": "https://{{ connection.account }}.a.example/{{ source.x }}?{{ source.y }}", "connection": "c"}`, nil},
		{`{"url": "{{ connection.root }}/x/{{ source.x }}", "connection": "c"}`, nil},
		{`{"url": "https://a.example?x={{ source.x }}", "connection": "c"}`, nil},
		{`{"url": "https://{{ source.h }}/"}`, nil},
		{`{"url": "https://a.example/", "success": {"status": 200}}`, nil},
		{`{"url": "https://a.example/", "success": {"status": "2xx, 404", "when": "answer.status == 404 || answer.json.ok", "message": "{{ answer.json.error }}"}}`, nil},
	}
	for _, c := range cases {
		if got := newWorld(t).refused(t, "http.request", c.with, "source"); !slices.Equal(got, c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.with, got, c.want)
		}
	}
}

func TestWhatRepeatingARequestDoes(t *testing.T) {
	cases := []struct {
		more   string
		effect engine.Effect
		retry  int
	}{
		{`"method": "GET"`, engine.Reads, engine.ChainRetry.Attempts},
		{`"method": "HEAD"`, engine.Reads, engine.ChainRetry.Attempts},
		{`"method": "OPTIONS"`, engine.Reads, engine.ChainRetry.Attempts},
		{`"method": "POST"`, engine.Once, engine.SendRetry.Attempts},
		{`"method": "PATCH"`, engine.Once, engine.SendRetry.Attempts},
		{`"method": "PUT"`, engine.Repeatable, engine.SendRetry.Attempts},
		{`"method": "DELETE"`, engine.Repeatable, engine.SendRetry.Attempts},
		{`"method": "POST", "repeat_safe": true`, engine.Repeatable, engine.SendRetry.Attempts},
		{`"method": "POST", "idempotency": "X-Key"`, engine.Repeatable, engine.SendRetry.Attempts},
		{`"method": "POST", "idempotency": "X-Key", "at_most_once": true`, engine.Once, engine.SendRetry.Attempts},
		{`"method": "GET", "at_most_once": true`, engine.Once, engine.SendRetry.Attempts},
		{`"method": "PUT", "at_most_once": true`, engine.Once, engine.SendRetry.Attempts},
	}
	for _, c := range cases {
		p := newWorld(t).prepare(t, "http.request", `{"url": "https://a.example/", `+c.more+`}`, nil)
		if p.Effect != c.effect || p.Retry.Attempts != c.retry {
			t.Errorf("%s: effect %d, %d attempts", c.more, p.Effect, p.Retry.Attempts)
		}
	}
}

func TestHistoryShowsWhatWasSent(t *testing.T) {
	w := newWorld(t)
	url, _ := record(t)
	with := `{"method": "POST", "url": "` + url + `/x", "headers": {"X-A": "b"}, "body": {"kind": "text", "from": "hello"}}`
	out, err := w.try(t, "http.request", with, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := out.Input.(map[string]any)
	headers := in["headers"].(map[string]any)
	if in["method"] != "POST" || in["url"] != url+"/x" || in["body"] != "hello" || headers["X-A"] != "b" || headers["Idempotency-Key"] != "op1/node" {
		t.Errorf("got %v", in)
	}
	large := strings.Repeat("x", 256<<10+1)
	out, err = w.try(t, "http.request", `{"method": "POST", "url": "`+url+`", "body": {"kind": "text", "from": "`+large+`"}}`, nil)
	if in := out.Input.(map[string]any); err != nil || in["body"] != nil || in["body_bytes"] != json.Number("262145") {
		t.Errorf("a large body: %v %v", in["body_bytes"], err)
	}
}

func TestARehearsalSendsNothingButQuestions(t *testing.T) {
	w := newWorld(t)
	url, requests := record(t)
	pretend := func(in *engine.Input) { in.Pretend = true }
	out, err := w.try(t, "http.request", `{"method": "POST", "url": "`+url+`", "body": {"kind": "text", "from": "x"}, "success": {"when": "answer.json.ok"}}`, nil, pretend)
	if err != nil || len(requests) != 0 {
		t.Fatalf("sent %d, %v", len(requests), err)
	}
	if got := out.Output.(map[string]any); got["pretended"] != true || got["status"] != json.Number("200") || out.Input == nil {
		t.Errorf("got %v", got)
	}
	if _, err := w.try(t, "http.request", `{"url": "`+url+`"}`, nil, pretend); err != nil || len(requests) != 1 {
		t.Errorf("a question: sent %d, %v", len(requests), err)
	}
}

func TestARequestEndsInItsTime(t *testing.T) {
	w := newWorld(t)
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	})
	began := time.Now()
	_, err := w.try(t, "http.request", `{"url": "`+url+`", "timeout": "50ms"}`, nil)
	if codeOf(err) != "http.timeout" || engine.KindOf(err) != engine.Unavailable || time.Since(began) > 2*time.Second {
		t.Errorf("got %v after %v", err, time.Since(began))
	}
}

// orNothing is an error that says that there was none.
func orNothing(err error) error {
	if err == nil {
		return &engine.Error{Code: "nothing"}
	}
	return err
}
