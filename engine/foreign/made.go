package foreign

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Made is an action for a processing, as its document has it.
type Made struct {
	ID    string          `json:"id"`
	Type  string          `json:"type"`
	Title string          `json:"title,omitempty"`
	With  json.RawMessage `json:"with"`
}

// Actions returns the actions that do what was written down: a composer of the
// JSON that is sent, the request, and a parser of its answer, as far as each is
// known. Their ids are none of those taken.
func (r Request) Actions(taken func(id string) bool) []Made {
	free := func(base string) string {
		id := base
		for n := 2; taken(id); n++ {
			id = base + "_" + strconv.Itoa(n)
		}
		return id
	}
	var all []Made
	request, answer := free("request"), r.Answer
	if r.Method != "" {
		with := r.config()
		if r.Body != nil && r.Body.Kind == JSON && strings.ContainsAny(firstOf(r.Body.Text), "{[") {
			data := free("data")
			all = append(all, Made{ID: data, Type: "json.compose", With: encode(fields{{"template", templateOf(r.Body.Text)}})})
			with = with.with("body", fields{{"kind", "json"}, {"from", "{{ " + data + ".json }}"}})
		}
		all = append(all, Made{ID: request, Type: "http.request", Title: r.title(), With: encode(with)})
	}
	if rows := rowsOf(answer); len(rows) > 0 {
		from := "{{ " + request + ".body }}"
		if r.Method == "" {
			from = ""
		}
		all = append(all, Made{ID: free("fields"), Type: "json.parse", With: encode(fields{{"from", from}, {"fields", rows}})})
	}
	return all
}

// longestTitle bounds what an action is called, in characters.
const longestTitle = 60

// title is what the action of the request is called: as it is where it was written
// down, on one line.
func (r Request) title() string {
	title := []rune(strings.Join(strings.Fields(r.Name), " "))
	return strings.TrimSpace(string(title[:min(len(title), longestTitle)]))
}

// Config returns the request as the config of an http.request. It is null for a
// sample alone.
func (r Request) Config() json.RawMessage {
	if r.Method == "" {
		return json.RawMessage("null")
	}
	return encode(r.config())
}

func (r Request) config() fields {
	with := fields{{"method", r.Method}, {"url", literal(r.URL)}}
	if len(r.Query) > 0 {
		with = append(with, field{"query", pairs(r.Query)})
	}
	if len(r.Headers) > 0 {
		with = append(with, field{"headers", pairs(r.Headers)})
	}
	if b := r.Body; b != nil {
		body := fields{{"kind", string(b.Kind)}, {"from", literal(b.Text)}}
		if b.Kind == Form || b.Kind == Multipart {
			body = fields{{"kind", string(b.Kind)}, {"fields", pairs(b.Fields)}}
		}
		with = append(with, field{"body", body})
	}
	return with
}

// fields is an object whose members keep their order.
type fields []field

type field struct {
	name  string
	value any
}

// with returns the fields with one set anew.
func (f fields) with(name string, value any) fields {
	f = slices.DeleteFunc(slices.Clone(f), func(one field) bool { return one.name == name })
	return append(f, field{name, value})
}

// MarshalJSON writes the members in their order.
func (f fields) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, one := range f {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(encode(one.name))
		b.WriteByte(':')
		b.Write(encode(one.value))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// pairs is an object of names; a name that stands several times has a list.
func pairs(all []Pair) fields {
	var f fields
	for _, p := range all {
		at := slices.IndexFunc(f, func(one field) bool { return one.name == p.Name })
		if at < 0 {
			f = append(f, field{p.Name, literal(p.Value)})
			continue
		}
		switch before := f[at].value.(type) {
		case []string:
			f[at].value = append(before, literal(p.Value))
		case string:
			f[at].value = []string{before, literal(p.Value)}
		}
	}
	return f
}

// literal is a text as a template that gives it.
func literal(s string) string { return strings.ReplaceAll(s, "{{", "{{ '{{' }}") }

// templateOf is JSON as a composer's template that gives it.
func templateOf(text string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") == nil {
		text = b.String()
	}
	return literal(text)
}

func firstOf(s string) string { return strings.TrimSpace(s)[:min(1, len(strings.TrimSpace(s)))] }

// encode writes a value without the escapes that only pages need.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil
	}
	return bytes.TrimSpace(b.Bytes())
}
