package access_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/access"
	"stanok/examples/standin"
)

const day = 24 * time.Hour

// look lets the keeper look at all connections once.
func (w *world) look() {
	w.Helper()
	w.need(w.keeper.Look(w.Context()))
}

func TestATokenIsRenewedThoughNobodyUsesIt(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{Life: day, RefreshLife: 90 * day})
	c := w.connect(access.Person)
	w.signIn(c)
	for range 40 * 24 { // a quarter of an hour is a long time for a look
		w.clock.pass(59 * time.Minute)
		if w.look(); w.stands(c).State != access.Connected {
			t.Fatalf("%+v", w.stands(c))
		}
	}
	if n := w.service.Renewals(); n < 30 || n > 50 || len(w.told) > 0 {
		t.Errorf("%d renewals in 40 days, told %v", n, w.told)
	}
}

func TestATokenForAServiceIsRenewedToo(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{Life: day, RefreshLife: 90 * day})
	w.as = func(c engine.Connection) engine.Connection {
		if c.Type == "club" && c.Secrets["client_secret"] != "" {
			c.Type = "oauth2"
		}
		return c
	}
	w.keeper = w.another(false)
	c := w.as(w.connect(access.Person, func(c *engine.Connection) { c.Type = "club" }))
	w.signIn(c)
	for range 10 * 24 {
		w.clock.pass(59 * time.Minute)
		if w.look(); w.stands(c).State != access.Connected {
			t.Fatalf("%+v", w.stands(c))
		}
	}
	if n := w.service.Renewals(); n < 8 || len(w.told) > 0 {
		t.Errorf("%d renewals in 10 days, told %v", n, w.told)
	}
}

func TestPeopleAreToldOnceOfWhatEnds(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{Life: 60 * day, NoRefresh: true})
	c := w.connect(access.Person)
	w.signIn(c)
	end := w.clock.Now().Add(60 * day)
	for range 70 {
		w.clock.pass(day)
		w.look()
		w.look()
	}
	want := []told{{"crm", end, ""}, {"crm", end, "oauth.expired"}}
	if len(w.told) != 2 || w.told[0] != want[0] || w.told[1] != want[1] {
		t.Errorf("told %v", w.told)
	}
	if _, err := w.keeper.Token(t.Context(), ws, c); code(err) != "oauth.expired" {
		t.Error(err)
	}
	w.look()
	if s := w.stands(c); len(w.told) != 2 || s.State != access.Ended {
		t.Errorf("told %v; %+v", w.told, s)
	}
}

func TestPeopleAreToldOfAccessThatWasTakenBack(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{Life: day})
	c := w.connect(access.Person)
	w.signIn(c)
	w.service.Revoke()
	for range 5 {
		w.clock.pass(12 * time.Hour)
		w.look()
	}
	if len(w.told) != 1 || w.told[0].ended != "oauth.refused" {
		t.Errorf("told %v", w.told)
	}
	w.signIn(c)
	w.service.Revoke()
	w.clock.pass(2 * day)
	if w.look(); len(w.told) != 2 {
		t.Errorf("told %v", w.told)
	}
}

// certificate makes a pair that ends at a time.
func certificate(t *testing.T, until time.Time) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "me"}, NotBefore: until.Add(-365 * day), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}))
}

func TestPeopleAreToldOfACertificatesEnd(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	end := w.clock.Now().Add(30 * day)
	cert, key := certificate(t, end)
	c := w.connect("", func(c *engine.Connection) {
		c.Type, c.Fields, c.Secrets = "certificate", map[string]string{"certificate": cert}, map[string]engine.Secret{"key": engine.Secret(key)}
	})
	for range 40 {
		w.clock.pass(day)
		w.look()
	}
	if len(w.told) != 2 || w.told[0].ended != "" || !w.told[0].at.Equal(end) || w.told[1].ended != "connection.certificate" {
		t.Errorf("told %v", w.told)
	}
	if s := w.stands(c); s.State != access.Ended {
		t.Errorf("%+v", s)
	}
}

func TestACertificateIsChecked(t *testing.T) {
	cert, key := certificate(t, time.Now().Add(day))
	_, other := certificate(t, time.Now().Add(day))
	for _, tc := range []struct{ cert, key, reason string }{
		{cert, key, ""},
		{cert + cert, key, ""},
		{"", key, "pem"},
		{"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", key, "pem"},
		{cert + key, key, "private"},
		{key, key, "private"},
		{cert, "", "key"},
		{cert, cert, "pair"},
		{cert, other, "pair"},
		{cert, strings.ReplaceAll(key, "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "password"},
	} {
		_, err := access.Certificate(engine.Connection{
			Name: "c", Fields: map[string]string{"certificate": tc.cert}, Secrets: map[string]engine.Secret{"key": engine.Secret(tc.key)},
		})
		reason := ""
		if err != nil {
			reason = engine.FailureOf(err, time.Time{}).Args["reason"]
		}
		if reason != tc.reason {
			t.Errorf("got %q, want %q: %v", reason, tc.reason, err)
		}
	}
}

func TestALookEndsWithItsContext(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { w.keeper.Run(ctx); close(ended) }()
	stop()
	<-ended
}
