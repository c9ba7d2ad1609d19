package egress_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stanok/engine/egress"
)

func hello(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello") }

func TestARequestArrivesAsItWasMade(t *testing.T) {
	var got *http.Request
	var body string
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		b, _ := io.ReadAll(r.Body)
		body = string(b)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, `{"ok":true}`)
	})
	a, err := local(t).Do(context.Background(), egress.Request{
		Method: "PUT", URL: at + "/a%2Fb?q=%D1%8F&q=2#part", Body: []byte("text"),
		Header: http.Header{"X-One": {"1", "2"}, "content-length": {"99"}, "Host": {"other.test"}, "transfer-encoding": {"chunked"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Method != "PUT" || got.RequestURI != "/a%2Fb?q=%D1%8F&q=2" || body != "text" || got.ContentLength != 4 {
		t.Errorf("arrived as %s %s %q, %d bytes", got.Method, got.RequestURI, body, got.ContentLength)
	}
	if got.UserAgent() != "stanok/test" || len(got.Header["X-One"]) != 2 || got.Host != strings.TrimPrefix(at, "http://") || len(got.TransferEncoding) != 0 {
		t.Errorf("headers %v, host %s", got.Header, got.Host)
	}
	if a.Status != http.StatusTeapot || string(a.Body) != `{"ok":true}` || a.ContentType != "application/json; charset=utf-8" || a.Duration <= 0 {
		t.Errorf("answer %+v", a)
	}
}

func TestAnswersOfEverySizeArriveWhole(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n := atoi(t, r.URL.Query().Get("n"))
		if r.URL.Query().Get("chunked") != "" {
			w.(http.Flusher).Flush()
		}
		w.Write([]byte(strings.Repeat("x", n)))
	})
	e := local(t)
	for _, size := range []string{"0", "1", "32767", "32768", "32769", "262144", "262145", "1048577", "10485760"} {
		for _, how := range []string{"", "&chunked=1"} {
			a, err := get(e, at+"/?n="+size+how)
			if err != nil {
				t.Fatalf("%s%s: %v", size, how, err)
			}
			if len(a.Body) != atoi(t, size) || strings.Trim(string(a.Body), "x") != "" {
				t.Errorf("%s%s: got %d bytes", size, how, len(a.Body))
			}
			if cap(a.Body) > len(a.Body)+len(a.Body)/4+64 {
				t.Errorf("%s%s: keeps %d bytes of memory", size, how, cap(a.Body))
			}
		}
		if _, err := get(e, at+"/?n=10485761"); err == nil {
			t.Error("one byte too many was taken")
		}
	}
}

func TestAnAnswerWithoutABodyIsEmpty(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		if r.Method != http.MethodHead {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Length", "50000000")
	})
	e := local(t)
	for _, method := range []string{"HEAD", "GET", "POST", "DELETE"} {
		a, err := e.Do(context.Background(), egress.Request{Method: method, URL: at})
		if err != nil || len(a.Body) != 0 {
			t.Errorf("%s: %v, %v", method, a, err)
		}
	}
}

func TestHeadersThatWouldBreakOutAreRefused(t *testing.T) {
	at := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	e := local(t)
	for name, value := range map[string]string{
		"X-A": "a\r\nX-B: b", "X-N": "a\nb", "X-Nul": "a\x00b", "X B": "v", "X\r\nY": "v", "": "v", "X:": "v", "Xя": "v",
	} {
		_, err := e.Do(context.Background(), egress.Request{URL: at, Header: http.Header{name: {"fine", value}}})
		fault := failed(t, err, egress.CodeHeader, "")
		if fault.Sent || fault.Temporary() || strings.Contains(err.Error(), value) && value != "v" {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestUserAndPasswordInTheAddressBecomeBasicAuthentication(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		io.WriteString(w, user+" "+password)
	})
	a, err := get(local(t), strings.Replace(at, "http://", "http://ann:p%40ss@", 1))
	if err != nil || string(a.Body) != "ann p@ss" {
		t.Errorf("got %v, %v", a, err)
	}
}

func TestTheOriginIsAskedForBeforeAnythingIsSent(t *testing.T) {
	at := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	refusal := errors.New("not this origin")
	_, err := local(t).Do(context.Background(), egress.Request{URL: at + "/p", AllowOrigin: func(u *url.URL) error {
		if "http://"+u.Host != at {
			t.Errorf("asked for %s", u)
		}
		return refusal
	}})
	if err != refusal {
		t.Errorf("got %v", err)
	}
}

func TestAHeaderMapCanBeUsedAgain(t *testing.T) {
	keys := make(chan string, 4)
	at := serve(t, func(_ http.ResponseWriter, r *http.Request) { keys <- r.Header.Get("Idempotency-Key") })
	e, h := local(t), http.Header{"Idempotency-Key": {"op/step"}}
	for range 3 {
		if _, err := e.Do(context.Background(), egress.Request{Method: "POST", URL: at, Header: h}); err != nil {
			t.Fatal(err)
		}
		if k := <-keys; k != "op/step" {
			t.Fatalf("key %q arrived", k)
		}
	}
}
