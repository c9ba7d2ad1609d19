package actions

import (
	"context"
	"encoding/json"
	"errors"
	"net/mail"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// emailSend sends a letter.
type emailSend struct{ Deps }

type emailSendConfig struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
}

// maxRecipients bounds the addressees of one letter.
const maxRecipients = 20

func (emailSend) Spec() engine.Spec {
	return engine.Spec{
		Type: "email.send", Version: 1, Group: "send", Help: help("email_send"),
		Fields: []engine.Field{
			{Name: "to", Type: engine.TextField, Required: true},
			{Name: "subject", Type: engine.TextField, Required: true},
			{Name: "text", Type: engine.LongField, Required: true},
			{Name: "html", Type: engine.LongField, Advanced: true},
		},
		Outputs: []string{"message_id"},
		Codes:   []string{"mail.refused", "mail.unreachable", "mail.header", "value.missing", "value.kind", "value.limit"},
	}
}

// letter is the templates of one node's letters.
type letter struct{ to, subject, text, html *eval.Text }

func (a emailSend) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c emailSendConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	l := letter{
		to:      f.text("to", c.To, eval.MailHeader),
		subject: f.text("subject", c.Subject, eval.MailHeader),
		text:    f.text("text", c.Text, eval.Plain),
		html:    f.text("html", c.HTML, eval.HTML),
	}
	if !strings.Contains(c.To, "{{") && len(f.problems) == 0 {
		if _, err := addresses(c.To); err != nil {
			f.fails("to", err)
		}
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		m, err := l.fill(a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, err
		}
		return a.send(ctx, in, m)
	}
	return engine.Prepared{Run: run, Effect: engine.Repeatable, Outputs: a.Spec().Outputs, Retry: engine.SendRetry, Recalls: true}, nil
}

// fill works the letter out.
func (l letter) fill(env eval.Env) (engine.Mail, error) {
	var m engine.Mail
	var to string
	for _, part := range []struct {
		field    string
		template *eval.Text
		into     *string
	}{
		{"to", l.to, &to}, {"subject", l.subject, &m.Subject}, {"text", l.text, &m.Text}, {"html", l.html, &m.HTML},
	} {
		text, err := part.template.String(env)
		if err != nil {
			return m, within(part.field, headerOfMail(part.field, err))
		}
		*part.into = text
	}
	var err error
	m.To, err = addresses(to)
	return m, within("to", err)
}

// headerOfMail says of a line break in a header that it is a letter's.
func headerOfMail(field string, err error) error {
	var e *eval.Error
	if errors.As(err, &e) && e.Code == "http.header" {
		return refused("mail.header", "field", field)
	}
	return err
}

func (a emailSend) send(ctx context.Context, in engine.Input, m engine.Mail) (engine.Outcome, error) {
	m.Key = in.Key
	out := engine.Outcome{
		Input:  map[string]any{"to": strings.Join(m.To, ", "), "subject": m.Subject, "text": m.Text, "html": m.HTML},
		Output: map[string]any{"message_id": m.Key},
	}
	if in.Recall != nil {
		var err error
		out.Output, err = in.Recall.Answer(out.Input)
		return out, err
	}
	if in.Pretend {
		return out, nil
	}
	if err := a.Mail.Send(ctx, m); err != nil {
		out.Output = nil
		return out, err
	}
	return out, nil
}

// addresses reads the addressees of a letter, between which commas, semicolons
// and line breaks may stand.
func addresses(to string) ([]string, error) {
	to = strings.Trim(strings.NewReplacer(";", ",", "\n", ",").Replace(to), ", ")
	if to == "" {
		return nil, refused("value.missing", "name", "to")
	}
	list, err := mail.ParseAddressList(to)
	if err != nil {
		return nil, refused("mail.refused", "reason", "address", "address", clip(to, 100))
	}
	if len(list) > maxRecipients {
		return nil, refused("value.limit", "name", "to", "limit", strconv.Itoa(maxRecipients))
	}
	all := make([]string, len(list))
	for i, a := range list {
		all[i] = a.Address
		if a.Name != "" {
			all[i] = a.String()
		}
	}
	return all, nil
}
