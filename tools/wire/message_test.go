package wire_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"stanok/tools/wire"
)

func TestAMessageIsReadWhateverFramesItsBody(t *testing.T) {
	cases := map[string]struct {
		text  string
		body  string
		close bool
	}{
		"no body":          {"GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "", false},
		"a length":         {"POST /a HTTP/1.1\r\ncontent-LENGTH: 5\r\n\r\nhello", "hello", false},
		"chunks":           {"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: z\r\n\r\n", "hello world", false},
		"the last message": {"POST /a HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "ok", true},
	}
	for name, c := range cases {
		var m wire.Message
		r := bufio.NewReader(strings.NewReader(c.text))
		if err := m.Read(r); err != nil || string(m.Body) != c.body || m.Close != c.close {
			t.Errorf("%s: body %q, close %v, error %v", name, m.Body, m.Close, err)
		}
		if _, path := m.Target(); string(path) != "/a" {
			t.Errorf("%s: path %q", name, path)
		}
		if err := m.Read(r); !errors.Is(err, io.EOF) {
			t.Errorf("%s: after the message %v, want EOF", name, err)
		}
	}
}

func TestABrokenMessageIsAnError(t *testing.T) {
	for _, text := range []string{
		"GET /a HTTP/1.1\r\n",
		"POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel",
		"POST /a HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
		"POST /a HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
		"POST /a HTTP/1.1\r\nno colon\r\n\r\n",
		"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
	} {
		var m wire.Message
		if err := m.Read(bufio.NewReader(strings.NewReader(text))); err == nil || err == io.EOF { //nolint:errorlint // a wrapped EOF is the error that is wanted
			t.Errorf("%q: error %v, want one that is not EOF", text, err)
		}
	}
}

func TestBothEndsSpeakWithNetHTTP(t *testing.T) {
	server, err := wire.Listen(func(m *wire.Message, out []byte) (int, []byte) {
		method, path := m.Target()
		return http.StatusAccepted, fmt.Appendf(out, "%s %s %s", method, path, m.Body)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	answer, err := http.Post("http://"+server.Addr()+"/x", "text/plain", strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if text, _ := io.ReadAll(answer.Body); string(text) != "POST /x hello" || answer.StatusCode != http.StatusAccepted {
		t.Errorf("the server answered %d %q", answer.StatusCode, text)
	}

	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		io.Copy(w, r.Body)
		w.(http.Flusher).Flush() // makes it chunked
	}))
	defer other.Close()
	addr := strings.TrimPrefix(other.URL, "http://")
	conn := wire.NewConn(addr)
	defer conn.Close()
	for range 3 {
		status, body, err := conn.Do(wire.AppendPost(nil, addr, "/y", []byte(`{"a":1}`)))
		if err != nil || status != http.StatusTeapot || string(body) != `{"a":1}` {
			t.Errorf("the client read %d %q, %v", status, body, err)
		}
	}
}

func FuzzMessageRead(f *testing.F) {
	f.Add("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
	f.Add("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
	f.Fuzz(func(t *testing.T, text string) {
		var m wire.Message
		r := bufio.NewReader(strings.NewReader(text))
		for m.Read(r) == nil {
			if len(m.Body) > len(text) {
				t.Fatalf("a body of %d bytes out of %d", len(m.Body), len(text))
			}
			m.Status()
			m.Target()
		}
	})
}
