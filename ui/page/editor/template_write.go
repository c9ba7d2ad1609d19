package editor

import (
	"encoding/json"
	"slices"
	"strings"
)

// WriteTemplate is the JSON template that rows of a form stand for. Every set of
// rows gives correct JSON: what is no number stays text, and a row deeper than
// it can be moves up.
func WriteTemplate(sent json.RawMessage) (string, error) {
	var rows []ComposeRow
	if err := json.Unmarshal(sent, &rows); err != nil {
		return "", wrongRows(err)
	}
	return writeRows(slices.DeleteFunc(rows, ComposeRow.blank)), nil
}

func writeRows(rows []ComposeRow) string {
	w := templateWriter{rows: rows}
	w.object(1)
	return w.b.String() + "\n"
}

// blank reports whether nobody has filled a row yet.
func (r ComposeRow) blank() bool {
	return r.Key == "" && r.Value == "" && !r.Item && r.Kind != "object" && r.Kind != "list" && r.Kind != "each"
}

// templateWriter writes rows one after another.
type templateWriter struct {
	rows []ComposeRow
	at   int
	b    strings.Builder
}

func (w *templateWriter) line(level int) {
	w.b.WriteString("\n" + strings.Repeat("  ", level))
}

// more reports whether the next row stands at a level, or deeper.
func (w *templateWriter) more(level int) bool {
	return w.at < len(w.rows) && w.rows[w.at].Level >= level
}

// object writes the rows of a level as an object, in braces.
func (w *templateWriter) object(level int) {
	w.b.WriteByte('{')
	w.all(level, func(r ComposeRow) {
		w.text(r.Key)
		w.b.WriteString(": ")
		w.value(r, level)
	})
	w.b.WriteByte('}')
}

// list writes the rows of a level as a list.
func (w *templateWriter) list(level int) {
	w.b.WriteByte('[')
	w.all(level, func(r ComposeRow) { w.value(r, level) })
	w.b.WriteByte(']')
}

func (w *templateWriter) all(level int, write func(ComposeRow)) {
	n := 0
	for ; w.more(level); n++ {
		if n > 0 {
			w.b.WriteByte(',')
		}
		w.line(level)
		r := w.rows[w.at]
		w.at++
		write(r)
	}
	if n > 0 {
		w.line(level - 1)
	}
}

// value writes the value of a row and what is inside it.
func (w *templateWriter) value(r ComposeRow, level int) {
	switch {
	case r.Kind == "object":
		w.object(level + 1)
	case r.Kind == "list":
		w.list(level + 1)
	case r.Kind == "each":
		w.each(r, level)
	case r.Kind == "null":
		w.b.WriteString("null")
	case r.Kind == "boolean" && (r.Value == "true" || r.Value == "false"):
		w.b.WriteString(r.Value)
	case r.Kind == "number" && number.MatchString(strings.TrimSpace(r.Value)) && json.Valid([]byte(strings.TrimSpace(r.Value))):
		w.b.WriteString(strings.TrimSpace(r.Value))
	case single(r.Value) && (r.Kind == "value" || r.Optional):
		w.b.WriteString(r.whole())
	default:
		w.text(r.Value)
	}
}

// each repeats what stands in it for each item of a list.
func (w *templateWriter) each(r ComposeRow, level int) {
	items := r.Value
	if !single(items) {
		items = "{{ " + or(bare(items), "[]") + " }}"
	}
	w.b.WriteString(`{"$each": `)
	w.text(items)
	w.b.WriteString(`, "$as": ` + quote(or(r.As, "row")) + `, "$item": `)
	if w.more(level + 1) {
		item := w.rows[w.at]
		w.at++
		w.value(item, level+1)
		for w.more(level + 1) { // one item has one value
			w.at++
		}
	} else {
		w.b.WriteString("null")
	}
	w.b.WriteByte('}')
}

// whole is the expression that is all of the value.
func (r ComposeRow) whole() string {
	if e := bare(r.Value); r.Optional && !strings.HasPrefix(e, "optional(") {
		return "{{ optional(" + e + ") }}"
	}
	return strings.TrimSpace(r.Value)
}

// single reports whether a text is one {{ }} and nothing else.
func single(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasPrefix(s, "{{") && insertEnd(s, 2) == len(s)-2
}

// text writes a text; what stands in {{ }} stays as it is.
func (w *templateWriter) text(s string) {
	w.b.WriteByte('"')
	for s != "" {
		open := strings.Index(s, "{{")
		end := -1
		if open >= 0 {
			end = insertEnd(s, open+2)
		}
		if end < 0 {
			open, end = len(s), len(s)-2
		}
		raw := quote(s[:open])
		w.b.WriteString(raw[1 : len(raw)-1])
		w.b.WriteString(s[open : end+2])
		s = s[end+2:]
	}
	w.b.WriteByte('"')
}
