package ui

import (
	"context"
	"errors"
	"strings"

	"stanok/engine"
	"stanok/ui/page/editor"
)

// fillProof says whether the sample at hand would be let in by the signature that
// the draft asks for, and why not.
func (u *UI) fillProof(ctx context.Context, c *call, b *bench) {
	if b.At != editor.Source || b.Plain || b.known.Sample.ID == "" {
		return
	}
	asked, err := u.Prove(ctx, c.ws, b.source(), b.known.Sample.Event)
	if !asked {
		return
	}
	v := u.voice(c)
	when := v.Moment(b.known.Sample.At.In(c.zone), u.now(c))
	view := &editor.ProofView{Look: "ok", Text: v.T("editor.proof.ok", "when", when)}
	b.Values.Proof = view
	if err == nil {
		return
	}
	code, args := "internal", map[string]string(nil)
	if e := (*engine.Error)(nil); errors.As(err, &e) {
		code, args = e.Code, e.Args
	}
	view.Look, view.Text = "fail", v.T("editor.proof.fail", "when", when)
	view.Why, view.Try = u.Texts.Say(c.lang, code, args)
	if code == "webhook.signature_not_kept" {
		view.Look, view.Text = "warn", v.T("editor.proof.taken", "when", when)
		if sample := b.known.Sample; strings.HasPrefix(sample.Verdict, "webhook.signature") {
			view.Text = v.T("editor.proof.refused", "when", when)
			view.Why, _ = u.Texts.Say(c.lang, sample.Verdict, sample.Args)
		}
	}
}
