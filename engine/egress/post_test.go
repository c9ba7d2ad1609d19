package egress_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"stanok/engine/egress"
)

// post is a mail server and what it has seen.
type post struct {
	at    netip.AddrPort
	roots *x509.CertPool

	refuse func(stage, text string) error // nil: takes everything

	mu      sync.Mutex
	letters []string
	to      []string
	logins  []string
	inClear bool // a letter or a login came without TLS
}

// postOffice starts a mail server: with STARTTLS, with TLS at once, or in clear.
func postOffice(t testing.TB, security egress.MailSecurity) *post {
	t.Helper()
	holder := httptest.NewUnstartedServer(nil)
	holder.StartTLS()
	t.Cleanup(holder.Close)
	p := &post{roots: x509.NewCertPool()}
	p.roots.AddCert(holder.Certificate())
	conf := &tls.Config{Certificates: holder.TLS.Certificates}

	s := smtp.NewServer(p)
	s.AllowInsecureAuth, s.ErrorLog = true, log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.at = netip.MustParseAddrPort(l.Addr().String())
	switch security {
	case egress.StartTLS:
		s.TLSConfig = conf
	case egress.ImplicitTLS:
		l = tls.NewListener(l, conf)
	}
	var done sync.WaitGroup
	done.Go(func() { s.Serve(l) })
	t.Cleanup(func() { l.Close(); s.Close(); done.Wait() })
	return p
}

func (p *post) address(security egress.MailSecurity) egress.SMTP {
	return egress.SMTP{Host: "127.0.0.1", Port: p.at.Port(), Security: security}
}

// egress is one that trusts p and may reach nothing but the public internet.
func (p *post) egress() *egress.Egress {
	return egress.New(egress.Config{RootCAs: p.roots})
}

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) { return &visit{p, c}, nil }

func (p *post) ask(stage, text string) error {
	if p.refuse == nil {
		return nil
	}
	return p.refuse(stage, text)
}

type visit struct {
	*post
	c *smtp.Conn
}

func (v *visit) note(f func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, secure := v.c.TLSConnectionState(); !secure {
		v.inClear = true
	}
	f()
}

func (v *visit) AuthMechanisms() []string { return []string{sasl.Plain} }
func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		v.note(func() { v.logins = append(v.logins, user+":"+password) })
		if password != "pass" {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}
func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }
func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	return v.ask("from", from)
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.note(func() { v.to = append(v.to, to) })
	return v.ask("to", to)
}

func (v *visit) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	v.note(func() { v.letters = append(v.letters, string(b)) })
	return v.ask("data", string(b))
}

func refusal(code int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCodeNotSet, Message: "no <ann@example.com> secret"}
}
