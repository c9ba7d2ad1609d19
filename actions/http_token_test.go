package actions_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/egress"
)

// issuer gives one token after another, each when the one before was refused.
type issuer struct {
	tokens  []engine.Secret
	renewed int
	refuse  error // what it fails with when a token was refused
}

func (i *issuer) Token(context.Context, engine.WorkspaceID, engine.Connection) (engine.Secret, error) {
	if len(i.tokens) == 0 {
		return "", i.refuse
	}
	return i.tokens[i.renewed], nil
}

func (i *issuer) Try(ctx context.Context, ws engine.WorkspaceID, c engine.Connection) (engine.Secret, error) {
	return i.Token(ctx, ws, c)
}

func (i *issuer) Renew(_ context.Context, _ engine.WorkspaceID, _ engine.Connection, refused engine.Secret) (engine.Secret, error) {
	if refused != i.tokens[i.renewed] {
		return "", errors.New("another token was refused")
	}
	if i.renewed++; i.renewed == len(i.tokens) {
		return "", i.refuse
	}
	return i.tokens[i.renewed], nil
}

// takes answers requests that bear a token, and hears what it was sent.
func takes(t *testing.T, token string) (address string, heard *[]string) {
	heard = &[]string{}
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		*heard = append(*heard, r.Method+" "+r.URL.String()+" "+r.Header.Get("Authorization"))
		if r.Header.Get("Authorization") != "Bearer "+token {
			w.WriteHeader(http.StatusUnauthorized)
		}
		_, _ = w.Write([]byte(`{"you sent": "` + r.Header.Get("Authorization") + `"}`))
	}), heard
}

func TestAfterARefusalOneNewTokenAndOneRepeat(t *testing.T) {
	for _, tc := range []struct {
		tokens []engine.Secret
		method string
		sent   int
		code   string
	}{
		{[]engine.Secret{"right-token"}, "POST", 1, ""},
		{[]engine.Secret{"stale-token", "right-token"}, "GET", 2, ""},
		{[]engine.Secret{"stale-token", "right-token"}, "POST", 2, ""},
		{[]engine.Secret{"stale-token", "other-token", "right-token"}, "GET", 2, "http.status"},
		{[]engine.Secret{"stale-token"}, "POST", 1, "oauth.refused"},
		{nil, "POST", 0, "oauth.refused"},
	} {
		w := newWorld(t)
		address, heard := takes(t, "right-token")
		c := connection("oauth2", "grant", "client_credentials", "!client_secret", "a-client-secret")
		c.Origins = []string{address}
		w.keys["keys"] = c
		w.deps.Tokens = &issuer{tokens: tc.tokens, refuse: &engine.Error{Kind: engine.Denied, Code: "oauth.refused"}}
		out, err := w.try(t, "http.request", `{"method": "`+tc.method+`", "url": "`+address+`/x?t={{ connection.access_token }}", "connection": "keys"}`, nil)
		if codeOf(err) != tc.code || len(*heard) != tc.sent {
			t.Errorf("%v: %v, sent %q", tc.tokens, err, *heard)
		}
		shown := fmt.Sprint(out.Input, out.Output)
		for _, token := range append(tc.tokens, "a-client-secret") {
			if strings.Contains(shown, token.Reveal()) {
				t.Errorf("history shows %s", shown)
			}
		}
		if err == nil && !strings.Contains((*heard)[tc.sent-1], "t=right-token Bearer right-token") {
			t.Errorf("sent %q", *heard)
		}
	}
}

func TestARefusedSendWhoseTokenCannotBeHadIsNotUncertain(t *testing.T) {
	w := newWorld(t)
	address, _ := takes(t, "right-token")
	c := connection("oauth2")
	c.Origins = []string{address}
	w.keys["keys"] = c
	away := &engine.Error{Kind: engine.Unavailable, Code: "http.timeout", Err: &egress.Error{Code: "http.timeout", Sent: true, Transient: true}}
	w.deps.Tokens = &issuer{tokens: []engine.Secret{"stale-token"}, refuse: away}
	if _, err := w.try(t, "http.request", `{"method": "POST", "url": "`+address+`", "connection": "keys"}`, nil); engine.KindOf(err) != engine.Unavailable {
		t.Errorf("%v", err)
	}
}

func TestWhatIsPretendedAsksForNoToken(t *testing.T) {
	w := newWorld(t)
	c := connection("oauth2")
	c.Origins = []string{"https://a.example"}
	w.keys["keys"] = c
	w.deps.Tokens = &issuer{refuse: errors.New("nobody was to ask")}
	out, err := w.try(t, "http.request", `{"method": "POST", "url": "https://a.example", "connection": "keys"}`, nil, func(in *engine.Input) { in.Pretend = true })
	if err != nil || !strings.Contains(fmt.Sprint(out.Input), "***") || w.outside.Load() != 0 {
		t.Error(out.Input, err)
	}
}

func TestAClientCertificateIsShownForItsConnectionOnly(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	own := &x509.Certificate{SerialNumber: big.NewInt(7), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, own, own, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	server.StartTLS()
	t.Cleanup(server.Close)
	w := newWorld(t)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	allow, _ := egress.ParseAllow("127.0.0.0/8")
	out := egress.New(egress.Config{Allow: allow, RootCAs: pool})
	t.Cleanup(out.CloseIdle)
	w.deps.Egress = out
	c := connection("certificate",
		"certificate", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		"!key", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})))
	c.Origins = []string{server.URL}
	w.keys["keys"] = c
	for range 2 {
		if _, err := w.try(t, "http.request", `{"url": "`+server.URL+`", "connection": "keys"}`, nil); err != nil {
			t.Error(err)
		}
		if _, err := w.try(t, "http.request", `{"url": "`+server.URL+`"}`, nil); codeOf(err) != "http.status" {
			t.Errorf("without the connection: %v", err)
		}
	}
	c.Name = "keys"
	status, err := actions.Probe(t.Context(), w.deps, engine.MainWorkspace, c, server.URL)
	if err != nil || status != http.StatusOK {
		t.Error(status, err)
	}
	c.Fields["certificate"] = "none"
	w.keys["keys"] = c
	if _, err := w.try(t, "http.request", `{"url": "`+server.URL+`", "connection": "keys"}`, nil); codeOf(err) != "connection.certificate" {
		t.Error(err)
	}
}
