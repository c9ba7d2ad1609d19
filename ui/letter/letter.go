// Package letter writes the letters that tell people of failures: one when a
// processing first fails, then a digest at most hourly, a warning when nothing
// but failures come, and one when it works again. One more tells who repeated many
// operations how that went.
//
// A letter says which processing, what happened, what to do, when and how often,
// in the language and the time zone of the workspace, and links to the details.
// It never holds data that passed through, nor the technical text of a failure.
package letter

import (
	"context"

	"stanok/engine"
	"stanok/ui/text"
)

// Letters delivers letters as e-mail. It is an engine.Post, and safe for
// concurrent use.
type Letters struct {
	texts      *text.Texts
	workspaces engine.Workspaces
	publicURL  func() string
	mailer     engine.Mailer
}

// New returns Letters that are sent by mailer. publicURL says how people
// reach the program, without a slash at the end.
func New(texts *text.Texts, store engine.Workspaces, publicURL func() string, mailer engine.Mailer) *Letters {
	return &Letters{texts: texts, workspaces: store, publicURL: publicURL, mailer: mailer}
}

// Deliver implements engine.Post. Every attempt at one letter has the same Key,
// so that a mailbox shows it once. Its errors are the store's and the mailer's.
func (l *Letters) Deliver(ctx context.Context, one engine.Letter) error {
	ws, err := l.workspaces.Workspace(ctx, one.Workspace)
	if err != nil {
		return err
	}
	m, err := l.write(one, ws)
	if err != nil {
		return err
	}
	return l.mailer.Send(ctx, m)
}

// write makes the message of a letter.
func (l *Letters) write(one engine.Letter, ws engine.Workspace) (engine.Mail, error) {
	c, err := l.content(one, ws)
	if err != nil {
		return engine.Mail{}, err
	}
	plain, err := c.plain()
	if err != nil {
		return engine.Mail{}, err
	}
	html, err := c.html()
	if err != nil {
		return engine.Mail{}, err
	}
	return engine.Mail{Key: one.ID, To: one.To, Subject: c.Subject, Text: plain, HTML: html}, nil
}
