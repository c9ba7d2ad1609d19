package main

import (
	"context"
	"strings"

	"stanok/engine"
	"stanok/engine/egress"
	"stanok/ui/site"
)

// mailer sends mail over the operator's server: that of the flags, else that
// which was set up.
type mailer struct {
	out  *egress.Egress
	smtp *egress.SMTP
	from string
	site *site.Site
}

// Send implements engine.Mailer.
func (m mailer) Send(ctx context.Context, mail engine.Mail) error {
	if m.smtp != nil {
		return m.send(ctx, *m.smtp, m.from, mail)
	}
	over, ok := m.site.Mail()
	if !ok {
		return &engine.Error{Kind: engine.Invalid, Code: "mail.not_set"}
	}
	return m.try(ctx, over, mail)
}

// try sends mail over a server that may not be saved yet.
func (m mailer) try(ctx context.Context, over site.Mail, mail engine.Mail) error {
	return m.send(ctx, egress.SMTP{
		Host: over.Host, Port: uint16(over.Port), Security: egress.MailSecurity(over.Security), User: over.User, Password: over.Password.Reveal(),
	}, over.From, mail)
}

func (m mailer) send(ctx context.Context, over egress.SMTP, from string, mail engine.Mail) error {
	if mail.From != "" {
		from = mail.From
	}
	if from == "" {
		from = "stanok@" + over.Host
	}
	return m.out.Mail(ctx, over, egress.Message{
		From: from, To: mail.To, Subject: mail.Subject, Text: mail.Text, HTML: mail.HTML,
		MessageID: strings.NewReplacer("/", ".", "#", ".").Replace(mail.Key) + "@stanok",
		Headers:   map[string]string{"Auto-Submitted": "auto-generated"},
	})
}
