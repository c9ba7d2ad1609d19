package standin

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"

	"github.com/emersion/go-smtp"
)

// Mailbox is a mail server on the loopback address that takes every letter.
type Mailbox struct {
	smtp    *smtp.Server
	addr    string
	letters chan string
}

// letterRoom is how many letters a Mailbox holds before it makes senders wait.
const letterRoom = 16

// OpenMailbox begins to listen on a free port. The caller closes it.
func OpenMailbox() (*Mailbox, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &Mailbox{addr: l.Addr().String(), letters: make(chan string, letterRoom)}
	m.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return delivery{m}, nil }))
	m.smtp.Domain = "mail.example.test"
	go func() { _ = m.smtp.Serve(l) }()
	return m, nil
}

// Addr is where it listens, as host:port.
func (m *Mailbox) Addr() string { return m.addr }

// Close hangs up.
func (m *Mailbox) Close() error { return m.smtp.Close() }

// Wait returns the next letter as its reader sees it: subject and plain text.
func (m *Mailbox) Wait(ctx context.Context) (string, error) {
	select {
	case l := <-m.letters:
		return l, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// delivery is one letter being handed over.
type delivery struct{ m *Mailbox }

func (delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (delivery) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (delivery) Reset()                               {}
func (delivery) Logout() error                        { return nil }

func (d delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := readable(raw)
	if err == nil {
		d.m.letters <- letter
	}
	return err
}

// readable is a letter as its reader sees it: subject and plain text.
func readable(raw []byte) (string, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return "", err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return "", err
	}
	text, err := plainText(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
	return "Subject: " + subject + "\n\n" + strings.TrimSpace(text), err
}

// plainText is the first part of a letter that is plain text.
func plainText(kind, encoding string, body io.Reader) (string, error) {
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(media, "multipart/") {
		part, err := multipart.NewReader(body, params["boundary"]).NextRawPart()
		if err != nil {
			return "", err
		}
		return plainText(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part)
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	return string(text), err
}
