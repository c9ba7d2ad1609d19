package actions

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"stanok/actions/connector"
	"stanok/engine"
	"stanok/engine/egress"
	"stanok/engine/eval"
)

// httpPlan is the config of an http.request made ready.
type httpPlan struct {
	method      string
	effect      engine.Effect
	url         *eval.Text
	query       []pair
	headers     []pair
	body        *httpBody
	connection  string
	timeout     time.Duration
	follow      bool
	fetch       bool // a redirect says where the answer lies
	welcome     statuses
	when        *eval.Condition
	message     *eval.Text
	atOnce      int                   // what the service takes at once; 0: it does not say
	busy        *busy                 // nil: only the usual statuses mean it
	signIn      *connector.Connection // nil: the connection is of a built-in type
	idempotency string
	answerAs    string
}

func (f *form) httpPlan(c httpRequestConfig) *httpPlan {
	p := &httpPlan{
		method: c.Method, effect: effectOf(c), connection: c.Connection, timeout: c.Timeout,
		idempotency: c.Idempotency, answerAs: c.AnswerAs,
	}
	f.lasting("timeout", c.Timeout, "1ms", "10m") // egress.MaxTimeout
	if c.Idempotency != "" && !fitHeader(c.Idempotency) {
		f.wrong("idempotency", "http.header", "header", clip(c.Idempotency, 60))
	}
	outer := f.scope
	if c.Connection != "" {
		f.also("connection")
	}
	p.url = f.text("url", c.URL, eval.URL)
	f.address(p.url, c.Connection != "")
	p.query = f.pairs("query", c.Query, eval.Plain)
	p.headers = f.headers("headers", c.Headers, notForRequests)
	p.body = f.httpBody(c.Body)
	f.httpSuccess(p, c.Success)
	f.scope = outer
	p.follow = c.Follow && !p.welcome.takesRedirects()
	return p
}

// notForRequests are headers that the way a request is sent decides.
var notForRequests = []string{"Connection", "Content-Length", "Host", "Transfer-Encoding"}

func fitHeader(name string) bool {
	if !httpguts.ValidHeaderFieldName(name) {
		return false
	}
	for _, denied := range notForRequests {
		if http.CanonicalHeaderKey(name) == denied {
			return false
		}
	}
	return true
}

func (f *form) httpSuccess(p *httpPlan, c httpSuccessConfig) {
	status := c.Status
	if status == "" {
		status = "2xx" // success itself was not given
	}
	welcome, wrong := parseStatuses(status)
	if wrong != "" {
		f.wrong("success.status", "document.kind", "want", "status", "given", "text")
	}
	p.welcome = welcome
	f.also("answer")
	p.when = f.condition("success.when", c.When)
	if c.Message != "" {
		p.message = f.text("success.message", c.Message, eval.Plain)
	}
}

// address checks what is known of an address before it runs.
func (f *form) address(t *eval.Text, credentialed bool) {
	if t == nil {
		return
	}
	if text, ok := t.Static(); ok && strings.TrimSpace(text) != "" {
		if u, err := url.Parse(strings.TrimSpace(text)); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			f.wrong("url", "http.address", "reason", "malformed")
		}
	}
	if !credentialed {
		return
	}
	end := hostEnd(t.Source())
	for _, ref := range t.References() {
		if ref.Offset < end && ref.Name != "connection" {
			f.problems = append(f.problems, engine.Problem{
				Field: "url", Offset: ref.Offset, Code: "connection.host", Args: map[string]string{"name": ref.Name},
			})
		}
	}
}

// hostEnd returns where the scheme and host of an address template end: behind
// what decides where a request goes.
func hostEnd(src string) int {
	based := strings.HasPrefix(strings.TrimSpace(src), "{{")
	for i := 0; i < len(src); i++ {
		switch {
		case strings.HasPrefix(src[i:], "{{"):
			n := strings.Index(src[i:], "}}")
			if n < 0 {
				return len(src)
			}
			i += n + 1
		case src[i] == '?', src[i] == '#':
			return i
		case src[i] != '/':
		case strings.HasPrefix(src[i:], "//") && !based:
			based, i = true, i+1
		default:
			return i
		}
	}
	return len(src)
}

// request works out what is sent.
func (p *httpPlan) request(env eval.Env, keys credentials, in engine.Input) (egress.Request, error) {
	u, err := p.address(env)
	if err != nil {
		return egress.Request{}, err
	}
	h, err := header("headers", p.headers, env)
	if err != nil {
		return egress.Request{}, err
	}
	body, kind, err := p.body.of(env)
	if err != nil {
		return egress.Request{}, err
	}
	private := ownNames(h)
	if kind != "" && h.Get("Content-Type") == "" {
		h.Set("Content-Type", kind)
	}
	h.Set("Idempotency-Key", in.Key)
	if p.idempotency != "" {
		h.Set(p.idempotency, in.Key)
	}
	h.Set("Stanok-Depth", strconv.Itoa(in.Depth+1))
	keys.apply(u, h)
	r := egress.Request{
		Method: p.method, URL: u.String(), Header: h, Body: body,
		Timeout: p.timeout, Attempt: 1, AtOnce: p.atOnce, Once: p.effect == engine.Once, Follow: p.follow, Credentialed: keys.named,
		Secret: private, Certificate: keys.certificate,
	}
	if in.Retry { // only these are held to the host's budget of retries
		r.Attempt = in.Attempt
	}
	if keys.named {
		if err := keys.allow(u); err != nil {
			return r, err
		}
		r.AllowOrigin = keys.allow
	}
	return r, nil
}

// ownNames are the headers that may hold a key: all but those that say the same
// to anyone. A redirect does not take them to another origin.
func ownNames(h http.Header) []string {
	names := make([]string, 0, len(h))
	for name := range h {
		if !slices.Contains([]string{"Accept", "Accept-Language", "Cache-Control", "Content-Type", "User-Agent"}, name) {
			names = append(names, name)
		}
	}
	return names
}

func (p *httpPlan) address(env eval.Env) (*url.URL, error) {
	text, err := p.url.String(env)
	if err != nil {
		return nil, within("url", err)
	}
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, within("url", refused("http.address", "reason", "malformed"))
	}
	query, err := worked("query", p.query, env)
	if err != nil {
		return nil, err
	}
	if more := encodeForm(query); more != "" && u.RawQuery != "" {
		u.RawQuery += "&" + more
	} else if more != "" {
		u.RawQuery = more
	}
	return u, nil
}
