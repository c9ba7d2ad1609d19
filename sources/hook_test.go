package sources_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/sources"
)

func TestAnAcceptedEventIsAnsweredWithItsOperation(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"r_id","required":true}]}`)
	r := h.send("GET", "?uon_id=67054&r_id=4821", "").want(t, 200, "")
	check(t, "body", r.body, "{\"status\":\"accepted\",\"operation\":\"op1\"}\n")
	check(t, "type", r.header.Get("Content-Type"), "application/json")
	ev := h.last()
	check(t, "source", ev.Source, "webhook")
	check(t, "at", ev.At, began)
	check(t, "search", ev.Search, "[4821]")
	check(t, "r_id", h.source()["r_id"], "4821")
}

func TestEveryAnswerIsHarmlessWhereverItIsOpened(t *testing.T) {
	h := newHook(t, `{"answer":{"headers":{"X-Own":"1"},"body":"<script>alert(1)</script>"}}`)
	for _, r := range []reply{h.json(`{}`), h.json(`{`), h.send("PUT", "", ""), h.send("OPTIONS", "", ""), h.send("HEAD", "", "")} {
		check(t, "sniffing", r.header.Get("X-Content-Type-Options"), "nosniff")
		check(t, "policy", r.header.Get("Content-Security-Policy"), "default-src 'none'; sandbox")
		check(t, "cache", r.header.Get("Cache-Control"), "no-store")
		check(t, "cookies", r.header.Values("Set-Cookie"), "[]")
		if ct := r.header.Get("Content-Type"); strings.Contains(ct, "html") {
			t.Errorf("an answer of type %s", ct)
		}
	}
}

func TestARequestIsRefusedWithItsReason(t *testing.T) {
	long := strings.Repeat("x", 9<<10)
	cases := []struct {
		name   string
		with   string
		send   func(h *hook) reply
		status int
		code   string
	}{
		{"method", `{"methods":["POST"]}`, func(h *hook) reply { return h.send("GET", "", "") }, 405, "webhook.method"},
		{"head without get", `{"methods":["POST"]}`, func(h *hook) reply { return h.send("HEAD", "", "") }, 405, "webhook.method"},
		{"address", `{"allow_ips":["10.0.0.0/8"]}`, func(h *hook) reply { return h.json(`{}`) }, 401, "webhook.address"},
		{"long address", `{}`, func(h *hook) reply { return h.send("GET", "?a="+long, "") }, 414, "webhook.url_size"},
		{"large headers", `{}`, func(h *hook) reply {
			return h.send("GET", "", "", "A", long, "B", long, "C", long, "D", long)
		}, 431, "webhook.header_size"},
		{"compressed", `{}`, func(h *hook) reply { return h.send("POST", "", "x", "Content-Encoding", "gzip") }, 415, "webhook.compressed"},
		{"promised too much", `{"max_body":"1KiB"}`, func(h *hook) reply { return h.json(long) }, 413, "webhook.body_size"},
		{"broken json", `{}`, func(h *hook) reply { return h.json("{\n \"a\": }") }, 422, "parse.not_json"},
		{"deep json", `{}`, func(h *hook) reply { return h.json(strings.Repeat("[", 129) + strings.Repeat("]", 129)) }, 422, "parse.limit"},
		{"broken xml", `{}`, func(h *hook) reply { return h.send("POST", "", "<a>", "Content-Type", "text/xml") }, 422, "parse.not_xml"},
		{"no text", `{}`, func(h *hook) reply { return h.send("POST", "", "\xff\xfe", "Content-Type", "text/plain") }, 422, "value.encoding"},
		{"missing", `{"params":[{"name":"id","required":true}]}`, func(h *hook) reply { return h.json(`{}`) }, 422, "value.missing"},
		{"kind", `{"params":[{"name":"id","type":"number"}]}`, func(h *hook) reply { return h.json(`{"id":"12,5"}`) }, 422, "value.kind"},
		{"many keys", `{}`, func(h *hook) reply { return h.form(strings.Repeat("a=1&", 1001)) }, 422, "parse.limit"},
		{"loop", `{}`, func(h *hook) reply { return h.send("POST", "", "", "Stanok-Depth", "8") }, 508, "operation.depth"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHook(t, c.with)
			r := c.send(h).want(t, c.status, c.code)
			check(t, "message", r.Error.Message, "says "+c.code)
			if len(h.intake.events) > 0 {
				t.Error("it began an operation")
			}
			if c.status == 405 {
				check(t, "Allow", r.header.Get("Allow"), "POST")
			}
		})
	}
}

func TestBrokenJSONIsShownByLineAndColumn(t *testing.T) {
	h := newHook(t, `{}`, func(c *sources.Config) {
		c.Say = func(_ *http.Request, _ string, args map[string]string) (string, string) {
			return "line " + args["line"] + " column " + args["column"], ""
		}
	})
	check(t, "place", h.json("{\n \"a\": }").Error.Message, "line 2 column 7")
}

func TestAnErrorAlwaysHasItsFiveKeys(t *testing.T) {
	h := newHook(t, `{"methods":["POST"]}`, func(c *sources.Config) {
		c.Say = func(*http.Request, string, map[string]string) (string, string) { return "no", "" }
	})
	check(t, "body", h.send("GET", "", "").body, "{\"error\":{\"code\":\"webhook.method\",\"message\":\"no\",\"field\":\"\",\"hint\":\"\",\"operation\":\"\"}}\n")
}

func TestAMissingParameterIsNamed(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"r_id","required":true}]}`)
	r := h.form("r_id=").want(t, 422, "value.missing")
	check(t, "field", r.Error.Field, "r_id")
	check(t, "hint", r.Error.Hint, "hint r_id")
}

