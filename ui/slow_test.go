package ui_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// wire is a listener for connections inside the test.
type wire struct {
	conns chan net.Conn
	done  chan struct{}
}

func (w wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.done:
		return nil, net.ErrClosed
	}
}
func (w wire) Close() error   { close(w.done); return nil }
func (w wire) Addr() net.Addr { return &net.UnixAddr{} }

func TestABodyThatDoesNotComeHoldsNoConnection(t *testing.T) {
	for name, one := range map[string]struct {
		path   string
		status int
	}{
		"of a request that needs it":      {"/api/v1/processings", 408},
		"of a request that does not":      {"/api/v1/processings/none/start", 404},
		"to an address there is not":      {"/api/v1/nothing", 404},
		"to a link that nobody has":       {"/hook/nobodys", 404},
		"to an address without a handler": {"/", 405},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newClient(t)
				l := wire{make(chan net.Conn), make(chan struct{})}
				server := &http.Server{Handler: c.handler}
				go func() { _ = server.Serve(l) }()
				defer server.Close()
				began := time.Now()
				ours, theirs := net.Pipe()
				l.conns <- theirs
				go func() { // the rest of the body never comes
					_, _ = io.WriteString(ours, strings.Join([]string{"POST " + one.path + " HTTP/1.1", "Host: x",
						"Authorization: Bearer " + adminToken, "Content-Type: application/json", "Content-Length: 100", "", "{"}, "\r\n"))
				}()
				r, err := http.ReadResponse(bufio.NewReader(ours), nil)
				if err != nil {
					t.Fatal(err)
				}
				body, _ := io.ReadAll(r.Body)
				if r.StatusCode != one.status {
					t.Errorf("answered %d: %s", r.StatusCode, body)
				}
				if _, err := ours.Read(make([]byte, 1)); err == nil {
					t.Error("the connection is still open")
				}
				if took := time.Since(began); took > time.Minute {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}

func TestACallerMayWaitLongerThanItMaySend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t)
		id := c.create(`{"format": 1, "name": "a", "source": {"type": "manual"}, "actions": [{"id": "pause", "type": "delay", "with": {"for": "2m"}}]}`)
		l := wire{make(chan net.Conn), make(chan struct{})}
		server := &http.Server{Handler: c.handler}
		go func() { _ = server.Serve(l) }()
		defer server.Close()
		ours, theirs := net.Pipe()
		l.conns <- theirs
		go func() {
			_, _ = io.WriteString(ours, strings.Join([]string{"POST /api/v1/processings/" + id + "/operations?wait=4m HTTP/1.1", "Host: x",
				"Authorization: Bearer " + adminToken, "Content-Length: 2", "", "{}"}, "\r\n"))
		}()
		r, err := http.ReadResponse(bufio.NewReader(ours), nil)
		if err != nil || r.StatusCode != 200 {
			t.Errorf("%v, %v", r, err)
		}
	})
}
