package actions

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"stanok/engine"
)

// decode reads a node's config into a struct, strictly: it checks every key and
// kind against the fields of the action's Spec, fills in their defaults, and
// returns all that is wrong. What is wrong is left out of the struct, so that
// the rest can be checked further.
//
// A text field takes numbers and switches too, by the text they are written as;
// a duration arrives as a time.Duration.
func decode(fields []engine.Field, with json.RawMessage, into any) engine.Problems {
	if isAbsent(with) {
		with = json.RawMessage("{}")
	}
	var d decoder
	clean := d.object("", fields, with)
	if err := unmarshal(clean, into); err != nil {
		d.problem("", "document.kind", "detail", err.Error())
	}
	return d.problems
}

func unmarshal(clean json.RawMessage, into any) error {
	dec := json.NewDecoder(bytes.NewReader(clean))
	dec.DisallowUnknownFields()
	dec.UseNumber()
	return dec.Decode(into)
}

// decoder collects problems while it cleans a config.
type decoder struct{ problems engine.Problems }

func (d *decoder) problem(field, code string, args ...string) {
	p := engine.Problem{Field: field, Code: code, Args: make(map[string]string, len(args)/2)}
	for i := 0; i+1 < len(args); i += 2 {
		p.Args[args[i]] = args[i+1]
	}
	d.problems = append(d.problems, p)
}

// object returns src with only what its fields allow, defaults filled in.
func (d *decoder) object(at string, fields []engine.Field, src json.RawMessage) json.RawMessage {
	keys, values, ok := members(src)
	if !ok {
		d.problem(at, "document.kind", "want", "object", "given", kindOf(src))
		keys, values = nil, nil
	}
	for _, k := range keys {
		if !isField(fields, k) {
			d.unknown(at, k, fields)
		}
	}
	clean := map[string]json.RawMessage{}
	for _, f := range fields {
		v, given := values[f.Name]
		if given && !isAbsent(v) {
			v = d.field(join(at, f.Name), f, v)
		} else if v = nil; f.Default != nil {
			v = d.field(join(at, f.Name), f, marshal(f.Default))
		}
		if v != nil {
			clean[f.Name] = v
		}
		if ok && f.Required && isEmpty(values[f.Name]) {
			d.problem(join(at, f.Name), "document.required", "key", f.Name)
		}
	}
	return marshal(clean)
}

func (d *decoder) unknown(at, key string, fields []engine.Field) {
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.Name
	}
	args := []string{"key", clip(key, 60), "known", strings.Join(known, ", ")}
	if c := closest(key, known); c != "" {
		args = append(args, "closest", c)
	}
	d.problem(join(at, clip(key, 60)), "document.unknown_key", args...)
}

// field returns the value of one field as its struct takes it, or nil when it is
// of the wrong kind.
func (d *decoder) field(at string, f engine.Field, v json.RawMessage) json.RawMessage {
	switch f.Type {
	case engine.ValueField, engine.AnyField:
		return v
	case engine.ObjectField:
		return d.object(at, f.Fields, v)
	case engine.RowsField:
		return d.rows(at, f.Fields, v)
	case engine.PairsField:
		return d.pairs(at, v)
	case engine.NumberField:
		if n := string(v); wholeNumber.MatchString(n) {
			return v
		}
		return d.wrong(at, "number", v)
	case engine.SwitchField:
		if kindOf(v) == "boolean" {
			return v
		}
		return d.wrong(at, "boolean", v)
	case engine.DurationField:
		return d.duration(at, v)
	case engine.ChoiceField:
		return d.choice(at, f.Options, v)
	default:
		return d.text(at, v)
	}
}

func (d *decoder) wrong(at, want string, v json.RawMessage) json.RawMessage {
	d.problem(at, "document.kind", "want", want, "given", kindOf(v))
	return nil
}

func (d *decoder) text(at string, v json.RawMessage) json.RawMessage {
	switch kindOf(v) {
	case "text":
		return v
	case "number", "boolean":
		return marshal(string(v))
	}
	return d.wrong(at, "text", v)
}

func (d *decoder) duration(at string, v json.RawMessage) json.RawMessage {
	if kindOf(v) != "text" {
		return d.wrong(at, "duration", v)
	}
	t, ok := parseDuration(textOf(v))
	if !ok {
		d.problem(at, "document.duration", "given", clip(textOf(v), 60))
		return nil
	}
	return json.RawMessage(strconv.FormatInt(int64(t), 10))
}

func (d *decoder) choice(at string, options []string, v json.RawMessage) json.RawMessage {
	for _, o := range options {
		if textOf(v) == o {
			return marshal(o)
		}
	}
	args := []string{"given", clip(textOf(v), 60), "known", strings.Join(options, ", ")}
	if c := closest(textOf(v), options); c != "" {
		args = append(args, "closest", c)
	}
	d.problem(at, "document.choice", args...)
	return nil
}

func (d *decoder) rows(at string, fields []engine.Field, v json.RawMessage) json.RawMessage {
	var rows []json.RawMessage
	if json.Unmarshal(v, &rows) != nil {
		return d.wrong(at, "list", v)
	}
	for i, row := range rows {
		rows[i] = d.object(fmt.Sprintf("%s[%d]", at, i), fields, row)
	}
	return marshal(rows)
}

func (d *decoder) pairs(at string, v json.RawMessage) json.RawMessage {
	keys, _, ok := members(v)
	if !ok {
		return d.wrong(at, "object", v)
	}
	for i, k := range keys {
		if k == "" {
			d.problem(at, "document.required", "key", "name", "row", strconv.Itoa(i+1))
		}
	}
	return v
}

var wholeNumber = regexp.MustCompile(`^-?[0-9]{1,15}$`)

func isField(fields []engine.Field, name string) bool {
	for _, f := range fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}