func TestABodyThatIsAlmostJSONIsBlamedForAMissingParameter(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"id","required":true}]}`)
	h.send("POST", "", `{"id": 5,}`, "Content-Type", "text/plain").want(t, 422, "parse.not_json")
	h.send("POST", "", `<id>5</i>`).want(t, 422, "parse.not_xml")
	h.send("POST", "?id=5", `{"id": 5,}`).want(t, 200, "")
	check(t, "body", h.source()["body"], `{"id": 5,}`)
}

func TestABodyIsReadNoFurtherThanItsLimit(t *testing.T) {
	h := newHook(t, `{"max_body":"64KiB"}`)
	endless := &counter{}
	r := httptest.NewRequest("POST", "/hook/secret-token", endless)
	r.ContentLength = -1
	h.do(r).want(t, 413, "webhook.body_size")
	if endless.read > 256<<10 {
		t.Errorf("%d bytes were read", endless.read)
	}
	h.form(strings.Repeat("a", 64<<10)).want(t, 200, "")
}

// counter is a body without an end.
type counter struct{ read int }

func (c *counter) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'a'
	}
	c.read += len(b)
	return len(b), nil
}

func TestAnUnknownLinkIsAnsweredSlowlyToWhoKeepsAsking(t *testing.T) {
	h := newHook(t, `{}`)
	ask := func(address string) reply {
		r := httptest.NewRequest("POST", "/hook/guess", strings.NewReader("{}"))
		r.RemoteAddr = address
		return h.do(r).want(t, 404, "webhook.unknown_link")
	}
	for i := range 10 {
		ask(fmt.Sprintf("[2001:db8::%x]:99", i))
	}
	check(t, "pauses of the first ten", len(h.clock.slept), 0)
	ask("[2001:db8::ffff]:99")
	check(t, "pauses of the eleventh", h.clock.slept, []time.Duration{time.Second})
	ask("198.51.100.1:99")
	h.json(`{}`).want(t, 200, "")
	h.clock.advance(6 * time.Second)
	ask("[2001:db8::1]:99")
	check(t, "pauses in all", len(h.clock.slept), 1)
}

func TestALinkToAnotherKindOfSourceIsUnknown(t *testing.T) {
	h := newHook(t, `{}`)
	other, err := source(t, "schedule").Prepare([]byte(`{"every":"5m"}`), engine.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	h.intake.flow.Source = other
	h.json(`{}`).want(t, 404, "webhook.unknown_link")
}

func TestOnlyTheExactLinkIsAnswered(t *testing.T) {
	h := newHook(t, `{}`)
	for _, target := range []string{"/", "/x", "x"} {
		if r := h.send("POST", target, "{}"); r.status != 404 || len(h.intake.events) > 0 {
			t.Errorf("%s was answered %d", target, r.status)
		}
	}
}

func TestAProcessingTakesSoManyEventsASecond(t *testing.T) {
	h := newHook(t, `{}`, func(c *sources.Config) { c.Rate, c.Burst = 2, 3 })
	for range 3 {
		h.json(`{}`).want(t, 200, "")
	}
	r := h.json(`{}`).want(t, 429, "webhook.rate")
	check(t, "Retry-After", r.header.Get("Retry-After"), "1")
	h.clock.advance(500 * time.Millisecond)
	h.json(`{}`).want(t, 200, "")
	h.json(`{}`).want(t, 429, "webhook.rate")
}

func TestWithoutARateThereIsNoBound(t *testing.T) {
	h := newHook(t, `{}`)
	for range 3000 {
		h.json(`{}`).want(t, 200, "")
	}
}

func TestTroubleOfTheEngineIsATimeToAskAgain(t *testing.T) {
	cases := []struct {
		err    error
		status int
		code   string
		after  string
	}{
		{&engine.Error{Kind: engine.Unavailable, Code: "storage.full"}, 503, "storage.full", "5"},
		{&engine.Error{Kind: engine.Unavailable, Code: "processing.stopped"}, 503, "processing.stopped", "5"},
		{&engine.Error{Kind: engine.Unavailable, Code: "queue.full", After: 1500 * time.Millisecond}, 429, "queue.full", "2"},
		{fmt.Errorf("committing: %w", &engine.Error{Kind: engine.Unavailable, Code: "storage.failed"}), 503, "storage.failed", "5"},
		{errors.New("a bug"), 500, "internal", ""},
	}
	for _, c := range cases {
		h := newHook(t, `{}`)
		h.intake.err = c.err
		r := h.json(`{}`).want(t, c.status, c.code)
		check(t, "Retry-After", r.header.Get("Retry-After"), c.after)
		if strings.Contains(r.body, "bug") {
			t.Errorf("the sender is told what is for the log: %s", r.body)
		}
		h.intake.err, h.intake.linkErr = nil, c.err
		h.json(`{}`).want(t, c.status, c.code)
	}
}

func TestWhatComesToAStoppedOneIsASampleAllTheSame(t *testing.T) {
	h := newHook(t, `{}`)
	h.intake.err = &engine.Error{Kind: engine.Unavailable, Code: "processing.stopped"}
	h.json(`{"id":7}`).want(t, 503, "processing.stopped")
	check(t, "verdict", h.intake.samples[0].Verdict, "processing.stopped")
}

func TestARepeatIsAnsweredAsTheFirstWas(t *testing.T) {
	h := newHook(t, `{"repeat_key":"{{ source.json.id }}","repeat_window":"1h"}`)
	first := h.json(`{"id":"evt_1"}`).want(t, 200, "")
	check(t, "key", h.last().Key, "evt_1")
	check(t, "window", h.last().KeyFor, time.Hour)
	again := h.json(`{"id":"evt_1","again":true}`).want(t, 200, "")
	check(t, "answer", again.body, first.body)
	check(t, "operations", len(h.intake.events), 1)
	check(t, "verdict", h.intake.samples[0].Verdict, "webhook.repeat")
	check(t, "of an operation", h.intake.samples[0].Of != "", true)
}

func TestAnEventWhoseKeyIsMissingIsNoRepeat(t *testing.T) {
	h := newHook(t, `{"repeat_key":"{{ source.json.event.id }}"}`)
	h.json(`{}`).want(t, 200, "")
	h.json(`{"event":5}`).want(t, 200, "")
	check(t, "operations", len(h.intake.events), 2)
}

func TestALongKeyIsRecognisedByItsHash(t *testing.T) {
	h := newHook(t, `{"repeat_key":"{{ source.body }}"}`)
	h.json(`{"a":"`+strings.Repeat("x", 300)+`"}`).want(t, 200, "")
	if key := h.last().Key; len(key) > 200 || !strings.HasPrefix(key, "sha256:") {
		t.Errorf("key %q", key)
	}
}

func TestAPingIsAnsweredAndShownButBeginsNothing(t *testing.T) {
	h := newHook(t, `{"ping":{"param":"test","equals":"test"},"params":[{"name":"Phone","required":true}]}`)
	h.form("test=test").want(t, 200, "")
	check(t, "operations", len(h.intake.events), 0)
	check(t, "verdict", h.intake.samples[0].Verdict, "webhook.ping")
	check(t, "form", text(valueOf(t, h.prepared, h.intake.samples[0].Event)["form"]), `{"test":"test"}`)
	h.form("test=other&Phone=1").want(t, 200, "")
	check(t, "operations", len(h.intake.events), 1)
}

func TestARefusedRequestIsKeptForTheOwnerToSee(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"id","required":true}]}`)
	h.json(`{"name":"Ann"}`).want(t, 422, "value.missing")
	s := h.intake.samples[0]
	check(t, "verdict", s.Verdict, "value.missing")
	check(t, "json", text(valueOf(t, h.prepared, s.Event)["json"]), `{"name":"Ann"}`)
	for range 100 {
		h.json(`{}`)
	}
	if n := len(h.intake.samples); n > 20 {
		t.Errorf("%d samples of a flood", n)
	}
}

