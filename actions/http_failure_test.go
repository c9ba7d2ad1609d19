package actions_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func TestWhichAnswersAreTriedAgain(t *testing.T) {
	again := []int{408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 524, 529}
	never := []int{300, 400, 401, 403, 404, 409, 410, 422, 451, 501, 505, 511, 530}
	for _, method := range []string{"GET", "PUT", "POST"} {
		for _, status := range append(append([]int{}, again...), never...) {
			w := newWorld(t)
			url := answering(t, status, "text/plain", "x")
			_, err := w.try(t, "http.request", `{"method": "`+method+`", "url": "`+url+`"}`, nil)
			f := engine.FailureOf(orNothing(err), now)
			listed := status == 408 || contains(again, status)
			want := listed && (method != "POST" || status == 429) // then nothing was done
			if f.Code != "http.status" || f.Args["status"] != strconv.Itoa(status) || (f.Kind == engine.Unavailable) != want {
				t.Errorf("%s %d: %s %s", method, status, f.Kind, f.Code)
			}
		}
	}
}

func TestACircleOfProcessingsIsNamedAndNotGoneRoundAgain(t *testing.T) {
	ours := `{"error":{"code":"operation.depth","message":"m","field":"","hint":"","operation":""}}`
	cases := []struct {
		status int
		body   string
		code   string
		again  bool
	}{
		{508, ours, "operation.depth", false},
		{502, ours, "operation.depth", false}, // of a link whose operation met the circle
		{508, `{"error": "loop"}`, "http.status", false},
		{502, `{"error":{"code":"other"}}`, "http.status", true},
		{422, ours, "http.status", false},
		{502, ours + strings.Repeat(" ", 64<<10), "http.status", true},
	}
	for _, c := range cases {
		url := answering(t, c.status, "application/json", c.body)
		_, err := newWorld(t).try(t, "http.request", `{"url": "`+url+`"}`, nil)
		f := engine.FailureOf(orNothing(err), now)
		if f.Code != c.code || (f.Kind == engine.Unavailable) != c.again || f.Args["status"] != strconv.Itoa(c.status) {
			t.Errorf("%d %.60s: %s %s %v", c.status, c.body, f.Kind, f.Code, f.Args)
		}
	}
}

func contains(list []int, n int) bool {
	for _, one := range list {
		if one == n {
			return true
		}
	}
	return false
}

func TestAnAnswerSaysHowLongToWait(t *testing.T) {
	cases := []struct {
		name, header, body string
		want               time.Duration
	}{
		{"seconds", "120", ``, 2 * time.Minute},
		{"a date", now.Add(90 * time.Second).Format(http.TimeFormat), ``, 90 * time.Second},
		{"nothing", "", `{}`, 0},
		{"in the body", "", `{"retry_after": 7}`, 7 * time.Second},
		{"as Telegram says it", "", `{"ok": false, "parameters": {"retry_after": 35}}`, 35 * time.Second},
		{"with a fraction", "", `{"retry_after": 0.65}`, 650 * time.Millisecond},
		{"as text", "", `{"retry_after": "5"}`, 5 * time.Second},
		{"inside the error", "", `{"error": {"retry_after": 3}}`, 3 * time.Second},
		{"beside PHP's empty object", "", `{"retry_after": 5, "parameters": []}`, 5 * time.Second},
		{"the header first", "1", `{"retry_after": 9}`, time.Second},
		{"nonsense", "", `{"retry_after": "soon", "parameters": {"retry_after": -4}}`, 0},
		{"no end", "", `{"retry_after": 1e300}`, 365 * 24 * time.Hour},
		{"not JSON", "", `retry_after: 5`, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			headers := []string{}
			if c.header != "" {
				headers = append(headers, "Retry-After", c.header)
			}
			url := answering(t, 429, "application/json", c.body, headers...)
			_, err := w.try(t, "http.request", `{"url": "`+url+`"}`, nil)
			var e *engine.Error
			if !as(err, &e) || e.After != c.want {
				t.Errorf("got %v, want %v", e, c.want)
			}
		})
	}
}

// cutting starts a server that reads a request and closes the connection.
func cutting(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 64<<10))
			_ = c.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

// nobody returns an address where nothing listens.
func nobody(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String()
}

