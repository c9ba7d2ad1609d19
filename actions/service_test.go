package actions_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stanok/actions"
	"stanok/actions/connector"
	"stanok/engine"
)

// connected is a service that a connector is declared for, with its stand-in and a
// connection to it.
type connected struct {
	*testing.T
	w       *world
	name    string
	actions map[string]engine.Action
	ask     *actions.Services
	sent    int
}

// connect puts a stand-in on a port and makes a connection of what its entries are;
// those that begin with ! are secret, and {url} stands for the stand-in's address.
func connect(t *testing.T, name string, standIn http.Handler, entries ...string) *connected {
	t.Helper()
	server := httptest.NewServer(standIn)
	t.Cleanup(server.Close)
	w := newWorld(t)
	declaredServices, err := connector.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	ask, err := actions.NewServices(w.deps, declaredServices)
	if err != nil {
		t.Fatal(err)
	}
	c := engine.Connection{Name: "mine", Type: name, Fields: map[string]string{}, Secrets: map[string]engine.Secret{}}
	for i := 0; i < len(entries); i += 2 {
		if secret, ok := strings.CutPrefix(entries[i], "!"); ok {
			c.Secrets[secret] = engine.Secret(entries[i+1])
			continue
		}
		c.Fields[entries[i]] = strings.ReplaceAll(entries[i+1], "{url}", server.URL)
	}
	if c.Origins, err = ask.Origins(name, c.Fields); err != nil {
		t.Fatal(err)
	}
	w.keys["mine"] = c
	return &connected{T: t, w: w, name: name, actions: declared(t, w), ask: ask}
}

// run runs an action with a config, in which source is what vars hold.
func (c *connected) run(action, with string, source ...map[string]any) (map[string]any, error) {
	c.Helper()
	a := c.actions[c.name+"."+action]
	if a == nil {
		c.Fatalf("%s has no action %s", c.name, action)
	}
	vars := map[string]any{"source": nil}
	if len(source) > 0 {
		vars["source"] = source[0]
	}
	p, err := a.Prepare(json.RawMessage(`{"connection": "mine", `+strings.TrimPrefix(with, "{")), scopeOf(vars))
	if err != nil {
		c.Fatalf("%s does not take %s\n%v", action, with, err)
	}
	in := inputOf(vars)
	c.sent++
	in.Key = fmt.Sprint("op", c.sent, "/node")
	out, err := p.Run(c.Context(), in)
	c.hides(out)
	output, _ := out.Output.(map[string]any)
	return output, err
}

// done runs an action that has to go well.
func (c *connected) done(action, with string, source ...map[string]any) map[string]any {
	c.Helper()
	output, err := c.run(action, with, source...)
	if err != nil {
		c.Fatalf("%s %s: %v", action, with, err)
	}
	return output
}

// hides fails the test if history would show a secret.
func (c *connected) hides(out engine.Outcome) {
	c.Helper()
	shown, _ := json.Marshal([]any{out.Input, fmt.Sprint(out.Output)})
	for name, s := range c.w.keys["mine"].Secrets {
		if strings.Contains(string(shown), s.Reveal()) {
			c.Errorf("history shows %s: %s", name, shown)
		}
	}
}

// refuses runs an action that has to fail with a sentence of the service's.
func (c *connected) refuses(action, with, says string) *engine.Error {
	c.Helper()
	_, err := c.run(action, with)
	var e *engine.Error
	if !errors.As(err, &e) || !strings.Contains(e.Args["message"], says) || e.Kind == engine.Unavailable {
		c.Fatalf("%s %s: %v, want a refusal that says %q", action, with, err, says)
	}
	return e
}

// waits runs an action that has to fail for now, and to be tried again exactly
// after a while.
func (c *connected) waits(action, with string, after time.Duration) {
	c.Helper()
	_, err := c.run(action, with)
	var e *engine.Error
	if !errors.As(err, &e) || e.Kind != engine.Unavailable || e.After != after {
		c.Fatalf("%s: %v (%+v), want to wait for %s", action, err, e, after)
	}
	if pause, again := engine.SendRetry.Next(1, err); !again || pause < after || after > 6*time.Second && pause != after {
		c.Errorf("%s is tried again after %s (%t), want %s", action, pause, again, after)
	}
}

// choices are those of a list, as "value label".
func (c *connected) choices(list string, input map[string]any) string {
	c.Helper()
	all, err := c.ask.Choices(c.Context(), "main", engine.ChoicesOf{Service: c.name, List: list, Connection: "mine", Input: input})
	if err != nil {
		c.Fatalf("%s: %v", list, err)
	}
	lines := make([]string, len(all))
	for i, one := range all {
		lines[i] = one.Value + " " + one.Label
	}
	return strings.Join(lines, "; ")
}

// checked tries the connection, with one of its secrets as it is or another.
func (c *connected) checked(secret, value string) error {
	mine := c.w.keys["mine"]
	mine.Secrets = map[string]engine.Secret{}
	for name, s := range c.w.keys["mine"].Secrets {
		mine.Secrets[name] = s
	}
	if value != "" {
		mine.Secrets[secret] = engine.Secret(value)
	}
	return c.ask.Check(c.Context(), engine.MainWorkspace, mine)
}

// tried fails unless the connection works and does not with a wrong secret.
func (c *connected) tried(secret string) {
	c.Helper()
	if err := c.checked(secret, ""); err != nil {
		c.Errorf("the connection is refused: %v", err)
	}
	var e *engine.Error
	if err := c.checked(secret, "1:wrong-one"); !errors.As(err, &e) || e.Kind == engine.Unavailable {
		c.Errorf("a wrong secret is taken: %v", err)
	}
}

func (c *connected) equal(what string, got, want any) {
	c.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		c.Errorf("%s: %s, want %s", what, g, w)
	}
}
