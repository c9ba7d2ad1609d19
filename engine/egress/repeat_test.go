package egress_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"stanok/engine/egress"
)

// forgetful answers the first request of each connection and closes it after it
// has read the second.
func forgetful(t *testing.T) (url string, arrived *atomic.Int64) {
	arrived = new(atomic.Int64)
	return raw(t, func(c net.Conn) {
		r := bufio.NewReader(c)
		if _, err := readRequest(r); err != nil {
			return
		}
		arrived.Add(1)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		if _, err := readRequest(r); err == nil {
			arrived.Add(1)
		}
	}), arrived
}

func TestARequestCutOffOnAReusedConnectionIsNotRepeated(t *testing.T) {
	key := func() http.Header { return http.Header{"Idempotency-Key": {"k"}, "X-Idempotency-Key": {"k"}} }
	for name, r := range map[string]egress.Request{
		"POST with a body":              {Method: "POST", Body: []byte("{}")},
		"POST with a body and a key":    {Method: "POST", Body: []byte("{}"), Header: key()},
		"POST without a body":           {Method: "POST"},
		"POST without a body but a key": {Method: "POST", Header: key()},
		"PATCH with a key":              {Method: "PATCH", Body: []byte("{}"), Header: key()},
		"DELETE with a key":             {Method: "DELETE", Header: key()},
		"GET that must go out once":     {Method: "GET", Once: true, Header: key()},
		"HEAD that must go out once":    {Method: "HEAD", Once: true},
		"PUT with a key in lower case":  {Method: "PUT", Header: http.Header{"idempotency-key": {"k"}}},
	} {
		t.Run(name, func(t *testing.T) {
			url, arrived := forgetful(t)
			e := local(t)
			r.URL = url
			if _, err := e.Do(context.Background(), r); err != nil {
				t.Fatal(err)
			}
			_, err := e.Do(context.Background(), r)
			if fault := failed(t, err, egress.CodeUnreachable, "cut"); !fault.Sent || !fault.Temporary() {
				t.Errorf("%+v", fault)
			}
			if n := arrived.Load(); n != 2 {
				t.Errorf("%d requests arrived, want 2", n)
			}
		})
	}
}

func TestARequestGivenADeadConnectionGoesOutOnANewOne(t *testing.T) {
	// The server closes while the request is on its way to the connection: the
	// race is run many times, and no request may be lost or doubled.
	var arrived atomic.Int64
	url := raw(t, func(c net.Conn) {
		if _, err := readRequest(bufio.NewReader(c)); err == nil {
			arrived.Add(1)
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}
	})
	e := local(t)
	const tries = 300
	var unsent, sent int64
	for range tries {
		_, err := e.Do(context.Background(), egress.Request{Method: "POST", URL: url, Body: []byte("{}")})
		if err == nil {
			continue
		}
		if failed(t, err, egress.CodeUnreachable, "").Sent {
			sent++ // written into a connection that was being closed
		} else {
			unsent++
		}
	}
	if got := arrived.Load(); unsent != 0 || got < tries-sent || got > tries {
		t.Errorf("%d arrived of %d; %d failed unsent, %d after sending", got, tries, unsent, sent)
	}
}

func TestSentIsFalseOnlyWhenNothingLeft(t *testing.T) {
	closed, _ := net.Listen("tcp", "127.0.0.1:0")
	closed.Close()
	for name, c := range map[string]struct {
		url  string
		sent bool
	}{
		"nobody there":       {"http://" + closed.Addr().String(), false},
		"no such name":       {"http://nowhere.test/", false},
		"closed after hello": {raw(t, says("")), true},
		"never answered":     {raw(t, func(c net.Conn) { io.Copy(io.Discard, c) }), true},
	} {
		t.Run(name, func(t *testing.T) {
			e := local(t, hurried, func(c *egress.Config) { c.Lookup = names(nil) })
			_, err := e.Do(context.Background(), egress.Request{Method: "POST", URL: c.url, Body: []byte("{}")})
			fault, ok := err.(*egress.Error)
			if !ok || fault.Sent != c.sent || !fault.Temporary() {
				t.Errorf("got %#v", err)
			}
		})
	}
}

func TestACallerWhoGivesUpIsToldWhetherItWasSent(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	url := raw(t, func(c net.Conn) {
		readRequest(bufio.NewReader(c))
		cancel()
		io.Copy(io.Discard, c)
	})
	_, err := local(t).Do(ctx, egress.Request{Method: "POST", URL: url, Body: []byte("{}")})
	fault := failed(t, err, egress.CodeUnreachable, "interrupted")
	if !fault.Sent || fault.Unwrap() != context.Canceled {
		t.Errorf("%+v", fault)
	}
	_, err = local(t).Do(ctx, egress.Request{Method: "POST", URL: url, Body: []byte("{}")})
	if failed(t, err, egress.CodeUnreachable, "interrupted").Sent {
		t.Error("nothing was sent the second time")
	}
}
