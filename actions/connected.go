package actions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"stanok/actions/connector"
	"stanok/engine"
	"stanok/engine/eval"
)

// Declared returns an action for each that the services declare. It fails with
// every expression that is wrong, under the name of its action.
func Declared(d Deps, services []connector.Service) ([]engine.Action, error) {
	var all []engine.Action
	var problems []error
	for _, s := range services {
		for _, a := range s.Actions {
			c, err := newConnected(d, s, a)
			if err != nil {
				problems = append(problems, fmt.Errorf("%s.%s: %w", s.Name, a.Name, err))
				continue
			}
			all = append(all, c)
		}
	}
	return all, errors.Join(problems...)
}

// connected is an action that a connector declares: one request to its service,
// made of the fields of a form.
type connected struct {
	Deps
	spec   engine.Spec
	fields []connector.Field
	needs  bool // a connection
	plan   httpPlan
	gives  []given
}

// given is one output of a declared action.
type given struct {
	name string
	text *eval.Text
}

func newConnected(d Deps, s connector.Service, a connector.Action) (connected, error) {
	c := connected{Deps: d, spec: specOf(s, a), fields: a.Fields, needs: s.Connection != nil}
	success := a.Success
	if len(success) == 0 {
		success = s.Usual()
	}
	plan, f, err := declaredPlan(s, a.Request, success, inputNames(a.Fields))
	if err != nil {
		return c, err
	}
	plan.repeats(a.Repeat)
	f.also("answer")
	for _, g := range a.Gives {
		c.gives = append(c.gives, given{g.Name, f.text("gives."+g.Name, "{{ "+g.Value+" }}", eval.Plain)})
	}
	c.plan = *plan
	return c, f.err()
}

func (a connected) Spec() engine.Spec { return a.spec }

// Prepare implements engine.Action.
func (a connected) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	raw := map[string]json.RawMessage{}
	f := readForm(a.spec.Fields, with, scope, &raw)
	connection := textOf(raw["connection"])
	entries := f.entries("", a.fields, raw)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	plan := a.plan
	plan.connection = connection
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		return a.run(ctx, &plan, entries, in)
	}
	p := engine.Prepared{Run: run, Effect: plan.effect, Outputs: a.spec.Outputs, Derive: readable("body", "json"), Retry: engine.SendRetry, Recalls: true}
	if plan.effect == engine.Reads {
		p.Retry = engine.ChainRetry
	}
	return p, nil
}

// run works out the fields where the node stands, and sends the request that the
// declaration makes of them: there only they can be seen.
func (a connected) run(ctx context.Context, p *httpPlan, entries []pair, in engine.Input) (engine.Outcome, error) {
	outer := a.envOf(ctx, in)
	input, err := inputOf(entries, outer)
	if err != nil {
		return engine.Outcome{}, err
	}
	env := outer
	env.Vars = eval.Vars{"input": input, "operation": outer.Vars["operation"], "processing": outer.Vars["processing"]}
	out, err := a.send(ctx, p, env, in)
	if err != nil || out.Output == nil {
		return out, err
	}
	output := out.Output.(map[string]any)
	if output["pretended"] == true {
		return out, nil
	}
	return out, a.give(output, env)
}

// give adds the outputs that the declaration names.
func (a connected) give(output map[string]any, env eval.Env) error {
	answer := make(map[string]any, len(output))
	for k, v := range output {
		answer[k] = v
	}
	readable("body", "json")(answer)
	env = with(env, "answer", answer)
	for _, g := range a.gives {
		v, err := g.text.Value(env)
		if err != nil {
			return within("gives."+g.name, err)
		}
		output[g.name] = v
	}
	return nil
}
