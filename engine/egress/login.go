package egress

import (
	"errors"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

var errNoLogin = errors.New("the mail server offers no way to log in that is safe here")

// login picks a way to log in among those the server offers. It gives the
// password away only in TLS, or on this machine when the operator said so.
type login struct {
	server SMTP
	smtp.Auth
}

// Start is called once, after TLS has begun if it does.
func (l *login) Start(info *smtp.ServerInfo) (string, []byte, error) {
	s := l.server
	clear := s.security() == NoTLS && s.onThisMachine()
	if !info.TLS && !clear {
		return "", nil, errNoLogin
	}
	offers := func(mechanism string) bool {
		return slices.ContainsFunc(info.Auth, func(m string) bool { return strings.EqualFold(m, mechanism) })
	}
	switch {
	case offers("PLAIN"):
		l.Auth = smtp.PlainAuth("", s.User, s.Password, s.Host, clear)
	case offers("LOGIN"):
		l.Auth = smtp.LoginAuth(s.User, s.Password, s.Host, clear)
	case offers("SCRAM-SHA-256"):
		l.Auth = smtp.ScramSHA256Auth(s.User, s.Password)
	case offers("CRAM-MD5"):
		l.Auth = smtp.CRAMMD5Auth(s.User, s.Password)
	default:
		return "", nil, errNoLogin
	}
	return l.Auth.Start(info)
}
