package sources

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// param is one value a processing asks its sender for.
type param struct {
	Name     string
	Type     string
	Required bool
	Title    string
	Example  any
	In       string

	brackets []string // of a Name that says where in a form: a[b][0]
	base     string
}

// Kinds a parameter can have, and places it can be looked for in.
var (
	paramTypes  = []string{"text", "number", "boolean", "object", "list", "any"}
	paramPlaces = []string{"any", "query", "form", "json", "header"}
)

// maxParams bounds the parameters of one source.
const maxParams = 200

// paramFields are the columns of params in a form; places says whether a sender
// can put a parameter in more than one.
func paramFields(places bool) []engine.Field {
	fields := []engine.Field{
		{Name: "name", Type: engine.PlainField, Required: true},
		{Name: "type", Type: engine.ChoiceField, Options: paramTypes, Default: "text"},
		{Name: "required", Type: engine.SwitchField, Default: false},
		{Name: "title", Type: engine.PlainField},
		{Name: "example", Type: engine.AnyField, Advanced: true},
	}
	if places {
		fields = append(fields, engine.Field{Name: "in", Type: engine.ChoiceField, Options: paramPlaces, Default: "any", Advanced: true})
	}
	return fields
}

// params checks the parameters of a config, and makes them ready.
func (c *config) params(all []param, reserved []string) []param {
	return c.rowsOfParams("params", all, reserved)
}

// rowsOfParams is params of a field of any name.
func (c *config) rowsOfParams(of string, all []param, reserved []string) []param {
	if len(all) > maxParams {
		c.add(of, "document.limit", "max", strconv.Itoa(maxParams))
	}
	seen := map[string]bool{}
	for i := range all {
		p, field := &all[i], of+"["+strconv.Itoa(i)+"].name"
		switch {
		case p.Name == "":
			continue // said already
		case seen[p.Name]:
			c.add(field, "document.duplicate", "name", p.Name)
		case slices.Contains(reserved, p.Name):
			c.add(field, "source.param_reserved", "name", p.Name, "known", strings.Join(reserved, ", "))
		case !isParamName(p.Name):
			c.add(field, "source.param_name", "name", p.Name)
		}
		seen[p.Name] = true
		p.base, p.brackets = wire.SplitName(p.Name)
	}
	return all
}

// isParamName allows what a sender may call a field: anything a person can read
// on one line.
func isParamName(name string) bool {
	return len(name) <= 200 && strings.TrimSpace(name) == name &&
		strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// outputs are the names below source: its parameters', then its own.
func outputs(params []param, own []string) []string {
	names := make([]string, 0, len(params)+len(own))
	for _, p := range params {
		names = append(names, p.Name)
	}
	return append(names, own...)
}

// places are where parameters are looked for, in this order. Each may be nil.
type places struct {
	query, form, json, xml map[string]any
	header                 map[string]any
}

// collect finds every parameter and makes it the kind it should be. Its error
// says which one is missing or of another kind.
func collect(params []param, in places) (map[string]any, error) {
	found := make(map[string]any, len(params))
	for i := range params {
		p := &params[i]
		v, err := convert(p.Type, p.find(in))
		if err != nil {
			err.Field, err.Args["name"] = p.Name, p.Name
			return nil, err
		}
		if v == nil || v == "" && p.Required {
			if p.Required {
				return nil, &engine.Error{Kind: engine.Invalid, Code: "value.missing", Field: p.Name, Args: map[string]string{"name": p.Name}}
			}
			continue
		}
		found[p.Name] = v
	}
	return found, nil
}

// find returns a parameter as it was sent; nil if it was not.
func (p *param) find(in places) any {
	switch p.In {
	case "query":
		return p.inForm(in.query)
	case "form":
		return p.inForm(in.form)
	case "json":
		return in.json[p.Name]
	case "header":
		return in.header[strings.ToLower(p.Name)]
	}
	for _, form := range [...]map[string]any{in.query, in.form} {
		if v := p.inForm(form); v != nil {
			return v
		}
	}
	if v := in.json[p.Name]; v != nil {
		return v
	}
	return in.xml[p.Name]
}

// inForm finds the parameter in a form, following the brackets of its name.
func (p *param) inForm(form map[string]any) any {
	v := form[p.base]
	for _, b := range p.brackets {
		switch at := v.(type) {
		case map[string]any:
			v = at[b]
		case []any:
			i, ok := wire.Index(b)
			if b == "" {
				return v
			}
			if !ok || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

// Bounds of what people search for.
const (
	maxSearchValues = 20
	maxSearchRunes  = 200
)

// searchable are the values of parameters that people will look for; where none
// are declared, some of what came.
func searchable(params []param, values map[string]any, in places) []string {
	if len(params) == 0 {
		return arrived(in)
	}
	var all []string
	for _, p := range params {
		list, ok := values[p.Name].([]any)
		if !ok {
			list = []any{values[p.Name]}
		}
		for _, v := range list {
			switch kindOf(v) {
			case "text", "number":
				if text := eval.TextOf(v); text != "" && len(all) < maxSearchValues {
					all = append(all, shorten(text, maxSearchRunes))
				}
			}
		}
	}
	return all
}
