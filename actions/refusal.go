package actions

import (
	"encoding/json"
	"errors"
	"maps"
	"strconv"
	"time"

	"stanok/engine"
)

// refused is the failure of a step that asking again will not help.
func refused(code string, args ...string) *engine.Error {
	e := &engine.Error{Kind: engine.Invalid, Code: code, Args: make(map[string]string, len(args)/2)}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args[args[i]] = args[i+1]
	}
	return e
}

// within names the config's field that an error of a run is about.
func within(field string, err error) error {
	if err == nil {
		return nil
	}
	e := ours(err)
	if e.Field == "" {
		e.Field = "with." + field
	}
	return e
}

// withArg adds to an error something its sentence mentions.
func withArg(err error, name, value string) error {
	e := ours(err)
	args := maps.Clone(e.Args)
	if args == nil {
		args = map[string]string{}
	}
	args[name] = value
	e.Args = args
	return e
}

// ours returns a copy of err as an error of the engine's, with the place in a
// template that eval knows.
func ours(err error) *engine.Error {
	var own *engine.Error
	if errors.As(err, &own) {
		e := *own
		return &e
	}
	said := engine.FailureOf(err, time.Time{})
	e := &engine.Error{Kind: said.Kind, Code: said.Code, Args: said.Args, Err: err}
	var at interface{ ErrorOffset() int }
	if errors.As(err, &at) {
		e.Offset = max(0, at.ErrorOffset())
	}
	return e
}

// between checks a number of a config.
func (f *form) between(field string, n, least, most int) {
	if n < least || n > most {
		f.wrong(field, "document.range", "value", strconv.Itoa(n), "min", strconv.Itoa(least), "max", strconv.Itoa(most))
	}
}

// lasting checks a duration of a config, unless it could not be read.
func (f *form) lasting(field string, d time.Duration, least, most string) {
	for _, p := range f.problems {
		if p.Field == field {
			return
		}
	}
	from, _ := parseDuration(least)
	to, _ := parseDuration(most)
	if d < from || d > to {
		f.wrong(field, "document.range", "min", least, "max", most)
	}
}

// number is n as a plain value.
func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// kindOfValue names what a plain value is, in the words of documents.
func kindOfValue(v any) string {
	switch v.(type) {
	case nil:
		return "empty"
	case bool:
		return "boolean"
	case json.Number:
		return "number"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	}
	return "text"
}
