package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"

	"github.com/emersion/go-smtp"

	"stanok/engine/egress"
)

// mailbox is a mail server of the demonstration's own.
type mailbox struct {
	server  egress.SMTP
	smtp    *smtp.Server
	letters chan string
}

func openMailbox() (*mailbox, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &mailbox{letters: make(chan string, 16)}
	if m.server, err = egress.ParseSMTP("smtp://" + l.Addr().String() + "?tls=none"); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	m.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return delivery{m}, nil }))
	m.smtp.Domain = "mail.example.test"
	go func() { _ = m.smtp.Serve(l) }()
	return m, nil
}

func (m *mailbox) close() { _ = m.smtp.Close() }

// wait returns the text of the next letter.
func (m *mailbox) wait(ctx context.Context) (string, error) {
	select {
	case l := <-m.letters:
		return l, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// delivery is one letter being handed over.
type delivery struct{ m *mailbox }

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