func TestARequestThatWasCutOff(t *testing.T) {
	cases := []struct {
		more string
		kind engine.Kind
		code string
	}{
		{`"method": "GET"`, engine.Unavailable, "http.unreachable"},
		{`"method": "PUT"`, engine.Unavailable, "http.unreachable"},
		{`"method": "POST", "repeat_safe": true`, engine.Unavailable, "http.unreachable"},
		{`"method": "POST", "idempotency": "X-Key"`, engine.Unavailable, "http.unreachable"},
		{`"method": "POST"`, engine.Uncertain, "http.uncertain"},
		{`"method": "PATCH"`, engine.Uncertain, "http.uncertain"},
		{`"method": "PUT", "at_most_once": true`, engine.Uncertain, "http.uncertain"},
		{`"method": "GET", "at_most_once": true`, engine.Uncertain, "http.uncertain"},
	}
	for _, c := range cases {
		w := newWorld(t)
		_, err := w.try(t, "http.request", `{"url": "`+cutting(t)+`", `+c.more+`}`, nil)
		if engine.KindOf(err) != c.kind || codeOf(err) != c.code {
			t.Errorf("%s: got %v, want %s %s", c.more, err, c.kind, c.code)
		}
	}
}

func TestARequestThatNeverLeftMayAlwaysBeTriedAgain(t *testing.T) {
	for _, more := range []string{`"method": "GET"`, `"method": "POST"`, `"method": "POST", "at_most_once": true`} {
		w := newWorld(t)
		_, err := w.try(t, "http.request", `{"url": "`+nobody(t)+`", `+more+`}`, nil)
		if engine.KindOf(err) != engine.Unavailable || codeOf(err) != "http.unreachable" {
			t.Errorf("%s: got %v", more, err)
		}
	}
}

func TestAHostThatRestsUsesNoAttempt(t *testing.T) {
	w := newWorld(t)
	url := nobody(t)
	var e *engine.Error
	for range 20 {
		_, err := w.try(t, "http.request", `{"url": "`+url+`"}`, nil)
		if as(err, &e) && e.Free {
			break
		}
	}
	if !e.Free || e.Kind != engine.Unavailable || e.After <= 0 || e.Code != "http.breaker" {
		t.Errorf("got %+v", e)
	}
}

func TestARequestToldToStop(t *testing.T) {
	arrived := make(chan struct{}, 2)
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	for method, want := range map[string]engine.Kind{"GET": engine.Canceled, "POST": engine.Uncertain} {
		w := newWorld(t)
		p := w.prepare(t, "http.request", `{"method": "`+method+`", "url": "`+url+`"}`, nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, err := p.Run(ctx, inputOf(nil))
			done <- err
		}()
		<-arrived
		cancel()
		if err := <-done; engine.KindOf(err) != want {
			t.Errorf("%s: got %v, want %s", method, err, want)
		}
	}
}

func TestARedirectTakesNoKeysAlong(t *testing.T) {
	w := newWorld(t)
	there, got := record(t)
	away := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, there+"/there", http.StatusFound) })
	with := `{"url": "` + away + `", "headers": {"x-api-key": "K", "Authorization": "A", "Accept": "text/plain"}}`
	if _, err := w.try(t, "http.request", with, nil); err != nil {
		t.Fatal(err)
	}
	h := (<-got).header
	if h.Get("X-Api-Key") != "" || h.Get("Authorization") != "" || h.Get("Accept") != "text/plain" || h.Get("Stanok-Depth") == "" {
		t.Errorf("the other origin got %v", h)
	}
}

func TestRedirectsAreFollowedByQuestionsOnly(t *testing.T) {
	target := answering(t, 200, "text/plain", "there")
	away := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) })
	loop := ""
	loop = serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, loop, http.StatusFound) })
	cases := []struct{ with, code, body string }{
		{`{"url": "` + away + `"}`, "", "there"},
		{`{"url": "` + away + `", "follow_redirects": false}`, "http.status", ""},
		{`{"url": "` + away + `", "success": {"status": "302"}}`, "", ""},
		{`{"method": "POST", "url": "` + away + `"}`, "http.redirect", ""},
		{`{"url": "` + away + `", "connection": "keys"}`, "http.redirect", ""},
		{`{"url": "` + loop + `"}`, "http.redirect", ""},
	}
	for _, c := range cases {
		w := newWorld(t)
		w.keys["keys"] = engine.Connection{Type: "fields", Origins: []string{away}}
		out, err := w.try(t, "http.request", c.with, nil)
		if codeOf(err) != c.code {
			t.Errorf("%s: got %v, want %q", c.with, err, c.code)
		}
		if got, _ := out.Output.(map[string]any); c.body != "" && got["body"] != c.body {
			t.Errorf("%s: got %v", c.with, got)
		}
	}
}

func TestAnAnswerThatIsTooLargeIsNotTriedAgain(t *testing.T) {
	w := newWorld(t)
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.Copy(w, strings.NewReader(strings.Repeat("x", 10<<20+1)))
	})
	_, err := w.try(t, "http.request", `{"url": "`+url+`"}`, nil)
	if codeOf(err) != "http.too_large" || engine.KindOf(err) != engine.Invalid {
		t.Errorf("got %v", err)
	}
}
