package sources

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"
	"unicode/utf8"

	"stanok/engine"
)

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
	x.claim = claim{x.r, raw, x.now}
	x.link.conceal(x.req)
	return nil
}

func (x *exchange) sender() string {
	if !x.from.IsValid() {
		return ""
	}
	return x.from.String()
}

// prove checks the sender's signature, over the bytes as they came. The sender is
// told that it is wrong, and only the link's owner why.
func (x *exchange) prove() error {
	s := x.link.signature
	if s == nil {
		return nil
	}
	why, err := s.ask(x.r.Context(), x.h.cfg.Keys, x.flow.Workspace, x.claim)
	if err != nil || why == nil {
		return err
	}
	if p, ok := s.proof.(challenging); ok {
		p.challenge(x.w.Header())
	}
	refused := refuse("webhook.signature")
	refused.Err = why
	return refused
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
	x.sample(refuse("webhook.ping"), "")
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
	x.event.Search = searchable(x.link.params, x.req.params, x.places())
	x.event.Key, x.event.KeyFor = x.repeatKey()
	if x.link.answer.finished {
		return x.call()
	}
	op, repeated, err := x.h.cfg.Intake.Begin(context.WithoutCancel(x.r.Context()), x.flow, x.event)
	if err != nil {
		return err
	}
	if repeated {
		x.sample(refuse("webhook.repeat"), op.ID)
	}
	give(x.w, x.acceptance(op))
	return nil
}

func (x *exchange) makeEvent() {
	x.event.Source, x.event.At, x.event.Data = webhookType, x.now, x.req.record()
	x.event.Said = []string{x.req.method, x.req.query, x.req.raw}
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
	if s := x.link.signature; key == "" && s != nil {
		key = s.delivery(x.claim, x.body)
	}
	if len(key) > maxKey || !utf8.ValidString(key) {
		key = digest(key)
	}
	return key, x.link.repeatWindow
}

// maxKey bounds what an event is recognised by; longer ones go by their hash.
const maxKey = 200

func digest(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "sha256:" + hex.EncodeToString(sum[:])
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
	seen := status/100 == 4 && status != http.StatusTooManyRequests || e.Code == "processing.stopped"
	if x.req != nil && seen {
		x.sample(reason(e), "")
	}
	x.h.tell(x.w, x.r, status, e, "")
}

// reason is what the owner is told of an error: why, if the sender is only told
// that.
func reason(e *engine.Error) *engine.Error {
	if why := (*engine.Error)(nil); errors.As(e.Err, &why) && e.Code == "webhook.signature" {
		return why
	}
	return e
}

// sample keeps a request that begins nothing, so many a second. of is the operation
// that it would have begun anew.
func (x *exchange) sample(why *engine.Error, of engine.OperationID) {
	if _, ok := x.h.samples.allow(x.h.keyOf(x.flow), x.now); !ok {
		return
	}
	x.makeEvent()
	x.h.cfg.Intake.Sample(context.WithoutCancel(x.r.Context()), x.flow, engine.Sample{Event: x.event, Verdict: why.Code, Args: why.Args, Of: of})
}
