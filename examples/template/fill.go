package template

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
)

// Answers are what a person said so far. A question that is not in Values was not
// asked yet.
type Answers struct {
	Connections map[string]string // chosen ones, by the name documents have
	Values      map[string]Value  // by question
}

// Value is the answer to a question: a text, "yes" or "" of a switch, or rows.
type Value struct {
	Text string
	Rows []map[string]string // of pairs
}

// Yes is the text of a switch that is on.
const Yes = "yes"

// number is how people write one that a document can hold.
var number = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?$`)

// Fill gives a document in a language with what was answered; what was not is as
// its default says or, without one, as the document has it. The faults are what
// is missing or cannot be; Field is the question.
func (t Template) Fill(variant, language string, a Answers) (json.RawMessage, []*engine.Error) {
	doc, err := document.Parse(t.Document(variant, language))
	if err != nil {
		return nil, []*engine.Error{{Kind: engine.NotFound, Code: "template.document", Err: err}}
	}
	d, err := draft.Read(doc.JSON())
	if err != nil {
		return nil, []*engine.Error{{Kind: engine.NotFound, Code: "template.document", Err: err}}
	}
	whole := Answers{Connections: a.Connections, Values: map[string]Value{}}
	for _, q := range t.Questions {
		v, said := a.Values[q.Name]
		if !said {
			v.Text = q.Default
		}
		if said || q.Default != "" || q.Required {
			whole.Values[q.Name] = v
		}
	}
	changes, faults := t.Changes(variant, whole)
	for _, c := range changes {
		c.ID = "fill" // it is in no log
		next, _, err := d.Apply(c, nil)
		if err != nil {
			faults = append(faults, &engine.Error{Kind: engine.Invalid, Code: "template.document", Field: c.Scope, Err: err})
			continue
		}
		d = next
	}
	return d.JSON(), faults
}

// Changes are what answers do to the draft that is made of a document. Questions
// that are not answered change nothing; neither do those of other documents.
func (t Template) Changes(variant string, a Answers) (changes []draft.Change, faults []*engine.Error) {
	for _, c := range t.Connections {
		name := a.Connections[c.Name]
		if name == "" {
			continue
		}
		raw, _ := json.Marshal(name)
		for _, scope := range t.slot(variant, c.Name) {
			changes = append(changes, draft.Change{Kind: draft.Set, Scope: scope, Value: raw})
		}
	}
	for _, q := range t.Questions {
		v, ok := a.Values[q.Name]
		if !ok || !q.For(variant) {
			continue
		}
		raw, fault := q.value(v)
		if fault != nil {
			faults = append(faults, fault)
			continue
		}
		for _, scope := range q.Into {
			changes = append(changes, draft.Change{Kind: draft.Set, Scope: scope, Value: raw})
		}
		changes = append(changes, q.switches(v)...)
	}
	return changes, faults
}

// value is an answer as the document holds it.
func (q Question) value(v Value) (json.RawMessage, *engine.Error) {
	fault := func(code string) *engine.Error {
		return &engine.Error{Kind: engine.Invalid, Code: code, Field: q.Name}
	}
	text := strings.TrimSpace(v.Text)
	var said any = text
	switch q.Kind {
	case Pairs:
		if q.Required && len(v.Rows) == 0 {
			return nil, fault("template.required")
		}
		said = append([]map[string]string{}, v.Rows...)
	case Switch:
		said = text == Yes
	case Number:
		if text != "" && !number.MatchString(text) {
			return nil, fault("template.number")
		}
		if text != "" {
			said = json.Number(text)
		}
	case Choice:
		if text != "" && !slices.ContainsFunc(q.Options, func(o Option) bool { return o.Value == text }) {
			return nil, fault("template.option")
		}
	}
	if q.Required && q.Kind != Pairs && q.Kind != Switch && text == "" {
		return nil, fault("template.required")
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return nil, fault("template.option")
	}
	return raw, nil
}

// switches are the actions that an answer puts on and off.
func (q Question) switches(v Value) (changes []draft.Change) {
	on := q.On
	if q.Kind == Switch && v.Text != Yes {
		on = nil
	}
	for _, o := range q.Options {
		if o.Value == v.Text {
			on = append(slices.Clone(on), o.On...)
		}
	}
	var done []string
	for _, id := range q.actions() {
		if slices.Contains(done, id) {
			continue
		}
		done = append(done, id)
		raw, _ := json.Marshal(!slices.Contains(on, id))
		changes = append(changes, draft.Change{Kind: draft.Disable, Scope: draft.Scope("actions", id), Value: raw})
	}
	return changes
}

// Answered is what a draft made of a document says by now, for its questions to
// be shown with.
func (t Template) Answered(variant string, raw json.RawMessage) (Answers, error) {
	a := Answers{Connections: map[string]string{}, Values: map[string]Value{}}
	d, err := draft.Read(raw)
	if err != nil {
		return a, err
	}
	for _, c := range t.Connections {
		for _, scope := range t.slot(variant, c.Name) {
			var name string
			if json.Unmarshal(d.At(scope), &name) == nil && a.Connections[c.Name] == "" {
				a.Connections[c.Name] = name
			}
		}
	}
	for _, q := range t.Questions {
		if q.For(variant) {
			a.Values[q.Name] = q.read(d)
		}
	}
	return a, nil
}

// read is the answer that a draft holds.
func (q Question) read(d *draft.Draft) (v Value) {
	isOn := func(id string) bool { return string(d.At(draft.Scope("actions", id, "disabled"))) != "true" }
	switch {
	case q.Kind == Switch && len(q.On) > 0:
		if isOn(q.On[0]) {
			v.Text = Yes
		}
		return v
	case len(q.Into) == 0:
		for _, o := range q.Options {
			fits := len(o.On) > 0
			for _, id := range q.actions() {
				fits = fits && isOn(id) == slices.Contains(o.On, id)
			}
			if fits {
				v.Text = o.Value
			}
		}
		return v
	}
	raw := d.At(q.Into[0])
	var text string
	var rows []map[string]string
	switch {
	case json.Unmarshal(raw, &text) == nil:
		v.Text = text
	case json.Unmarshal(raw, &rows) == nil:
		v.Rows = rows
	case string(raw) == "true":
		v.Text = Yes
	case string(raw) != "false" && string(raw) != "null":
		v.Text = string(raw)
	}
	return v
}
