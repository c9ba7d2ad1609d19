package egress

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptrace"
)

// staleTries bounds how often a request moves on to another connection because
// the one it was given turned out to be closed before anything was written.
const staleTries = 3

// send sends r to t once, and reads the answer.
func (e *Egress) send(ctx context.Context, r *Request, t *target) (*Answer, *Error) {
	client := e.clientFor(r)
	for try := 1; ; try++ {
		w := &wire{}
		resp, err := client.RoundTrip(build(ctx, r, t, w))
		if err == nil {
			return e.receive(ctx, r, t, resp)
		}
		if w.reused && !w.sent() && try < staleTries && ctx.Err() == nil {
			continue
		}
		fault := e.sendError(ctx, r, t, w, err)
		fault.Sent = w.sent()
		return nil, fault
	}
}

// build makes the request so that net/http neither changes nor repeats it:
// a body comes without a way to get it a second time.
func build(ctx context.Context, r *Request, t *target, w *wire) *http.Request {
	w.trace.GotConn = w.got
	ctx = httptrace.WithClientTrace(ctx, &w.trace)
	req, err := http.NewRequestWithContext(ctx, r.Method, "", nil)
	if err != nil { // prepare has checked the method
		panic("egress: " + err.Error())
	}
	req.URL, req.Host, req.Header = t.url, t.url.Host, r.Header
	switch {
	case len(r.Body) > 0:
		// A reader known to be in memory goes out in one packet with the headers.
		req.Body = io.NopCloser(bytes.NewReader(r.Body))
		req.ContentLength = int64(len(r.Body))
	case r.Once && repeatable(r.Method):
		// Nothing goes out of it, but net/http cannot read it a second time.
		req.Body = io.NopCloser(bytes.NewReader(nil))
	}
	return req
}

// receive reads the answer and lets go of the connection.
func (e *Egress) receive(ctx context.Context, r *Request, t *target, resp *http.Response) (*Answer, *Error) {
	defer resp.Body.Close()
	body, err := e.read(ctx, r, resp)
	if err != nil {
		fault := readError(ctx, r, t, err)
		fault.Sent = true
		return nil, fault
	}
	return &Answer{
		Status: resp.StatusCode, Header: resp.Header, Body: body,
		ContentType: resp.Header.Get("Content-Type"),
	}, nil
}

// clientFor returns the transport for r. Each certificate has its own, so that a
// connection is never used by those who do not hold it.
func (e *Egress) clientFor(r *Request) *http.Transport {
	cert := r.Certificate
	switch {
	case cert == nil && r.Timeout > e.c.Timeouts.Total:
		return e.slow
	case cert == nil:
		return e.plain
	}
	h := sha256.New()
	for _, der := range cert.Certificate {
		h.Write(der)
	}
	key := string(h.Sum(nil))
	e.mu.Lock()
	defer e.mu.Unlock()
	t, ok := e.client.find(key)
	if !ok {
		t = e.transport(cert)
		e.client.put(key, t)
	}
	return t
}

// wire watches the connection that one request was given.
type wire struct {
	trace  httptrace.ClientTrace
	conn   *countedConn
	before int64 // writes on conn before this request
	wrote  bool
	reused bool
}

func (w *wire) got(info httptrace.GotConnInfo) {
	w.wrote = w.sent() // on a connection given earlier
	w.reused = info.Reused
	conn := info.Conn
	if secure, ok := conn.(*tls.Conn); ok {
		// HTTP/2 writes for many requests at once, so there a connection at
		// hand counts as a request sent.
		w.wrote = w.wrote || secure.ConnectionState().NegotiatedProtocol == "h2"
		conn = secure.NetConn()
	}
	counted, ok := conn.(*countedConn)
	if !ok {
		w.wrote = true
		return
	}
	w.conn, w.before = counted, counted.writes.Load()
}

// sent reports whether any byte may have reached the other side.
func (w *wire) sent() bool {
	return w.wrote || w.conn != nil && w.conn.writes.Load() > w.before
}
