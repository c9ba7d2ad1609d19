package eval_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"stanok/engine/eval"
)

// masked is a secret as the engine has it.
type masked string

func (m masked) Reveal() string { return string(m) }
func (m masked) String() string { return "***" }

// decode reads a JSON text that is written in a test.
func decode(t testing.TB, s string) any {
	t.Helper()
	v, err := eval.Decode([]byte(s), eval.Limits{})
	if err != nil {
		t.Fatalf("decoding %s: %v", s, err)
	}
	return v
}

// vars are the variables most tests use.
func vars(t testing.TB) eval.Vars {
	a := decode(t, `{
		"price": 1.50, "big": 9007199254740993, "long": 123456789012345678901234567890123456789012345678,
		"text": "Ёж \"x\"", "empty": "", "none": null, "yes": true,
		"list": [3, 1, 2], "names": ["b", "a", "c"], "nested": {"0": "zero", "deep": [{"x": "found"}]},
		"rows": [{"n": "A", "v": 10}, {"n": "B", "v": 2.5}, {"n": "A", "v": 1}], "braces": "{{ a.price }}"
	}`)
	return eval.Vars{
		"a":      a,
		"secret": masked("key-1"),
		"lazy":   map[string]any{"json": func() (any, error) { return decode(t, `{"x": [1]}`), nil }},
		"broken": func() (any, error) { return nil, errors.New("not read") },
		"i":      41, "f": 0.25,
	}
}

func scope() eval.Scope {
	return eval.Scope{"a": nil, "secret": nil, "lazy": nil, "broken": nil, "i": nil, "f": nil,
		"form": {"id", "phone"}}
}

func env(t testing.TB) eval.Env {
	return eval.Env{Vars: vars(t), Runtime: eval.Runtime{
		Now:  time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC),
		UUID: func() string { return "0191-fixed" },
		Lookup: func(table string, key any) (any, error) {
			if table != "cities" {
				return nil, &eval.Error{Code: "table.missing", Args: map[string]string{"table": table}, Offset: -1}
			}
			return map[string]any{"id": string(eval.Append(nil, key)) + "!"}, nil
		},
	}}
}

// evaluate computes an expression that must parse.
func evaluate(t testing.TB, src string) (any, error) {
	t.Helper()
	e, err := eval.ParseExpression(src, scope())
	if err != nil {
		t.Fatalf("parsing %s: %v", src, err)
	}
	return e.Value(env(t))
}

// gives checks what an expression gives, written as JSON.
func gives(t *testing.T, src, want string) {
	t.Helper()
	v, err := evaluate(t, src)
	if err != nil {
		t.Errorf("%s: %v", src, err)
		return
	}
	if got := string(eval.Append(nil, v)); got != want {
		t.Errorf("%s gives %s, not %s", src, got, want)
	}
	if !isPlain(v) {
		t.Errorf("%s gives a value that is not plain: %#v", src, v)
	}
}

// fails checks the code an expression that parses fails with.
func fails(t *testing.T, src, code string) *eval.Error {
	t.Helper()
	v, err := evaluate(t, src)
	return hasCode(t, src, v, err, code)
}

func hasCode(t *testing.T, what string, v any, err error, code string) *eval.Error {
	t.Helper()
	var e *eval.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("%s gives %v and %v, not %s", what, v, err, code)
		return &eval.Error{}
	}
	return e
}

func isPlain(v any) bool {
	switch x := v.(type) {
	case nil, bool, string, json.Number:
		return true
	case []any:
		for _, element := range x {
			if !isPlain(element) {
				return false
			}
		}
		return true
	case map[string]any:
		for _, element := range x {
			if !isPlain(element) {
				return false
			}
		}
		return true
	}
	return false
}

func same(a, b any) bool { return reflect.DeepEqual(a, b) }
