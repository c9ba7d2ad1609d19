// Package actiontest holds what is true of every action, as tests: half of what
// engine.Action promises is written here. Run [Check] for each.
package actiontest

import (
	"context"
	"encoding/json"
	"testing"

	"stanok/engine"
)

// Subject is an action and what it takes to try it.
type Subject struct {
	Action engine.Action

	// With is a config that works with Vars; Hangs is one that asks an outside
	// that never answers, "" for an action that asks none.
	With, Hangs string
	Vars        map[string]any

	// Canary is the secret of every connection that With names. It must show up
	// nowhere; "" if there is none.
	Canary string

	// Outside counts how often the action asked the world outside, or changed
	// it. Nil for an action that cannot.
	Outside func() int
}

// Check fails t wherever the subject breaks a promise every action makes.
func Check(t *testing.T, s Subject) {
	t.Helper()
	spec := s.Action.Spec()
	t.Run(spec.Type, func(t *testing.T) {
		t.Run("describes itself", func(t *testing.T) { describesItself(t, spec) })
		t.Run("has help in every language", func(t *testing.T) { hasHelp(t, spec) })
		t.Run("takes what it describes", func(t *testing.T) { takesItsFields(t, s.Action, spec) })
		t.Run("survives any config", func(t *testing.T) { survivesAnyConfig(t, s.Action) })
		t.Run("gives plain values", func(t *testing.T) { givesPlainValues(t, s) })
		t.Run("keeps secrets", func(t *testing.T) { keepsSecrets(t, s) })
		t.Run("ends with its context", func(t *testing.T) { endsWithItsContext(t, s) })
		t.Run("only pretends", func(t *testing.T) { onlyPretends(t, s) })
		t.Run("turns to the record", func(t *testing.T) { turnsToTheRecord(t, s) })
		t.Run("serves many at once", func(t *testing.T) { servesManyAtOnce(t, s) })
	})
}

// scopeOf lets a config refer to anything in vars.
func scopeOf(vars map[string]any) engine.Scope {
	scope := engine.Scope{}
	for name := range vars {
		scope[name] = nil
	}
	return scope
}

// prepared returns the subject ready to run with a config that must be right.
func prepared(t *testing.T, s Subject, with string) engine.Prepared {
	t.Helper()
	p, err := s.Action.Prepare(json.RawMessage(with), scopeOf(s.Vars))
	if err != nil {
		t.Fatalf("the config that should work does not: %v\n%s", err, with)
	}
	if p.Run == nil {
		t.Fatal("prepared without anything to run")
	}
	return p
}

// run runs a prepared action once, as the first attempt of a step.
func run(ctx context.Context, s Subject, p engine.Prepared, change func(*engine.Input)) (out engine.Outcome, said string, err error) {
	in, log := input(s)
	if change != nil {
		change(&in)
	}
	out, err = p.Run(ctx, in)
	return out, log.String(), err
}
