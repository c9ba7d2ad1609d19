package sources

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
)

// Bounds of a request before its body.
const (
	maxURL     = 8 << 10
	maxHeaders = 32 << 10
)

// maxDepth is how many processings may call one another's links in a chain.
const maxDepth = 8

// depthHeader says how many did so far.
const depthHeader = "Stanok-Depth"

// exchange is one request on its way to being an event.
type exchange struct {
	h    *Webhook
	w    http.ResponseWriter
	r    *http.Request
	now  time.Time
	from netip.Addr

	flow  engine.Flow
	link  *link
	req   *request // once the body is there
	body  content
	query map[string]any
	event engine.Event
}

// errAnswered says that a request has its answer and goes no further.
var errAnswered = errors.New("answered")

// begin takes a request through every check, cheapest first and nothing of the
// body before its sender is known, and gives the event to the engine.
func (x *exchange) begin() error {
	steps := [...]func(*exchange) error{
		x.h.lookUp,
		(*exchange).method,
		(*exchange).address,
		(*exchange).size,
		(*exchange).depth,
		(*exchange).rate,
		(*exchange).receive,
		(*exchange).prove,
		(*exchange).parse,
		(*exchange).ping,
		(*exchange).collect,
		(*exchange).accept,
	}
	for _, step := range steps {
		if err := step(x); err != nil {
			if errors.Is(err, errAnswered) {
				return nil
			}
			return err
		}
	}
	return nil
}

// method refuses what the document does not list. OPTIONS is answered for
// browsers, and HEAD for those who only look whether the link is there.
func (x *exchange) method() error {
	switch {
	case x.r.Method == http.MethodOptions:
		preflight(x.w, x.r, x.link.methods, x.link.origins)
		return errAnswered
	case x.r.Method == http.MethodHead && x.link.takes(http.MethodGet):
		protect(x.w.Header())
		x.w.WriteHeader(http.StatusOK)
		return errAnswered
	}
	allowOrigin(x.w.Header(), x.r, x.link.origins)
	if x.link.takes(x.r.Method) {
		return nil
	}
	allowed := strings.Join(x.link.methods, ", ")
	x.w.Header().Set("Allow", allowed)
	return refuse("webhook.method", "method", shorten(x.r.Method, 20), "allowed", allowed)
}

func (x *exchange) address() error {
	if !x.link.admits(x.from) {
		return refuse("webhook.address", "address", x.from.String())
	}
	return nil
}

func (x *exchange) size() error {
	if len(x.r.URL.Path)+len(x.r.URL.RawQuery) > maxURL {
		return refuse("webhook.url_size", "limit", "8 KiB")
	}
	total := 0
	for name, values := range x.r.Header {
		for _, v := range values {
			total += len(name) + len(v) + len(": \r\n")
		}
	}
	if total > maxHeaders {
		return refuse("webhook.header_size", "limit", "32 KiB")
	}
	if e := x.r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return refuse("webhook.compressed", "encoding", shorten(strings.ToValidUTF8(e, "\uFFFD"), 40))
	}
	return nil
}

// depth breaks off a chain of processings that call one another's links.
func (x *exchange) depth() error {
	n, err := strconv.Atoi(x.r.Header.Get(depthHeader))
	if err != nil || n < 0 {
		n = 0
	}
	if n >= maxDepth {
		return refuse("operation.depth", "limit", strconv.Itoa(maxDepth))
	}
	x.event.Depth = n
	return nil
}

func (x *exchange) rate() error {
	if x.h.events == nil {
		return nil
	}
	if after, ok := x.h.events.allow(x.h.keyOf(x.flow), x.now); !ok {
		e := refuse("webhook.rate")
		e.After = after
		return e
	}
	return nil
}

// receive reads the body and writes down what came.
func (x *exchange) receive() error {
	raw, err := x.readBody()
	if err != nil {
		return err
	}
	x.req = &request{
		method: x.r.Method, sender: x.sender(), query: cleanQuery(x.r.URL.RawQuery),
		headers: headersOf(x.r), raw: string(raw), shape: textBody, at: x.now,
	}
	if len(raw) == 0 {
		x.req.shape = noBody
	}
	x.link.conceal(x.req)
	return nil
}

func (x *exchange) sender() string {
	if !x.from.IsValid() {
		return ""
	}
	return x.from.String()
}

