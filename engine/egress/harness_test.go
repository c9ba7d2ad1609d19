package egress_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stanok/engine/egress"
)

// quick are limits that a test can wait for.
var quick = egress.Timeouts{
	DNS: 200 * time.Millisecond, Connect: 500 * time.Millisecond, TLS: 300 * time.Millisecond,
	FirstByte: 300 * time.Millisecond, Total: 600 * time.Millisecond, Mail: 400 * time.Millisecond,
}

// local returns an Egress that may reach this machine.
func local(t testing.TB, change ...func(*egress.Config)) *egress.Egress {
	t.Helper()
	c := egress.Config{Allow: allow(t, "127.0.0.0/8, ::1"), UserAgent: "stanok/test"}
	for _, f := range change {
		f(&c)
	}
	e := egress.New(c)
	t.Cleanup(e.CloseIdle)
	return e
}

func hurried(c *egress.Config) { c.Timeouts = quick }

func allow(t testing.TB, list string) []egress.AllowRule {
	t.Helper()
	rules, err := egress.ParseAllow(list)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func serve(t testing.TB, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// raw serves each connection with talk, and closes it after.
func raw(t testing.TB, talk func(net.Conn)) string {
	t.Helper()
	return "http://" + rawAt(t, "127.0.0.1:0", talk)
}

func rawAt(t testing.TB, address string, talk func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	open, over := map[net.Conn]bool{}, false
	var under sync.WaitGroup
	under.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open[c] = true
			if over {
				c.Close()
			}
			mu.Unlock()
			under.Go(func() {
				defer c.Close()
				talk(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		over = true
		for c := range open {
			c.Close()
		}
		mu.Unlock()
		under.Wait()
	})
	return l.Addr().String()
}

// says reads a request and answers with exactly these bytes.
func says(answer string) func(net.Conn) {
	bytes := []byte(answer)
	return func(c net.Conn) {
		readRequest(bufio.NewReader(c))
		c.Write(bytes)
	}
}

func readRequest(r *bufio.Reader) (*http.Request, error) {
	req, err := http.ReadRequest(r)
	if err == nil {
		_, err = io.Copy(io.Discard, req.Body)
	}
	return req, err
}

// canary counts the connections it gets.
func canary(t testing.TB, address string) (port string, touched *atomic.Int64) {
	t.Helper()
	touched = new(atomic.Int64)
	at := rawAt(t, address, func(net.Conn) { touched.Add(1) })
	_, port, _ = net.SplitHostPort(at)
	return port, touched
}

func get(e *egress.Egress, url string) (*egress.Answer, error) {
	return e.Do(context.Background(), egress.Request{URL: url})
}

// failed asserts the code and the reason, where one is named, of err.
func failed(t testing.TB, err error, code, reason string) *egress.Error {
	t.Helper()
	var e *egress.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want %s", err, code)
	}
	if e.Code != code || reason != "" && e.Args["reason"] != reason {
		t.Fatalf("got %s %v (%v), want %s, reason %q", e.Code, e.Args, e.Err, code, reason)
	}
	return e
}

// names is a resolver with fixed answers.
func names(table map[string][]string) func(context.Context, string) ([]netip.Addr, error) {
	return func(_ context.Context, host string) ([]netip.Addr, error) {
		var out []netip.Addr
		for _, a := range table[host] {
			out = append(out, netip.MustParseAddr(a))
		}
		if out == nil {
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
		return out, nil
	}
}

// watch records what is about to be dialled, and stops it.
type watch struct {
	mu   sync.Mutex
	seen []netip.AddrPort
}

var errWatched = errors.New("stopped by the test")

func (w *watch) dialling(ap netip.AddrPort) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, ap)
	return errWatched
}

func (w *watch) all() []netip.AddrPort {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen
}

// clock is a time that stands still until it is moved.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(1_700_000_000, c.at.Load()) }
func (c *clock) advance(d time.Duration) { c.at.Add(int64(d)) }
func (c *clock) config(e *egress.Config) { e.Now = c.now }

func atoi(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
