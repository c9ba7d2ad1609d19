package editor

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// ComposeRow is one value of a JSON template, as a form shows it. Rows follow one
// another in reading order; a row's level is how deep it stands, 1 at the top.
type ComposeRow struct {
	Level    int    `json:"level"`
	Key      string `json:"key"`
	Kind     string `json:"kind"` // text value number boolean null object list each
	Value    string `json:"value"`
	Optional bool   `json:"optional"` // left out when empty
	As       string `json:"as"`       // of each: the name of one item
	Item     bool   `json:"item"`     // of a list
}

// most rows that are shown as a form; a longer template is edited as text.
const maxComposeRows = 500

// ReadTemplate takes a JSON template apart. It is false if the template is no
// JSON object, or too large for a form; no template has no rows.
func ReadTemplate(template string) ([]ComposeRow, bool) {
	if strings.TrimSpace(template) == "" {
		return nil, true
	}
	plain, ok := marked(template)
	if !ok || !json.Valid([]byte(plain)) || !strings.HasPrefix(strings.TrimSpace(plain), "{") {
		return nil, false
	}
	var rows []ComposeRow
	readObject(&rows, json.RawMessage(plain), 1)
	return rows, len(rows) <= maxComposeRows
}

// mark stands before an expression that is a whole value.
const mark = "\x01"

// marked makes a template JSON: each {{ }} in place of a value becomes a marked
// text, each one inside a text a part of it.
func marked(t string) (string, bool) {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(t); i++ {
		switch {
		case strings.HasPrefix(t[i:], "{{"):
			end := insertEnd(t, i+2)
			if end < 0 {
				return "", false
			}
			insert := t[i : end+2]
			if quoted {
				raw := quote(insert)
				b.WriteString(raw[1 : len(raw)-1])
			} else {
				b.WriteString(quote(mark + insert))
			}
			i = end + 1
		case t[i] == '\\' && quoted && i+1 < len(t):
			b.WriteString(t[i : i+2])
			i++
		default:
			quoted = quoted != (t[i] == '"')
			b.WriteByte(t[i])
		}
	}
	return b.String(), true
}

// insertEnd finds the }} that closes an expression; texts in it may hold braces.
func insertEnd(t string, i int) int {
	var in byte
	for ; i < len(t); i++ {
		switch c := t[i]; {
		case in != 0 && c == '\\':
			i++
		case in != 0:
			if c == in {
				in = 0
			}
		case c == '"' || c == '\'' || c == '`':
			in = c
		case strings.HasPrefix(t[i:], "}}"):
			return i
		}
	}
	return -1
}

func readObject(rows *[]ComposeRow, raw json.RawMessage, level int) {
	o := read(raw)
	for _, key := range o.keys {
		readValue(rows, ComposeRow{Level: level, Key: key}, o.of[key])
	}
}

var optionalCall = regexp.MustCompile(`^\{\{\s*optional\((.*)\)\s*\}\}$`)

// readValue adds a row for a value, and those of what is inside it.
func readValue(rows *[]ComposeRow, r ComposeRow, raw json.RawMessage) {
	raw = bytes.TrimSpace(raw)
	if len(*rows) > maxComposeRows || len(raw) == 0 {
		return
	}
	add := func(kind, value string) {
		r.Kind, r.Value = kind, value
		*rows = append(*rows, r)
	}
	switch raw[0] {
	case '{':
		o := read(raw)
		if o.has("$each") && o.has("$item") {
			r.As = o.text("$as")
			add("each", strings.TrimPrefix(o.text("$each"), mark))
			readValue(rows, ComposeRow{Level: r.Level + 1, Item: true}, o.of["$item"])
			return
		}
		add("object", "")
		readObject(rows, raw, r.Level+1)
	case '[':
		add("list", "")
		for _, item := range list(raw) {
			readValue(rows, ComposeRow{Level: r.Level + 1, Item: true}, item)
		}
	case '"':
		s := text(raw)
		whole, isWhole := strings.CutPrefix(s, mark)
		if !isWhole {
			add("text", s)
			return
		}
		if m := optionalCall.FindStringSubmatch(whole); m != nil {
			r.Optional, whole = true, "{{ "+strings.TrimSpace(m[1])+" }}"
		}
		add("value", whole)
	case 't', 'f':
		add("boolean", string(raw))
	case 'n':
		add("null", "")
	default:
		add("number", string(raw))
	}
}
