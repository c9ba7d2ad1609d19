package editor

import (
	"slices"
	"strconv"
	"strings"

	"stanok/engine/draft"
)

// Sentence says what was done to a draft, or in what it differs, in the language
// of the page. Source and actions are said alike.
func (d *Draft) Sentence(s draft.Sentence) string {
	key := s.Key
	args := append([]any{}, s.Args...)
	typ := s.Action.Type
	name, number := s.Action.Title, strconv.Itoa(s.Action.Number+1)
	if rest, ok := strings.CutPrefix(key, "change.source_"); ok {
		key, typ, name, number = "change.action_"+rest, d.Definition.Source.Type, d.Name(Source), "1"
	}
	if name == "" && typ != "" {
		name = d.typeName(typ)
	}
	if i := slices.Index(args, any("from")); key == "change.action_renamed" && i >= 0 && args[i+1] == "" {
		args[i+1] = d.typeName(typ)
	}
	field := s.Field
	if label := d.label(typ, strings.Split(s.Field, "/")); s.Field != "" && label != "" {
		field = label
	} else if key := "editor.setting." + s.Field; d.Voice.Has(key) {
		field = d.Voice.T(key)
	}
	if kind, rest, _ := strings.Cut(key, "."); kind == "undo" {
		key = "undo." + rest
	} else {
		key = "change." + rest
	}
	if !d.Voice.Has(key) {
		key = "change.other"
	}
	return d.Voice.T(key, append(args, "name", name, "number", number, "field", field)...)
}
