package editor

import (
	"encoding/json"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/foreign"
)

// Curl reads a cURL command as the config of a request, over what the panel has:
// what a command cannot say stays as it was. It fails as foreign.Read does.
func (d *Draft) Curl(command string) (json.RawMessage, error) {
	all, format, err := foreign.Read(command)
	if err != nil {
		return nil, err
	}
	if format != foreign.Curl {
		return nil, unknownCommand
	}
	var with map[string]json.RawMessage
	if err := json.Unmarshal(all[0].Config(), &with); err != nil {
		return nil, err
	}
	before := d.with(d.At)
	for _, key := range before.keys {
		if !slices.Contains([]string{"method", "url", "query", "headers", "body"}, key) {
			with[key] = before.of[key]
		}
	}
	return json.Marshal(with)
}

var unknownCommand = &engine.Error{Kind: engine.Invalid, Code: "foreign.unknown"}

// Taken says in words what of a request's config a command filled: its method and
// address, and the names of what else there is.
func (d *Draft) Taken(with json.RawMessage) string {
	o := read(with)
	all := []string{o.text("method") + " " + clip(o.text("url"), 60)}
	for _, name := range []string{"query", "headers", "body"} {
		if o.has(name) {
			all = append(all, d.label(d.spec(d.At).Type, []string{name}))
		}
	}
	return strings.Join(all, ", ")
}
