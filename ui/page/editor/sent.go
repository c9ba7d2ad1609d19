package editor

import (
	"bytes"
	"encoding/json"
	"strings"

	"stanok/engine"
	"stanok/engine/draft"
)

// Plain is a value as the document has it, of one that a panel sent for a scope:
// rows of conditions become their text, rows of a composer its template, those of
// a timetable its config. All else stays as it is.
func Plain(def engine.Definition, scope string, value json.RawMessage) (json.RawMessage, error) {
	if !isRows(value) {
		return value, nil
	}
	parts := strings.Split(scope, "/")
	if scope == "source/with" {
		return ReadTiming(value)
	}
	if scope == "source/with/params" {
		return tidy(value, map[string]string{"in": "any", "type": "text", "required": "false"})
	}
	if len(parts) != 4 || parts[0] != "actions" || parts[2] != "with" {
		return value, nil
	}
	typ := ""
	for _, n := range def.Nodes {
		if string(n.ID) == parts[1] {
			typ = n.Type
		}
	}
	switch typ + "." + parts[3] {
	case "filter.when":
		var rules []Rule
		if err := json.Unmarshal(value, &rules); err != nil {
			return nil, wrongRows(err)
		}
		return json.RawMessage(quote(Condition(rules))), nil
	case "branch.cases":
		return ReadCases(value)
	case "json.compose.template":
		template, err := WriteTemplate(value)
		return json.RawMessage(quote(template)), err
	case "json.parse.fields", "xml.parse.fields", "form.parse.fields", "html.parse.fields", "text.match.fields":
		return tidy(value, map[string]string{"kind": "any", "missing": "empty", "take": "text"})
	}
	return value, nil
}

func wrongRows(err error) error {
	return &engine.Error{Kind: engine.Invalid, Code: "request.json", Err: err, Args: map[string]string{"detail": "rows"}}
}

func isRows(value json.RawMessage) bool { return bytes.HasPrefix(bytes.TrimSpace(value), []byte("[")) }

// tidy leaves out of rows what goes without saying.
func tidy(value json.RawMessage, usual map[string]string) (json.RawMessage, error) {
	var rows []json.RawMessage
	if err := json.Unmarshal(value, &rows); err != nil {
		return nil, wrongRows(err)
	}
	var b bytes.Buffer
	b.WriteByte('[')
	for i, raw := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		o := read(raw)
		b.WriteByte('{')
		n := 0
		for _, key := range o.keys {
			if s, known := usual[key]; known && o.text(key) == s {
				continue
			}
			if n++; n > 1 {
				b.WriteByte(',')
			}
			b.WriteString(quote(key) + ":")
			b.Write(o.of[key])
		}
		b.WriteByte('}')
	}
	b.WriteByte(']')
	return b.Bytes(), nil
}

// Anchor is the id of the element that holds the field of a scope.
func Anchor(scope string) string { return anchor(scope) }

// Shown is a value of the draft as people read it.
func Shown(value json.RawMessage) string { return clip(text(value), 300) }

// SetOp sets a scope to a value; no value removes what is there.
func SetOp(scope string, value json.RawMessage) string {
	if value == nil {
		return setOp(scope, nil)
	}
	return setOp(scope, value)
}

// BothOp sets a scope to two texts, one behind the other; values of other kinds
// have no such op.
func BothOp(scope string, mine, theirs json.RawMessage) string {
	var a, b string
	if json.Unmarshal(mine, &a) != nil || json.Unmarshal(theirs, &b) != nil || a == "" || b == "" {
		return ""
	}
	return setOp(scope, b+" "+a)
}

// RestoreOp puts back an action that was removed, and then makes the change that
// came too late.
func RestoreOp(id string, late draft.Change) string {
	back := op(draft.Restore, scope(id), nil)
	if late.Kind != draft.Set {
		return back
	}
	return "[" + back + "," + SetOp(late.Scope, late.Value) + "]"
}

// News is what a page is told about edits made elsewhere.
func News(revision int64, client string, scopes []string) []byte {
	raw, _ := json.Marshal(map[string]any{"revision": revision, "client": client, "scopes": scopes}) // texts cannot fail
	return raw
}

// Clip is a preview in one line, shortened.
func Clip(s string) string { return clip(s, 320) }
