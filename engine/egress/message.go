package egress

import (
	"crypto/rand"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/http/httpguts"
)

// Message is one letter. Text, HTML or both are its body.
type Message struct {
	From      string   // an address, with a name or without
	To        []string // likewise; at least one
	Subject   string
	Text      string
	HTML      string
	MessageID string            // without angle brackets; empty: a random one
	Date      time.Time         // zero: now
	Headers   map[string]string // further ones, for example Auto-Submitted
}

// maxRecipients bounds the addressees of one letter.
const maxRecipients = 100

// ownHeaders are those that a Message has fields for, or that make its form.
var ownHeaders = []string{"From", "To", "Cc", "Bcc", "Subject", "Message-Id", "Date", "Sender", "Reply-To",
	"Mime-Version", "Content-Type", "Content-Transfer-Encoding", "Return-Path", "Received"}

// compose builds the letter. It refuses whatever would break out of its field.
func (m Message) compose(now time.Time) (*gomail.Msg, *Error) {
	if field := m.unfitField(); field != "" {
		return nil, fail(CodeMailHeader, "", "field", field)
	}
	from, err := mail.ParseAddress(m.From)
	if err != nil || unsafe(from.Name) || unsafe(from.Address) {
		return nil, fail(CodeMailHeader, "", "field", "From")
	}
	to := make([]*mail.Address, len(m.To))
	for i, raw := range m.To {
		a, err := mail.ParseAddress(raw)
		if err != nil || unsafe(a.Name) || unsafe(a.Address) {
			return nil, fail(CodeMailHeader, "", "field", "To")
		}
		to[i] = a
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(from)
	msg.ToMailAddress(to...)
	msg.Subject(m.Subject)
	if m.Date.IsZero() {
		m.Date = now
	}
	msg.SetDateWithValue(m.Date)
	if m.MessageID == "" {
		_, domain, _ := strings.Cut(from.Address, "@")
		m.MessageID = rand.Text() + "@" + domain
	}
	msg.SetMessageIDWithValue(m.MessageID)
	for name, value := range m.Headers {
		msg.SetGenHeader(gomail.Header(name), value)
	}
	m.fill(msg)
	return msg, nil
}

func (m Message) fill(msg *gomail.Msg) {
	if m.HTML == "" {
		msg.SetBodyString(gomail.TypeTextPlain, m.Text)
		return
	}
	if m.Text == "" {
		msg.SetBodyString(gomail.TypeTextHTML, m.HTML)
		return
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
}

// unfitField returns the name of a field that cannot be sent, or "".
func (m Message) unfitField() string {
	switch {
	case unsafe(m.From):
		return "From"
	case len(m.To) == 0 || len(m.To) > maxRecipients || slices.ContainsFunc(m.To, unsafe):
		return "To"
	case unsafe(m.Subject):
		return "Subject"
	case unsafe(m.MessageID) || strings.ContainsAny(m.MessageID, "<> "):
		return "Message-ID"
	}
	for name, value := range m.Headers {
		if !httpguts.ValidHeaderFieldName(name) || unsafe(value) || slices.Contains(ownHeaders, textproto.CanonicalMIMEHeaderKey(name)) {
			return printable(name)
		}
	}
	return ""
}

// unsafe holds for text that could end a header.
func unsafe(s string) bool { return strings.ContainsAny(s, "\r\n\x00") }