// prove checks the sender's signature, over the bytes as they came.
func (x *exchange) prove() error {
	s := x.link.signature
	if s == nil {
		return nil
	}
	conn, err := x.h.cfg.Keys.Open(x.r.Context(), x.flow.Workspace, s.connection)
	if err != nil && engine.KindOf(err) != engine.NotFound {
		return err
	}
	if err != nil || !s.verify(x.r, []byte(x.req.raw), conn, x.now) {
		if s.scheme == "basic" {
			x.w.Header().Set("WWW-Authenticate", `Basic realm="webhook", charset="UTF-8"`)
		}
		return refuse("webhook.signature")
	}
	return nil
}

// parse reads the query and the body by what they are.
func (x *exchange) parse() (err error) {
	if x.query, err = x.req.parseQuery(); err != nil {
		return err
	}
	x.body, err = readContent(x.req.raw, x.req.label())
	if err == nil {
		x.req.shape = x.body.shape
	}
	return err
}

// ping answers the request with which a service tries a link out.
func (x *exchange) ping() error {
	p := x.link.ping
	if p == nil {
		return nil
	}
	v, err := convert("text", x.link.pingAt.find(x.places()))
	if err != nil || v == nil || v != p.Equals {
		return nil
	}
	x.sample("webhook.ping")
	give(x.w, engine.Reply{Status: http.StatusOK, Body: []byte("{\"status\":\"ok\"}\n"), Header: jsonHeader})
	return errAnswered
}

func (x *exchange) places() places {
	json, _ := x.body.json.(map[string]any)
	in := places{query: x.query, form: x.body.form, json: json, header: x.req.headers}
	for _, root := range x.body.xml {
		in.xml, _ = root.(map[string]any)
	}
	return in
}

// collect finds the parameters. When one is missing from a body that is almost
// JSON or XML, what is wrong with the body is the better answer.
func (x *exchange) collect() (err error) {
	x.req.params, err = collect(x.link.params, x.places())
	if err != nil && x.body.almost != nil && errorOf(err).Code == "value.missing" {
		return x.body.almost
	}
	return err
}

// accept makes the event and answers when the document says to.
func (x *exchange) accept() error {
	x.makeEvent()
	x.event.Search = searchable(x.link.params, x.req.params)
	x.event.Key, x.event.KeyFor = x.repeatKey()
	if x.link.answer.finished {
		return x.call()
	}
	op, repeated, err := x.h.cfg.Intake.Begin(context.WithoutCancel(x.r.Context()), x.flow, x.event)
	if err != nil {
		return err
	}
	if repeated {
		x.sample("webhook.repeat")
	}
	give(x.w, x.acceptance(op))
	return nil
}

func (x *exchange) makeEvent() {
	x.event.Source, x.event.At, x.event.Data = webhookType, x.now, x.req.record()
}

// repeatKey names the event among those of its processing. Without a key that
// can be worked out an event is never a repeat: better twice than lost.
func (x *exchange) repeatKey() (string, time.Duration) {
	key := ""
	if x.link.repeatKey != nil {
		var err error
		if key, err = x.link.repeatKey(x.source(), x.now); err != nil {
			x.h.cfg.Log.Warn("event without a repeat key", "processing", x.flow.Processing, "err", err)
		}
	}
	if s := x.link.signature; key == "" && s != nil && s.delivery != "" {
		key = x.r.Header.Get(s.delivery)
	}
	if len(key) > maxKey || !validText(key) {
		key = digest(key)
	}
	return key, x.link.repeatWindow
}

// source is what the document's own templates see under that name.
func (x *exchange) source() map[string]any {
	return x.req.valueOf(func() (content, error) { return x.body, nil })
}

// refuse answers with an error, and keeps the request for the owner to see if it
// came far enough to show something.
func (x *exchange) refuse(e *engine.Error) {
	status := statusOf(e)
	if status == http.StatusInternalServerError {
		x.h.cfg.Log.Error("webhook request", "processing", x.flow.Processing, "err", e)
	}
	if x.req != nil && status/100 == 4 && status != http.StatusTooManyRequests {
		x.sample(e.Code)
	}
	x.h.tell(x.w, x.r, status, e, "")
}

// sample keeps a request that begins nothing, so many a second.
func (x *exchange) sample(verdict string) {
	if _, ok := x.h.samples.allow(x.h.keyOf(x.flow), x.now); !ok {
		return
	}
	x.makeEvent()
	x.h.cfg.Intake.Sample(context.WithoutCancel(x.r.Context()), x.flow, engine.Sample{Event: x.event, Verdict: verdict})
}
