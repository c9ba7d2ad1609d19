package actions

import (
	"context"
	"net/http"

	"stanok/engine"
	"stanok/engine/egress"
	"stanok/engine/eval"
)

// sending is one request on its way.
type sending struct {
	Deps
	plan *httpPlan
	in   engine.Input
	base eval.Env // what the request is made of, without the connection

	keys credentials
	hide *redactor
	env  eval.Env
	req  egress.Request
}

// send sends one request, made of what env holds, and judges its answer.
func (d Deps) send(ctx context.Context, p *httpPlan, env eval.Env, in engine.Input) (engine.Outcome, error) {
	s := sending{Deps: d, plan: p, in: in, base: env, hide: newRedactor()}
	pretended := in.Pretend && p.effect != engine.Reads || in.Recall != nil
	if err := s.open(ctx, pretended); err != nil {
		return engine.Outcome{}, s.hide.err(err)
	}
	if in.Recall != nil {
		return s.recalled()
	}
	if pretended {
		return engine.Outcome{Input: s.shown(), Output: pretendedAnswer()}, nil
	}
	answer, err := s.do(ctx)
	out := engine.Outcome{Input: s.shown()}
	if err != nil {
		return out, s.hide.err(unsent(ctx, err, p.effect))
	}
	output := atLeast(shortestHidden, s.keys.secrets()).value(outputOf(answer, p.answerAs)).(map[string]any)
	out.Output = output
	if err := p.judge(s.env, answer, hostOf(s.req.URL), output, d.Clock.Now()); err != nil {
		return out, s.hide.err(err)
	}
	return out, nil
}

// open works out the request with the credentials of its connection.
func (s *sending) open(ctx context.Context, pretended bool) error {
	keys, err := openConnection(ctx, s.Keyring, s.in, s.plan.connection)
	if err == nil {
		keys, err = keys.signedIn(s.plan.signIn)
	}
	if err == nil {
		keys, err = keys.withToken(ctx, s.Tokens, s.in, pretended)
	}
	if err != nil {
		s.hide = newRedactor(keys.secrets()...)
		return err
	}
	return s.prepare(keys)
}

// prepare works out the request with credentials.
func (s *sending) prepare(keys credentials) (err error) {
	s.keys, s.hide, s.env = keys, newRedactor(keys.secrets()...), s.base
	if keys.named {
		s.env = with(s.env, "connection", keys.vars())
	}
	s.req, err = s.plan.request(s.env, keys, s.in)
	return err
}

// do sends the request. One that is refused for its token is sent once more, with
// another: it was refused before it could do anything.
func (s *sending) do(ctx context.Context) (*egress.Answer, error) {
	answer, err := s.deliver(ctx, s.plan, s.keys, s.req)
	if err != nil || answer.Status != http.StatusUnauthorized || s.keys.c.Type != "oauth2" {
		return answer, err
	}
	keys, err := s.keys.withAnother(ctx, s.Tokens, s.in)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(keys); err != nil {
		return nil, err
	}
	return s.deliver(ctx, s.plan, s.keys, s.req)
}

// shown is the request as history has it.
func (s *sending) shown() any { return s.hide.value(shownRequest(s.req)) }
