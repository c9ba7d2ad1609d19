package egress_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"stanok/engine/egress"
)

// trusting returns a change that trusts s alone.
func trusting(s *httptest.Server) func(*egress.Config) {
	return func(c *egress.Config) {
		c.RootCAs = x509.NewCertPool()
		c.RootCAs.AddCert(s.Certificate())
	}
}

func secure(t *testing.T, h2 bool, change func(*httptest.Server)) *httptest.Server {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	s.EnableHTTP2 = h2
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if change != nil {
		change(s)
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func TestTrustedServersAreReachedByBothVersionsOfHTTP(t *testing.T) {
	for h2, want := range map[bool]string{false: "HTTP/1.1", true: "HTTP/2.0"} {
		s := secure(t, h2, nil)
		a, err := local(t, trusting(s)).Do(context.Background(), egress.Request{Method: "POST", URL: s.URL, Body: []byte("x")})
		if err != nil || string(a.Body) != want {
			t.Errorf("%v, %v, want %s", a, err, want)
		}
	}
}

func TestServersThatCannotBeTrustedAreNotTalkedTo(t *testing.T) {
	s := secure(t, false, nil)
	old := secure(t, false, func(s *httptest.Server) {
		s.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	})
	clear := serve(t, hello)
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.URL, "https://"))
	wrong := func(c *egress.Config) {
		trusting(s)(c)
		c.Lookup = names(map[string][]string{"wrong.test": {"127.0.0.1"}})
	}
	for name, c := range map[string]struct {
		e   *egress.Egress
		url string
		why string
	}{
		"self-signed":         {local(t), s.URL, "certificate"},
		"another name":        {local(t, wrong), "https://wrong.test:" + port + "/", "certificate"},
		"too old":             {local(t, trusting(old)), old.URL, "handshake"},
		"not speaking TLS":    {local(t), strings.Replace(clear, "http:", "https:", 1), "handshake"},
		"speaking other text": {local(t), strings.Replace(raw(t, says("220 mail\r\n")), "http:", "https:", 1), "handshake"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.e.Do(context.Background(), egress.Request{Method: "POST", URL: c.url, Body: []byte("secret")})
			if fault := failed(t, err, egress.CodeTLS, c.why); fault.Sent || fault.Temporary() {
				t.Errorf("%+v", fault)
			}
		})
	}
}

func TestAHandshakeThatHangsOrBreaksIsTemporary(t *testing.T) {
	hang := raw(t, func(c net.Conn) { io.Copy(io.Discard, c) })
	_, err := get(local(t, func(c *egress.Config) { c.Timeouts.TLS = quick.TLS }), strings.Replace(hang, "http:", "https:", 1))
	if fault := failed(t, err, egress.CodeTimeout, "tls"); fault.Sent || !fault.Temporary() {
		t.Errorf("hanging: %+v", fault)
	}
	cut := raw(t, func(c net.Conn) { c.Read(make([]byte, 10)) })
	_, err = get(local(t), strings.Replace(cut, "http:", "https:", 1))
	if fault := failed(t, err, egress.CodeUnreachable, "cut"); fault.Sent || !fault.Temporary() {
		t.Errorf("cut: %+v", fault)
	}
}

func TestACertificateIsShownAndItsConnectionsAreItsOwn(t *testing.T) {
	s := secure(t, false, func(s *httptest.Server) {
		s.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if len(r.TLS.PeerCertificates) > 0 {
				io.WriteString(w, "known")
			}
		})
	})
	e := local(t, trusting(s))
	for _, c := range []struct {
		cert *tls.Certificate
		want string
	}{{&s.TLS.Certificates[0], "known"}, {nil, ""}, {&s.TLS.Certificates[0], "known"}} {
		a, err := e.Do(context.Background(), egress.Request{URL: s.URL, Certificate: c.cert})
		if err != nil || string(a.Body) != c.want {
			t.Errorf("%v, %v, want %q", a, err, c.want)
		}
	}
}
