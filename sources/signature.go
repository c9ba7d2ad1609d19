package sources

import (
	"context"
	"net/http"
	"time"

	"stanok/engine"
)

// signature is what a document asks of whoever sends to its link, ready to be
// asked.
type signature struct {
	connection string // that holds the secret
	proof      proof
}

// proof is how the senders of one scheme prove who they are.
type proof interface {
	// given is what a claim is proved with, and where that stands: the name of a
	// header, or of a parameter.
	given(c claim) (name string, values []string)

	// secret is what connections call the secret.
	secret() string

	// check says why what was given does not show that its sender knows one of the
	// keys; nil if it does. Nothing of the claim has been parsed yet.
	check(c claim, given string, keys keys) *engine.Error
}

// numbered is a proof of senders that number their deliveries.
type numbered interface {
	// delivery is the same for all repeats of a delivery and for nothing else; ""
	// if the sender gave it no number.
	delivery(c claim, body content) string
}

// revealing is a proof that brings the secret itself.
type revealing interface {
	// conceal masks it in what goes on record.
	conceal(q *request)
}

// challenging is a proof that senders bring only when asked for it.
type challenging interface {
	challenge(answer http.Header)
}

// claim is a request that says who sent it.
type claim struct {
	r    *http.Request
	body []byte
	at   time.Time // it came
}

// verify says why a claim is not proved by the secret of conn; nil if it is.
// What it says is for the link's owner and holds nothing of a secret.
func (s *signature) verify(c claim, conn engine.Connection) *engine.Error {
	k := keysOf(s.connection, conn, s.proof.secret())
	if len(k.secrets) == 0 {
		return s.without()
	}
	name, values := s.proof.given(c)
	value, err := one(name, values)
	switch {
	case err != nil:
		return err
	case value == masked:
		return refuse("webhook.signature_not_kept", "name", name)
	}
	return s.proof.check(c, value, k)
}

// without is the reason when there is no secret to prove anything with: then
// nobody is let in.
func (s *signature) without() *engine.Error {
	return refuse("webhook.signature_secret", "connection", s.connection)
}

// ask verifies a claim with the connection that a keyring has. err says that the
// keyring could not tell.
func (s *signature) ask(ctx context.Context, ring engine.Keyring, ws engine.WorkspaceID, c claim) (why *engine.Error, err error) {
	conn, err := ring.Open(ctx, ws, s.connection)
	if err != nil && engine.KindOf(err) == engine.NotFound {
		return s.without(), nil
	}
	if err != nil {
		return nil, err
	}
	return s.verify(c, conn), nil
}

// delivery is the sender's number of a delivery; "" if it has none.
func (s *signature) delivery(c claim, body content) string {
	if p, ok := s.proof.(numbered); ok {
		return p.delivery(c, body)
	}
	return ""
}

// one is the only value of several places that may hold it. A value given twice
// could mean one thing to us and another to whoever checked it before.
func one(name string, values []string) (string, *engine.Error) {
	switch {
	case len(values) > 1:
		return "", refuse("webhook.signature_twice", "name", name)
	case len(values) == 0 || values[0] == "":
		return "", refuse("webhook.signature_absent", "name", name)
	}
	return values[0], nil
}

// textAt is a text in a JSON body; "" if there is none.
func textAt(body content, name string) string {
	object, _ := body.json.(map[string]any)
	text, _ := object[name].(string)
	return text
}
