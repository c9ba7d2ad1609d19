package actions

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"stanok/actions/connector"
	"stanok/engine"
	"stanok/engine/eval"
)

// Services asks the services that connectors are declared for. It implements
// engine.Services.
type Services struct {
	deps Deps
	all  []engine.Service
	of   map[string]*asked
}

// asked is what of a declaration is asked for beside its actions.
type asked struct {
	declared connector.Service
	check    *httpPlan // nil: none is known
	lists    map[string]choices
}

// choices is a list of a service made ready.
type choices struct {
	plan                *httpPlan
	items, value, label *eval.Text
}

// mostChoices is how many entries of a list are shown.
const mostChoices = 1000

var _ engine.Services = (*Services)(nil)

// NewServices makes the declarations ready. It fails with every expression of
// their lists and checks that is wrong.
func NewServices(d Deps, declared []connector.Service) (*Services, error) {
	s := &Services{deps: d, of: map[string]*asked{}}
	var problems []error
	for _, one := range declared {
		a, err := readyToAsk(one)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", one.Name, err))
		}
		s.of[one.Name] = a
		s.all = append(s.all, describe(one))
	}
	slices.SortFunc(s.all, func(a, b engine.Service) int {
		return cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title))
	})
	return s, errors.Join(problems...)
}

func readyToAsk(s connector.Service) (*asked, error) {
	a := &asked{declared: s, lists: map[string]choices{}}
	var problems []error
	c := s.Connection
	if c != nil && c.Check != nil {
		plan, _, err := declaredPlan(s, c.Check, c.Success, []string{})
		a.check, problems = plan, append(problems, err)
	}
	for _, l := range s.Lists {
		plan, f, err := declaredPlan(s, l.Request, s.Usual(), l.Needs)
		if err != nil {
			problems = append(problems, fmt.Errorf("list %s: %w", l.Name, err))
			continue
		}
		f.also("answer")
		ready := choices{plan: plan, items: f.text("items", "{{ "+l.Items+" }}", eval.Plain)}
		f.also("item")
		ready.value, ready.label = f.text("value", "{{ "+l.Value+" }}", eval.Plain), f.text("label", "{{ "+l.Label+" }}", eval.Plain)
		if err := f.err(); err != nil {
			problems = append(problems, fmt.Errorf("list %s: %w", l.Name, err))
		}
		a.lists[l.Name] = ready
	}
	return a, errors.Join(problems...)
}

func describe(s connector.Service) engine.Service {
	d := engine.Service{Name: s.Name, Title: s.Title, Search: s.Search, Hosts: s.Hosts, Connected: s.Connection != nil}
	for _, a := range s.Actions {
		d.Actions = append(d.Actions, s.Name+"."+a.Name)
	}
	if s.Source != nil {
		d.Source = json.RawMessage("{}")
		if len(s.Source.With) > 0 {
			d.Source = s.Source.With
		}
	}
	c := s.Connection
	if c == nil {
		return d
	}
	d.Script = c.Script
	d.As, d.Checked = c.As, c.Check != nil
	if c.OAuth2 != nil {
		d.Lasting = c.OAuth2.Unless
	}
	for _, e := range c.Fields {
		d.Entries = append(d.Entries, entryOf(e, false))
	}
	for _, e := range c.Secrets {
		d.Entries = append(d.Entries, entryOf(e, true))
	}
	return d
}

func entryOf(e connector.Entry, secret bool) engine.ServiceEntry {
	return engine.ServiceEntry{Name: e.Name, Secret: secret, Required: !e.Optional, Default: e.Default, Example: e.Example}
}

// Services implements engine.Services.
func (s *Services) Services() []engine.Service { return slices.Clone(s.all) }

// Origins implements engine.Services.
func (s *Services) Origins(service string, fields map[string]string) ([]string, error) {
	a := s.of[service]
	if a == nil || a.declared.Connection == nil {
		return nil, missingService(service)
	}
	origins, err := a.declared.Connection.OriginsOf(fields)
	if err != nil {
		return nil, wrongAddress(err)
	}
	return origins, nil
}

