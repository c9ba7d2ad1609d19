package egress

import (
	"crypto/tls"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"
)

// Request is one HTTP request. Do owns it until it returns, and changes Header:
// it adds User-Agent where it is missing, and replaces or drops what the connection
// decides by itself (Accept-Encoding, Host, Content-Length, Connection and such).
type Request struct {
	Method string // default GET
	URL    string // http or https; a user and password in it become basic authentication
	Header http.Header
	Body   []byte

	// Timeout bounds the request with its redirects, without the wait for room
	// on the host, which has the same bound of its own. 0: the default; at most
	// MaxTimeout.
	Timeout time.Duration
	MaxBody int // bytes of the answer after decompression; 0, or more than MaxBody: MaxBody

	// Attempt is 1 for the first try of this request and counts up with each
	// repeat; 0 is the first. Repeats are held to the host's budget.
	Attempt int

	// AtOnce is how many requests the host takes at once, where its owner says so:
	// it is held to that from now on. 0, or more than HostConcurrency: that many.
	AtOnce int

	// Once keeps a request that reads by its method from being sent twice too:
	// without it a connection that turns out to be closed gives it to another.
	Once bool

	// Follow asks to follow redirects, which only a GET without credentials
	// may; any other is then an error. Without it a redirect is an answer.
	Follow       bool
	Credentialed bool     // a connection's credentials are in it
	Secret       []string // headers never sent to another origin, beside Authorization and Cookie

	Certificate *tls.Certificate // shown to servers that ask for one; makes it credentialed

	// AllowOrigin is asked before the first request and before each redirect;
	// its error ends the request and is returned as it is. It must not change
	// the address.
	AllowOrigin func(*url.URL) error
}

// Answer is what the other side said, whatever its status. The caller owns it.
type Answer struct {
	Status      int
	Header      http.Header
	Body        []byte        // decompressed
	ContentType string        // the header's value
	Duration    time.Duration // with redirects and the wait for room
}

// prepare checks r, fills in what it leaves out, and returns where it goes.
func (e *Egress) prepare(r *Request) (*target, *Error) {
	t, err := parseTarget(r.URL)
	if err != nil {
		return nil, err
	}
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	if !httpguts.ValidHeaderFieldName(r.Method) || r.Method == http.MethodConnect || r.Method == http.MethodTrace {
		return nil, badAddress(t.label, "method")
	}
	if r.Timeout <= 0 {
		r.Timeout = e.c.Timeouts.Total
	}
	r.Timeout = min(r.Timeout, MaxTimeout)
	if r.MaxBody <= 0 || r.MaxBody > MaxBody {
		r.MaxBody = MaxBody
	}
	r.Credentialed = r.Credentialed || r.Certificate != nil || t.url.User != nil
	return t, e.prepareHeader(r, t)
}

func (e *Egress) prepareHeader(r *Request, t *target) *Error {
	if r.Header == nil {
		r.Header = make(http.Header, 3)
	}
	for name, values := range r.Header {
		if !httpguts.ValidHeaderFieldName(name) || slices.ContainsFunc(values, unfit) {
			return fail(CodeHeader, t.label, "header", printable(name))
		}
		// net/http knows the headers it writes itself by their exact spelling:
		// any other would be sent beside its own.
		if canonical := http.CanonicalHeaderKey(name); canonical != name {
			delete(r.Header, name)
			r.Header[canonical] = values
			name = canonical
		}
		if byConnection(name) {
			delete(r.Header, name)
		}
	}
	if u := t.url.User; u != nil && r.Header.Get("Authorization") == "" {
		password, _ := u.Password()
		(&http.Request{Header: r.Header}).SetBasicAuth(u.Username(), password)
	}
	t.url.User = nil
	if _, ok := r.Header["User-Agent"]; !ok && e.c.UserAgent != "" {
		r.Header["User-Agent"] = e.userAgent
	}
	r.Header["Accept-Encoding"] = e.acceptEncoding
	hideKeys(r)
	return nil
}

func unfit(value string) bool { return !httpguts.ValidHeaderFieldValue(value) }

// byConnection holds for the headers that the connection decides.
func byConnection(name string) bool {
	switch name {
	case "Accept-Encoding", "Connection", "Content-Length", "Expect", "Host", "Keep-Alive",
		"Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade":
		return true
	}
	return false
}

// hideKeys keeps net/http from repeating a request by itself: it does so on a
// reused connection for anything without a body that has one of these headers,
// which it knows by their exact spelling only. To the other side the name of a
// header means the same in any spelling. (A body makes it give up by itself.)
func hideKeys(r *Request) {
	if len(r.Body) > 0 || repeatable(r.Method) {
		return
	}
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
		if v, ok := r.Header[name]; ok {
			delete(r.Header, name)
			r.Header[strings.ToLower(name)] = v
		}
	}
}

// repeatable reports whether sending a request twice is the same as once, by
// the meaning of its method alone.
func repeatable(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// printable returns what a person can be shown of a name that is not one.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
	return s[:min(len(s), 100)]
}
