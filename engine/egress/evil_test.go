package egress_test

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"stanok/engine/egress"
)

// drip says one byte at a time, for ever.
func drip(start string) func(net.Conn) {
	return func(c net.Conn) {
		readRequest(bufio.NewReader(c))
		io.WriteString(c, start)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for range tick.C {
			if _, err := io.WriteString(c, "x"); err != nil {
				return
			}
		}
	}
}

// pour says start and then block for ever.
func pour(start, block string) func(net.Conn) {
	return func(c net.Conn) {
		readRequest(bufio.NewReader(c))
		io.WriteString(c, start)
		for bytes := []byte(block); ; { // made once, so that the heap measured is not the server's
			if _, err := c.Write(bytes); err != nil {
				return
			}
		}
	}
}

func reset(start string) func(net.Conn) {
	return func(c net.Conn) {
		says(start)(c)
		c.(*net.TCPConn).SetLinger(0)
	}
}

func packed(t testing.TB, pack func(io.Writer) io.WriteCloser, size int) string {
	t.Helper()
	var b bytes.Buffer
	w := pack(&b)
	w.Write(make([]byte, size))
	w.Close()
	return b.String()
}

func inGzip(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
func inZlib(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }
func bare(w io.Writer) io.WriteCloser   { f, _ := flate.NewWriter(w, 6); return f }

func encodedIn(name, body string) string {
	return "HTTP/1.1 200 OK\r\nContent-Encoding: " + name + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
}

const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

// evils are answers of servers that are broken or mean harm.
func evils(t testing.TB) map[string]evil {
	bomb := strings.Repeat(packed(t, inGzip, 1<<20), 200) // 200 MiB in 200 KiB
	small := packed(t, inGzip, 1000)
	corrupt := []byte(small)
	corrupt[len(corrupt)-6] ^= 0xff
	return map[string]evil{
		"hang after accept":    {func(c net.Conn) { io.Copy(io.Discard, c) }, egress.CodeTimeout, "answer", true},
		"slow header":          {drip("HTTP/1.1 200 OK\r\nX-Slow: "), egress.CodeTimeout, "answer", true},
		"slow body":            {drip("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), egress.CodeTimeout, "total", true},
		"slow body, no length": {drip("HTTP/1.1 200 OK\r\n\r\n"), egress.CodeTimeout, "total", true},
		"endless body":         {pour(chunked, "10000\r\n"+strings.Repeat("x", 0x10000)+"\r\n"), egress.CodeTooLarge, "body", false},
		"endless, no length":   {pour("HTTP/1.1 200 OK\r\n\r\n", strings.Repeat("x", 1<<16)), egress.CodeTooLarge, "body", false},
		"announced too large":  {says("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"), egress.CodeTooLarge, "body", false},
		"gzip bomb":            {says(encodedIn("gzip", bomb)), egress.CodeTooLarge, "body", false},
		"10 MB header":         {pour("HTTP/1.1 200 OK\r\nX-Big: ", strings.Repeat("x", 1<<16)), egress.CodeTooLarge, "headers", false},
		"many headers":         {pour("HTTP/1.1 200 OK\r\n", "X-Many: yes\r\n"), egress.CodeTooLarge, "headers", false},
		"1xx flood":            {pour("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), egress.CodeTooLarge, "headers", false},
		"bad chunk":            {says(chunked + "zz\r\nhello\r\n0\r\n\r\n"), egress.CodeEncoding, "chunk", false},
		"endless chunk head":   {pour(chunked, "0"), egress.CodeEncoding, "chunk", false},
		"shorter than said":    {says("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"), egress.CodeEncoding, "length", true},
		"two lengths":          {says("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), egress.CodeEncoding, "malformed", false},
		"negative length":      {says("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"), egress.CodeEncoding, "malformed", false},
		"unknown transfer":     {says("HTTP/1.1 200 OK\r\nTransfer-Encoding: secret\r\n\r\nhello"), egress.CodeEncoding, "malformed", false},
		"cut in a chunk":       {says(chunked + "50\r\nhello"), egress.CodeEncoding, "length", true},
		"reset in the body":    {reset("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"), egress.CodeUnreachable, "cut", true},
		"reset before answer":  {reset(""), egress.CodeUnreachable, "cut", true},
		"cut in the header":    {says("HTTP/1.1 200 OK\r\nX-A: b"), egress.CodeUnreachable, "cut", true},
		"not HTTP":             {says("SSH-2.0-OpenSSH_9.6 /secret\r\n"), egress.CodeEncoding, "malformed", false},
		"bad status":           {says("HTTP/1.1 abc OK\r\n\r\n"), egress.CodeEncoding, "malformed", false},
		"bad header":           {says("HTTP/1.1 200 OK\r\n/secret\r\n\r\n"), egress.CodeEncoding, "malformed", false},
		"not gzip":             {says(encodedIn("gzip", "hello, world")), egress.CodeEncoding, "gzip", false},
		"broken gzip":          {says(encodedIn("gzip", string(corrupt))), egress.CodeEncoding, "gzip", false},
		"half a gzip":          {says(encodedIn("gzip", small[:20])), egress.CodeEncoding, "length", true},
		"rubbish after gzip":   {says(encodedIn("gzip", small+"rubbish rubbish")), egress.CodeEncoding, "gzip", false},
		"broken deflate":       {says(encodedIn("deflate", "\xff\xffhello")), egress.CodeEncoding, "deflate", false},
		"unasked encoding":     {says(encodedIn("br", "hello")), egress.CodeEncoding, "br", false},
		"two encodings":        {says(encodedIn("gzip, gzip", small)), egress.CodeEncoding, "gzip, gzip", false},
		"upgrade":              {says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), egress.CodeEncoding, "upgrade", false},
	}
}

type evil struct {
	talk         func(net.Conn)
	code, reason string
	temporary    bool
}

// limits are short where they are what ends the answer, so that a busy machine
// changes nothing elsewhere.
func (v evil) limits(c *egress.Config) {
	switch {
	case v.code == egress.CodeTimeout && v.reason == "answer":
		c.Timeouts.FirstByte = quick.FirstByte
	case v.code == egress.CodeTimeout:
		c.Timeouts.Total = quick.Total
	}
}

func TestEachEvilAnswerEndsWithItsOwnError(t *testing.T) {
	for name, c := range evils(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			_, err := get(local(t, c.limits), raw(t, c.talk)+"/secret?secret=1")
			fault := failed(t, err, c.code, c.reason)
			if !fault.Sent || fault.Temporary() != c.temporary {
				t.Errorf("Sent %v, Temporary %v", fault.Sent, fault.Temporary())
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("tells a secret: %v", err)
			}
			if took := time.Since(began); c.code == egress.CodeTimeout && took > quick.Total+time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestCompressedAnswersAreRead(t *testing.T) {
	for name, body := range map[string]string{
		"gzip": packed(t, inGzip, 100_000), "x-gzip": packed(t, inGzip, 100_000), "GZIP": packed(t, inGzip, 100_000),
		"deflate": packed(t, inZlib, 100_000), "Deflate": packed(t, bare, 100_000), "identity": strings.Repeat("\x00", 100_000),
	} {
		e := local(t)
		url := raw(t, says(encodedIn(name, body)))
		for range 2 { // the second uses the first one's decoder
			a, err := get(e, url)
			if err != nil || len(a.Body) != 100_000 {
				t.Fatalf("%s: %v, %v", name, a, err)
			}
		}
	}
}

func TestWhatIsAskedForIsGzip(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, strings.Join(r.Header["Accept-Encoding"], "|"))
	})
	a, err := local(t).Do(t.Context(), egress.Request{URL: at, Header: http.Header{"Accept-Encoding": {"br, zstd"}}})
	if err != nil || string(a.Body) != "gzip" {
		t.Errorf("%v, %v", a, err)
	}
}

func TestARequestMayAskForLess(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, strings.Repeat("x", 101)) })
	_, err := local(t).Do(t.Context(), egress.Request{URL: at, MaxBody: 100})
	if fault := failed(t, err, egress.CodeTooLarge, "body"); fault.Args["limit"] != "100" {
		t.Errorf("%v", fault.Args)
	}
	if a, err := local(t).Do(t.Context(), egress.Request{URL: at, MaxBody: 101}); err != nil || len(a.Body) != 101 {
		t.Errorf("%v, %v", a, err)
	}
}
