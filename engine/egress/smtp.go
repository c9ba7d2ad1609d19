package egress

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// SMTP is the operator's mail server and how to talk to it. It prints without
// its password.
type SMTP struct {
	Host     string
	Port     uint16
	Security MailSecurity
	User     string // empty: no login
	Password string
}

// MailSecurity says how a connection to a mail server is protected.
type MailSecurity string

// The zero MailSecurity is StartTLS.
const (
	StartTLS    MailSecurity = "starttls" // begins in clear, and goes on in TLS or not at all
	ImplicitTLS MailSecurity = "tls"      // TLS from the first byte
	NoTLS       MailSecurity = "none"     // in clear; a login then only on this machine
)

// ParseSMTP reads smtp://user:password@host:port?tls=starttls|tls|none. User and
// password may be missing; the port is 587, with tls=tls 465, and with tls=none
// 25 unless given. Its errors say what to write and quote no secret.
func ParseSMTP(raw string) (SMTP, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return SMTP{}, errors.New("the mail server's address cannot be read; write it like smtp://user:password@mail.example.com:587?tls=starttls, with @ : / ? # % in the password as %40 %3A %2F %3F %23 %25")
	}
	s := SMTP{Host: u.Hostname()}
	if u.User != nil {
		s.User = u.User.Username()
		s.Password, _ = u.User.Password()
	}
	var wrong []error
	if u.Scheme != "smtp" {
		wrong = append(wrong, errors.New("the mail server's address must begin with smtp:// (for TLS from the first byte add ?tls=tls)"))
	}
	if host, ok := canonicalHost(s.Host); ok {
		s.Host = host
	} else {
		wrong = append(wrong, errors.New("the mail server's address names no host"))
	}
	if u.Path != "" && u.Path != "/" || u.Fragment != "" || u.Opaque != "" {
		wrong = append(wrong, errors.New("the mail server's address has something after the port; a / or # in the password is written %2F or %23"))
	}
	wrong = append(wrong, s.readOptions(u.Query()), s.readPort(u.Port()), s.checkLogin())
	if err := errors.Join(wrong...); err != nil {
		return SMTP{}, err
	}
	return s, nil
}

// String returns the address without the password.
func (s SMTP) String() string {
	user := ""
	if s.User != "" {
		user = url.User(s.User).String() + ":***@"
	}
	return fmt.Sprintf("smtp://%s%s?tls=%s", user, s.address(), s.security())
}

// GoString is String, so that no format prints the password.
func (s SMTP) GoString() string { return s.String() }

// LogValue is String, for logs.
func (s SMTP) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is String: the settings are shown, and never stored from it.
func (s SMTP) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

func (s SMTP) address() string {
	return net.JoinHostPort(s.Host, strconv.Itoa(int(s.Port)))
}

func (s SMTP) security() MailSecurity {
	if s.Security == "" {
		return StartTLS
	}
	return s.Security
}

func (s *SMTP) readOptions(q url.Values) error {
	s.Security = StartTLS
	for name, values := range q {
		if name != "tls" {
			return fmt.Errorf("the mail server's address has an unknown option %q; there is only tls", name)
		}
		switch v := MailSecurity(strings.ToLower(values[len(values)-1])); v {
		case StartTLS, ImplicitTLS, NoTLS:
			s.Security = v
		default:
			return fmt.Errorf("tls=%q is unknown: write starttls, tls or none", v)
		}
	}
	return nil
}

func (s *SMTP) readPort(port string) error {
	if port == "" {
		s.Port = map[MailSecurity]uint16{StartTLS: 587, ImplicitTLS: 465, NoTLS: 25}[s.Security]
		return nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return errors.New("the mail server's port must be a number from 1 to 65535")
	}
	s.Port = uint16(n)
	return nil
}

func (s *SMTP) checkLogin() error {
	switch {
	case s.User == "" && s.Password != "":
		return errors.New("the mail server's address has a password but no user")
	case s.User != "" && s.Security == NoTLS && !s.onThisMachine():
		return errors.New("with tls=none the password would travel readable; use tls=starttls or tls=tls, or leave user and password out")
	}
	return nil
}

// onThisMachine holds for addresses that stay here whatever a name service says.
func (s SMTP) onThisMachine() bool {
	a, err := netip.ParseAddr(s.Host)
	return s.Host == "localhost" || err == nil && a.Unmap().IsLoopback()
}