func TestTheDepthOfAChainIsPassedOn(t *testing.T) {
	for header, want := range map[string]int{"": 0, "3": 3, "-1": 0, "many": 0, "7": 7} {
		h := newHook(t, `{}`)
		h.send("POST", "", "", "Stanok-Depth", header).want(t, 200, "")
		check(t, "depth of "+header, h.last().Depth, want)
	}
}

func TestAddressesCanBeListed(t *testing.T) {
	cases := map[string]bool{
		"203.0.113.9:1": true, "203.0.113.10:1": false, "[2a02:6b8:c00::17]:1": true,
		"[::ffff:203.0.113.9]:1": true, "[fe80::1%eth0]:1": true, "@": false, "203.0.113.9": true,
	}
	for address, allowed := range cases {
		h := newHook(t, `{"allow_ips":["203.0.113.9","2a02:6b8:c00::/40","fe80::/10"]}`)
		r := httptest.NewRequest("GET", "/hook/secret-token", nil)
		r.RemoteAddr = address
		if got := h.do(r).status == 200; got != allowed {
			t.Errorf("%s allowed: %v", address, got)
		}
	}
}

func TestHeadAndOptionsBeginNothing(t *testing.T) {
	h := newHook(t, `{"cors_origins":["https://shop.example"]}`)
	check(t, "HEAD", h.send("HEAD", "?r_id=1", "").status, 200)
	r := h.send("OPTIONS", "", "", "Origin", "https://shop.example", "Access-Control-Request-Method", "POST",
		"Access-Control-Request-Headers", "content-type")
	check(t, "OPTIONS", r.status, 204)
	check(t, "origin", r.header.Get("Access-Control-Allow-Origin"), "https://shop.example")
	check(t, "methods", r.header.Get("Access-Control-Allow-Methods"), "GET, POST")
	check(t, "headers", r.header.Get("Access-Control-Allow-Headers"), "content-type")
	check(t, "operations", len(h.intake.events), 0)
}

