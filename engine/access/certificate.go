package access

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"time"

	"stanok/engine"
)

// Certificate returns what a connection of the type certificate shows to servers:
// field "certificate", its chain in PEM, with secret "key". It fails with Invalid,
// code "connection.certificate", whose reason says what is wrong.
func Certificate(c engine.Connection) (*tls.Certificate, error) {
	if _, err := CertificateEnd(c); err != nil {
		return nil, err
	}
	key := c.Secrets["key"].Reveal()
	block, _ := pem.Decode([]byte(key))
	switch {
	case block == nil:
		return nil, certificateError(c, "secrets.key", "key")
	case strings.Contains(block.Type, "ENCRYPTED") || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
		return nil, certificateError(c, "secrets.key", "password")
	}
	pair, err := tls.X509KeyPair([]byte(c.Fields["certificate"]), []byte(key))
	if err != nil { // its text may quote what it could not read
		return nil, certificateError(c, "secrets.key", "pair")
	}
	return &pair, nil
}

// CertificateEnd returns until when a connection's certificate is good. It fails
// as Certificate does.
func CertificateEnd(c engine.Connection) (time.Time, error) {
	const field = "fields.certificate"
	text := c.Fields["certificate"]
	if strings.Contains(text, "PRIVATE KEY") { // this field is no secret
		return time.Time{}, certificateError(c, field, "private")
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE" {
		return time.Time{}, certificateError(c, field, "pem")
	}
	own, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return time.Time{}, certificateError(c, field, "pem")
	}
	return own.NotAfter, nil
}

func certificateError(c engine.Connection, field, reason string) *engine.Error {
	return &engine.Error{
		Kind: engine.Invalid, Code: "connection.certificate", Field: field, Args: map[string]string{"connection": c.Name, "reason": reason},
	}
}
