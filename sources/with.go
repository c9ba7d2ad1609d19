package sources

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
)

// config is a source's config while it is being checked against the fields of
// its Spec. It collects everything that is wrong.
type config struct{ problems engine.Problems }

// readWith fills into from a source's config: keys and kinds are those of
// fields, defaults are put in, durations become nanoseconds. What is wrong is
// left out, so that the rest can be checked further.
func readWith(fields []engine.Field, with json.RawMessage, into any) *config {
	c := &config{}
	raw, err := plainJSON(with)
	if err != nil {
		c.add("", "document.kind", "want", "object", "given", "broken JSON")
	}
	clean, err := json.Marshal(c.object("", fields, raw))
	if err == nil {
		err = json.Unmarshal(clean, into)
	}
	if err != nil {
		c.add("", "document.kind", "want", "object", "given", err.Error())
	}
	return c
}

func plainJSON(with json.RawMessage) (v any, err error) {
	if len(bytes.TrimSpace(with)) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(with))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

// add records a problem; args are names and values in turn.
func (c *config) add(field, code string, args ...string) {
	p := engine.Problem{Field: field, Code: code}
	if len(args) > 0 {
		p.Args = map[string]string{}
	}
	for i := 0; i+1 < len(args); i += 2 {
		p.Args[args[i]] = shorten(args[i+1], 80)
	}
	c.problems = append(c.problems, p)
}

// wrongAt reports whether a field could not be read, so that nothing more need be
// said of it.
func (c *config) wrongAt(field string) bool {
	return slices.ContainsFunc(c.problems, func(p engine.Problem) bool { return p.Field == field })
}

// join takes in what an error of a field's own parser says.
func (c *config) join(field string, err error) {
	c.problems = append(c.problems, engine.ProblemsOf(err).Under(field)...)
}

// err is what Prepare returns.
func (c *config) err() error {
	if len(c.problems) == 0 {
		return nil
	}
	return c.problems
}

func (c *config) object(at string, fields []engine.Field, v any) map[string]any {
	given, ok := v.(map[string]any)
	if !ok && v != nil {
		c.wrong(at, "object", v)
		return map[string]any{}
	}
	clean := map[string]any{}
	for _, f := range fields {
		value := given[f.Name]
		if f.Required && isBlank(value) {
			c.add(under(at, f.Name), "document.required", "key", f.Name)
			continue
		}
		if value == nil {
			value = f.Default
		}
		if value != nil {
			if value = c.field(under(at, f.Name), f, value); value != nil {
				clean[f.Name] = value
			}
		}
	}
	c.unknown(at, fields, given)
	return clean
}

func (c *config) unknown(at string, fields []engine.Field, given map[string]any) {
	var known []string
	for _, f := range fields {
		known = append(known, f.Name)
	}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(known, key) {
			c.add(under(at, shorten(key, 60)), "document.unknown_key",
				"key", key, "known", strings.Join(known, ", "), "closest", closest(key, known))
		}
	}
}

// field returns a value as its struct takes it, or nil if it is of the wrong kind.
func (c *config) field(at string, f engine.Field, v any) any {
	switch f.Type {
	case engine.AnyField, engine.ValueField, engine.ProcessingsField:
		return v
	case engine.ObjectField:
		return c.object(at, f.Fields, v)
	case engine.RowsField:
		return c.rows(at, f.Fields, v)
	case engine.PairsField:
		return c.pairs(at, v)
	case engine.NumberField:
		if _, err := strconv.Atoi(fmt.Sprint(v)); err == nil && kindOf(v) == "number" {
			return v
		}
		return c.wrong(at, "number", v)
	case engine.SwitchField:
		if _, ok := v.(bool); ok {
			return v
		}
		return c.wrong(at, "boolean", v)
	case engine.DurationField:
		return c.duration(at, v)
	case engine.ChoiceField:
		return c.choice(at, f.Options, v)
	}
	return c.text(at, v)
}

func (c *config) duration(at string, v any) any {
	s, ok := v.(string)
	if !ok {
		return c.wrong(at, "duration", v)
	}
	d, ok := parseDuration(s)
	if !ok {
		c.add(at, "document.duration", "given", s)
		return nil
	}
	return int64(d)
}

func (c *config) rows(at string, fields []engine.Field, v any) any {
	list, ok := v.([]any)
	if !ok {
		return c.wrong(at, "list", v)
	}
	rows := make([]any, len(list))
	for i, row := range list {
		rows[i] = c.object(at+"["+strconv.Itoa(i)+"]", fields, row)
	}
	return rows
}

func (c *config) pairs(at string, v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return c.wrong(at, "object", v)
	}
	clean := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if text := c.text(under(at, name), m[name]); text != nil {
			clean[name] = text
		}
	}
	return clean
}

func (c *config) choice(at string, options []string, v any) any {
	s, _ := v.(string)
	if !slices.Contains(options, s) {
		c.add(at, "document.choice", "given", fmt.Sprint(v), "known", strings.Join(options, ", "), "closest", closest(s, options))
		return nil
	}
	return s
}

func (c *config) text(at string, v any) any {
	switch v := v.(type) {
	case string:
		return v
	case json.Number, bool:
		return fmt.Sprint(v)
	}
	return c.wrong(at, "text", v)
}

func (c *config) wrong(at, want string, v any) any {
	c.add(at, "document.kind", "want", want, "given", kindOf(v))
	return nil
}

// texts reads a list of short texts: a JSON list, or one text with commas.
func (c *config) texts(at string, v any) []string {
	var all []string
	switch v := v.(type) {
	case nil:
	case string:
		all = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
	case []any:
		for i, one := range v {
			if s, ok := one.(string); ok {
				all = append(all, s)
			} else {
				c.wrong(at+"["+strconv.Itoa(i)+"]", "text", one)
			}
		}
	default:
		c.wrong(at, "list", v)
	}
	return all
}

func under(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

func isBlank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case []any:
		return len(v) == 0
	}
	return false
}

// kindOf names what a plain value is, in the words of documents.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case string:
		return "text"
	case bool:
		return "boolean"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	}
	return "number"
}

// closest is the known word that a mistyped one begins like; "" if none does.
func closest(word string, known []string) string {
	best, most := "", 1
	for _, k := range known {
		n := 0
		for n < len(word) && n < len(k) && word[n]|0x20 == k[n]|0x20 {
			n++
		}
		if n > most {
			best, most = k, n
		}
	}
	return best
}

// shorten cuts s to at most n characters.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