func TestOnlyListedPagesMayReadAnswers(t *testing.T) {
	cases := []struct{ with, origin, allowed string }{
		{`{"cors_origins":["https://shop.example"]}`, "https://shop.example", "https://shop.example"},
		{`{"cors_origins":["https://shop.example"]}`, "https://evil.example", ""},
		{`{"cors_origins":["https://shop.example"]}`, "https://shop.example.evil.example", ""},
		{`{"cors_origins":["*"]}`, "https://any.example", "*"},
		{`{}`, "https://shop.example", ""},
	}
	for _, c := range cases {
		h := newHook(t, c.with)
		for _, r := range []reply{
			h.send("POST", "", "a=1", "Origin", c.origin).want(t, 200, ""),
			h.send("OPTIONS", "", "", "Origin", c.origin),
			h.send("POST", "", "{", "Origin", c.origin, "Content-Type", "application/json").want(t, 422, "parse.not_json"),
		} {
			check(t, c.with+c.origin, r.header.Get("Access-Control-Allow-Origin"), c.allowed)
		}
	}
}

func TestASlowBodyIsGivenUp(t *testing.T) {
	h := newHook(t, `{}`)
	h.clock.now = time.Unix(0, 0) // so that the time for a body was up long ago
	server := httptest.NewServer(h.handler)
	defer server.Close()
	body, never := io.Pipe()
	defer never.Close()
	answer, err := server.Client().Post(server.URL+"/hook/secret-token", "text/plain", body)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	check(t, "status", answer.StatusCode, 408)
	check(t, "operations", len(h.intake.events), 0)
}

// A read that fails on its deadline while the sender waits would look as if the
// sender had gone.
func TestTheTimeForABodyEndsWithTheBody(t *testing.T) {
	h := newHook(t, `{}`)
	w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	h.handler.ServeHTTP(w, httptest.NewRequest("POST", "/hook/secret-token", strings.NewReader("a=1")))
	check(t, "deadlines", w.set, []time.Time{began.Add(10 * time.Second), {}})
}

type deadlines struct {
	*httptest.ResponseRecorder
	set []time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error {
	d.set = append(d.set, t)
	return nil
}

func TestABodyCutOffBeginsNothing(t *testing.T) {
	h := newHook(t, `{}`)
	r := httptest.NewRequest("POST", "/hook/secret-token", io.MultiReader(strings.NewReader("a=1&b"), broken{}))
	r.ContentLength = -1
	h.do(r).want(t, 400, "webhook.cut_off")
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