// SigningIn implements engine.Services.
func (s *Services) SigningIn(c engine.Connection) (engine.Connection, error) {
	a := s.of[c.Type]
	if a == nil || a.declared.Connection == nil || a.declared.Connection.OAuth2 == nil {
		return c, nil
	}
	k, err := credentials{named: true, c: c}.signedIn(a.declared.Connection)
	return k.c, err
}

func wrongAddress(err error) error {
	return &engine.Error{Kind: engine.Invalid, Code: "service.address", Args: map[string]string{"detail": err.Error()}, Err: err}
}

func missingService(name string) error {
	return &engine.Error{Kind: engine.NotFound, Code: "service.missing", Args: map[string]string{"name": name}}
}

// Check implements engine.Services.
func (s *Services) Check(ctx context.Context, ws engine.WorkspaceID, c engine.Connection) error {
	a := s.of[c.Type]
	if a == nil || a.check == nil {
		return missingService(c.Type)
	}
	d := s.deps
	d.Keyring, d.Tokens = oneConnection{c}, tried{d.Tokens}
	_, err := d.ask(ctx, a.check, engine.Input{Workspace: ws}, c.Name, nil)
	return err
}

// tried are tokens of a connection that is being tried: asked for each time.
type tried struct{ Tokens }

func (t tried) Token(ctx context.Context, ws engine.WorkspaceID, c engine.Connection) (engine.Secret, error) {
	return t.Try(ctx, ws, c)
}

func (t tried) Renew(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, _ engine.Secret) (engine.Secret, error) {
	return t.Try(ctx, ws, c)
}

// Choices implements engine.Services.
func (s *Services) Choices(ctx context.Context, ws engine.WorkspaceID, of engine.ChoicesOf) ([]engine.Choice, error) {
	a := s.of[of.Service]
	if a == nil {
		return nil, missingService(of.Service)
	}
	l, ok := a.lists[of.List]
	if !ok {
		return nil, &engine.Error{Kind: engine.NotFound, Code: "service.list", Args: map[string]string{"name": of.List}}
	}
	answer, err := s.deps.ask(ctx, l.plan, engine.Input{Workspace: ws}, of.Connection, of.Input)
	if err != nil {
		return nil, err
	}
	env := eval.Env{Vars: eval.Vars{"answer": answer, "input": of.Input}}
	items, err := l.items.Value(env)
	if err != nil {
		return nil, err
	}
	list, _ := items.([]any)
	return l.of(list, env)
}

// of makes choices of the items of an answer.
func (l choices) of(items []any, env eval.Env) ([]engine.Choice, error) {
	all := make([]engine.Choice, 0, len(items))
	for _, item := range items[:min(len(items), mostChoices)] {
		env := with(env, "item", item)
		value, err := l.value.String(env)
		if err != nil {
			return nil, err
		}
		label, err := l.label.String(env)
		if err != nil {
			return nil, err
		}
		if value != "" {
			all = append(all, engine.Choice{Value: value, Label: label})
		}
	}
	return all, nil
}

// ask sends a declared request that changes nothing, and returns its answer as
// expressions see it.
func (d Deps) ask(ctx context.Context, p *httpPlan, in engine.Input, connection string, input map[string]any) (map[string]any, error) {
	plan := *p
	plan.effect = engine.Reads
	if plan.connection != "" {
		plan.connection = connection
	}
	if input == nil {
		input = map[string]any{}
	}
	in.Now, in.Attempt = d.Clock.Now(), 1
	env := d.envOf(ctx, in)
	env.Vars = eval.Vars{"input": input}
	out, err := d.send(ctx, &plan, env, in)
	if err != nil {
		return nil, err
	}
	answer := out.Output.(map[string]any)
	readable("body", "json")(answer)
	return answer, nil
}
