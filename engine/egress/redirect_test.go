package egress_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"stanok/engine/egress"
)

func follow(e *egress.Egress, url string) (*egress.Answer, error) {
	return e.Do(context.Background(), egress.Request{URL: url, Follow: true})
}

func TestARedirectIsAnAnswerUnlessFollowed(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/there", http.StatusFound) })
	for _, method := range []string{"GET", "POST"} {
		a, err := local(t).Do(context.Background(), egress.Request{Method: method, URL: at, Credentialed: true})
		if err != nil || a.Status != http.StatusFound || a.Header.Get("Location") != "/there" {
			t.Errorf("%s: %v, %v", method, a, err)
		}
	}
}

func TestThreeRedirectsAreFollowedAndNotFour(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n := atoi(t, r.URL.Path[1:]); n > 0 {
			http.Redirect(w, r, string(rune('0'+n-1)), []int{301, 302, 303, 307, 308}[n%5])
			return
		}
		hello(w, r)
	})
	e := local(t)
	if a, err := follow(e, at+"/3"); err != nil || string(a.Body) != "hello" {
		t.Errorf("three: %v, %v", a, err)
	}
	_, err := follow(e, at+"/4")
	if fault := failed(t, err, egress.CodeRedirect, "count"); !fault.Sent || fault.Temporary() {
		t.Errorf("four: %+v", fault)
	}
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(http.StatusFound)
	})
	port, touched := canary(t, "127.0.0.1:0")
	e := egress.New(egress.Config{Timeouts: quick, Allow: allow(t, strings.TrimPrefix(at, "http://")+", 203.0.113.77:"+port)})
	defer e.CloseIdle()
	for _, c := range []struct{ to, code, reason string }{
		{"http://169.254.169.254/latest/meta-data/", egress.CodeBlocked, "address"},
		{"http://[::1]:" + port + "/", egress.CodeBlocked, "address"},
		{"http://127.0.0.1:" + port + "/", egress.CodeBlocked, "address"},
		{"//127.0.0.1:" + port + "/", egress.CodeBlocked, "address"},
		{"http://localhost:" + port + "/", egress.CodeBlocked, "address"},
		{"http://8.8.8.8:22/", egress.CodeBlocked, "port"},
		{"file:///etc/passwd", egress.CodeRedirect, "scheme"},
		{"gopher://127.0.0.1/", egress.CodeRedirect, "scheme"},
		{"javascript:alert(1)", egress.CodeRedirect, "scheme"},
		{"http://%zz/", egress.CodeRedirect, "location"},
		{"http://", egress.CodeRedirect, "host"},
		{"", egress.CodeRedirect, "location"},
	} {
		_, err := follow(e, at+"/?to="+url.QueryEscape(c.to))
		if fault := failed(t, err, c.code, c.reason); !fault.Sent {
			t.Errorf("%s: the first request was sent", c.to)
		}
	}
	if touched.Load() != 0 {
		t.Error("the canary was reached")
	}
}

func TestOnlyAGetWithoutCredentialsFollows(t *testing.T) {
	hits := 0
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		hits++
		http.Redirect(w, r, "/next", http.StatusTemporaryRedirect)
	})
	e := local(t)
	for _, r := range []egress.Request{{Method: "POST"}, {Method: "HEAD"}, {Method: "PUT"}, {Method: "DELETE"}} {
		r.URL, r.Follow = at, true
		_, err := e.Do(context.Background(), r)
		failed(t, err, egress.CodeRedirect, "method")
	}
	for _, r := range []egress.Request{{URL: at, Credentialed: true}, {URL: strings.Replace(at, "//", "//u:p@", 1)}} {
		r.Follow = true
		_, err := e.Do(context.Background(), r)
		failed(t, err, egress.CodeRedirect, "credentials")
	}
	if hits != 6 {
		t.Errorf("%d requests, want 6", hits)
	}
}

func TestCredentialHeadersStayWithTheirOrigin(t *testing.T) {
	show := func(w http.ResponseWriter, r *http.Request) {
		for _, h := range []string{"Authorization", "Cookie", "X-Api-Key", "X-Plain"} {
			io.WriteString(w, h+"="+r.Header.Get(h)+";")
		}
	}
	elsewhere := serve(t, show)
	here := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/same":
			http.Redirect(w, r, "/show", http.StatusFound)
		case "/other":
			http.Redirect(w, r, elsewhere, http.StatusFound)
		default:
			show(w, r)
		}
	})
	back := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, here+"/show", http.StatusFound) })
	e := local(t)
	ask := func(url string) string {
		a, err := e.Do(context.Background(), egress.Request{URL: url, Follow: true, Secret: []string{"x-api-key"}, Header: http.Header{
			"Authorization": {"A"}, "Cookie": {"C"}, "X-API-Key": {"K"}, "X-Plain": {"P"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		return string(a.Body)
	}
	if got := ask(here + "/same"); got != "Authorization=A;Cookie=C;X-Api-Key=K;X-Plain=P;" {
		t.Errorf("same origin: %s", got)
	}
	for _, at := range []string{here + "/other", back} { // the second comes to another origin and not home
		if got := ask(at); got != "Authorization=;Cookie=;X-Api-Key=;X-Plain=P;" {
			t.Errorf("off origin: %s", got)
		}
	}
}

func TestARedirectNeverLeavesTLS(t *testing.T) {
	clear := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked in clear") })
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, clear, http.StatusFound)
	}))
	defer s.Close()
	_, err := follow(local(t, trusting(s)), s.URL)
	failed(t, err, egress.CodeRedirect, "downgrade")
}

func TestEachRedirectIsAskedFor(t *testing.T) {
	there := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("went there") })
	here := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, there, http.StatusFound) })
	refusal := errors.New("not this origin")
	var asked []string
	_, err := local(t).Do(context.Background(), egress.Request{URL: here, Follow: true, AllowOrigin: func(u *url.URL) error {
		asked = append(asked, "http://"+u.Host)
		if len(asked) > 1 {
			return refusal
		}
		return nil
	}})
	if err != refusal || len(asked) != 2 || asked[0] != here || asked[1] != there {
		t.Errorf("asked %v, got %v", asked, err)
	}
}
