package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"stanok/examples/standin"
)

// issuer gives out canaries for tokens, and notes them among the secrets.
type issuer struct {
	*standin.OAuth
	url string
}

func newIssuer(t *testing.T, secrets map[string]string) *issuer {
	secrets["client secret"] = canary("client-secret")
	var mu sync.Mutex
	s := standin.NewOAuth(standin.OAuthOptions{
		ClientID: "app", ClientSecret: secrets["client secret"],
		Word: func(kind string, n int) string {
			mu.Lock()
			defer mu.Unlock()
			name := fmt.Sprintf("%s-%d", kind, n)
			secrets[name] = canary(name)
			return secrets[name]
		},
	})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return &issuer{s, server.URL}
}

func (i *issuer) fields(grant string) map[string]string {
	return map[string]string{"grant": grant, "client_id": "app", "token_url": i.url + "/token", "auth_url": i.url + "/authorize"}
}

func (i *issuer) secret() map[string]string {
	return map[string]string{"client_secret": canary("client-secret")}
}

// signIn gives a connection access by way of the pages.
func (in *instance) signIn(id string, i *issuer) {
	in.t.Helper()
	gone := in.do("POST", "/connections/"+id+"/sign-in", "", "HX-Request", "true", "Accept", "text/html")
	back, err := i.Code(gone.Header.Get("HX-Redirect"))
	if err != nil || gone.StatusCode != http.StatusOK {
		in.t.Fatal(gone.StatusCode, err, gone.body)
	}
	u, err := url.Parse(back)
	if err != nil {
		in.t.Fatal(err)
	}
	var cookies []string
	for _, k := range gone.Cookies() {
		cookies = append(cookies, k.Name+"="+k.Value)
	}
	came := in.do("GET", u.RequestURI(), "", "Cookie", strings.Join(cookies, "; "), "Accept", "text/html")
	if came.StatusCode != http.StatusSeeOther {
		in.t.Fatal(came.StatusCode, came.body)
	}
}

// keyPair is a client certificate and its key, in PEM.
type keyPair struct{ public, private string }

func testKey(t *testing.T) keyPair {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	one := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(365 * 24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, one, one, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return keyPair{
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})),
	}
}
