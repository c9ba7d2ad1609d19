package egress

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/netip"

	gomail "github.com/wneessen/go-mail"
)

// Mail hands m to the server s, for all addressees or for none. The address of s
// is the operator's own and needs no other permission; the program's own
// listeners stay closed. Its errors are *Error. Whether a letter arrived is
// uncertain when the error is Transient and Sent.
func (e *Egress) Mail(ctx context.Context, s SMTP, m Message) error {
	t, fault := dialTarget("tcp", s.address())
	if fault != nil {
		return fault
	}
	msg, fault := m.compose(e.c.Now())
	if fault != nil {
		return fault.at(t.label)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, e.c.Timeouts.Mail, errTotal)
	defer cancel()
	if fault := e.deliver(ctx, s, t, msg); fault != nil {
		return fault
	}
	return nil
}

func (e *Egress) deliver(ctx context.Context, s SMTP, t *target, msg *gomail.Msg) *Error {
	c, err := gomail.NewClient(s.Host, e.mailOptions(ctx, s, t)...)
	if err != nil {
		return mailFault(CodeMailRefused, t, "settings")
	}
	conn, err := c.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return mailError(ctx, t, err)
	}
	if err := c.SendWithSMTPClient(conn, msg); err != nil {
		return mailError(ctx, t, err)
	}
	// The letter is taken: a goodbye that goes wrong changes nothing.
	_ = c.CloseWithSMTPClient(conn)
	return nil
}

func (e *Egress) mailOptions(ctx context.Context, s SMTP, t *target) []gomail.Option {
	conf := &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: e.c.RootCAs}
	policy := gomail.TLSMandatory
	if s.security() != StartTLS {
		policy = gomail.NoTLS // TLS is already there, or is not wanted
	}
	// The library's limit must not come before ctx, whose end it would hide.
	opts := []gomail.Option{
		gomail.WithPort(int(s.Port)), gomail.WithTLSConfig(conf), gomail.WithTLSPolicy(policy),
		gomail.WithTimeout(2 * e.c.Timeouts.Mail), gomail.WithoutNoop(), gomail.WithoutRset(),
		gomail.WithDialContextFunc(func(dial context.Context, _, _ string) (net.Conn, error) {
			return e.dialForMail(ctx, dial, s, t, conf)
		}),
	}
	if s.User != "" {
		opts = append(opts, gomail.WithSMTPAuthCustom(&login{server: s}))
	}
	return opts
}

// dialForMail connects wherever the operator said, and ends the connection with
// ctx: the library's own limit begins anew with every line the server says.
func (e *Egress) dialForMail(ctx, dial context.Context, s SMTP, t *target, conf *tls.Config) (net.Conn, error) {
	addrs, err := e.lookup(dial, t)
	if err != nil {
		return nil, err
	}
	anywhere := rules{own: e.rules.own, allow: []AllowRule{
		{Prefix: netip.MustParsePrefix("0.0.0.0/0")}, {Prefix: netip.MustParsePrefix("::/0")}}}
	counted, err := e.connect(dial, t, addrs, &anywhere)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { counted.Close() })
	conn := &mailConn{counted, maxMailReplies}
	if s.security() != ImplicitTLS {
		return conn, nil
	}
	secure := tls.Client(conn, conf)
	hello, cancel := context.WithTimeout(dial, e.c.Timeouts.TLS)
	defer cancel()
	if err := secure.HandshakeContext(hello); err != nil {
		return nil, err
	}
	return secure, nil
}

// mailConn ends when a server talks without end: replies are read whole.
type mailConn struct {
	net.Conn
	left int
}

const maxMailReplies = 64 << 10

func (c *mailConn) Read(b []byte) (int, error) {
	if c.left <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.Conn.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}
