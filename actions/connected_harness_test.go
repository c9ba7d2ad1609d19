package actions_test

import (
	"encoding/json"
	"testing"
	"time"

	"stanok/actions"
	"stanok/actions/connector"
	"stanok/engine"
)

// call runs a declared action on the connection "mine".
func (w *world) call(t *testing.T, kind, with string) (map[string]any, error) {
	t.Helper()
	given := data(t, with)
	given["connection"] = "mine"
	raw, err := json.Marshal(given)
	if err != nil {
		t.Fatal(err)
	}
	p, err := declared(t, w)[kind].Prepare(raw, engine.Scope{})
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	out, err := p.Run(t.Context(), inputOf(nil))
	output, _ := out.Output.(map[string]any)
	return output, err
}

// needs fails t for an error, and returns the output.
func (w *world) needs(t *testing.T, kind, with string) map[string]any {
	t.Helper()
	out, err := w.call(t, kind, with)
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return out
}

// choices asks a service for a list.
func (w *world) choices(t *testing.T, service, list string, input map[string]any) []engine.Choice {
	t.Helper()
	all, err := w.services(t).Choices(t.Context(), "main", engine.ChoicesOf{Service: service, List: list, Connection: "mine", Input: input})
	if err != nil {
		t.Errorf("%s.%s: %v", service, list, err)
	}
	return all
}

func (w *world) services(t *testing.T) *actions.Services {
	t.Helper()
	all, err := connector.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	s, err := actions.NewServices(w.deps, all)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// failsLike fails t unless an error is one of a kind, with this message, that asks
// to wait as long.
func failsLike(t *testing.T, err error, kind engine.Kind, message string, wait time.Duration) {
	t.Helper()
	var e *engine.Error
	if !as(err, &e) || e.Kind != kind || e.Args["message"] != message || e.After != wait {
		t.Errorf("%+v; want %v %q after %v", e, kind, message, wait)
	}
}
