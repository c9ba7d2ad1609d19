package editor

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/ui/part"
)

// sampleMenu is what can be done with samples beside choosing one.
func (d *Draft) sampleMenu() part.MenuView {
	if d.Plain || d.Values.Hidden || d.Definition.Source.Type == "" {
		return part.MenuView{}
	}
	v := d.Voice
	m := part.MenuView{ID: "sample-menu", Label: v.T("editor.samples")}
	add := func(name, icon, address string, more templ.Attributes) {
		all := templ.Attributes{"hx-get": address, "popovertarget": m.ID, "popovertargetaction": "hide"}
		maps.Copy(all, more)
		m.Items = append(m.Items, part.MenuItem{Text: v.T("editor.sample." + name), Icon: icon, TestID: "sample-" + name, More: all})
	}
	drawer := templ.Attributes{"hx-target": "#drawer", "hx-swap": "innerHTML", "aria-haspopup": "dialog"}
	if d.Values.Changeable {
		add("edit", "edit", d.below("sample", "edit", "yes"), drawer)
	}
	if d.Definition.Source.Type != "schedule" {
		add("own", "plus", d.below("sample"), drawer)
	}
	add("wait", "clock", d.Home()+"/panel?at="+url.QueryEscape(d.At)+"&wait=yes", templ.Attributes{"hx-swap": "none"})
	return m
}

// SampleForm asks for a sample as text: a changed one of what another brought, or
// a new one if input is nil. order is that of its keys.
func (d *Draft) SampleForm(input map[string]any, order *eval.Order) PasteView {
	p := PasteView{
		Title: d.Voice.T("editor.sample.own"), Help: d.Voice.T("editor.sample.help"), Go: d.Voice.T("editor.send.do"),
		Post: d.below("sample"), Field: "values", TestID: "sample-text",
	}
	if input != nil {
		p.Title, p.Post, p.Value = d.Voice.T("editor.sample.edit"), d.below("sample", "edit", "yes"), inputText(input, order)
	}
	return p
}

// inputText is what ReadInput reads as input: a line for each value if all are
// texts of one line, else JSON.
func inputText(input map[string]any, order *eval.Order) string {
	var lines []string
	for _, name := range order.Keys(input, "json") {
		text, ok := input[name].(string)
		if !ok || strings.ContainsAny(text, "\r\n") || strings.TrimSpace(text) != text || strings.ContainsAny(name, "=&[{\r\n") {
			return indented(order.Append(nil, input, "json"))
		}
		lines = append(lines, name+" = "+text)
	}
	return strings.Join(lines, "\n")
}

func indented(compact []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, compact, "", "  ") != nil || b.Len() > 3*len(compact)+1000 { // what is deep has more blanks than values
		return string(compact)
	}
	return b.String()
}

// ReadInput reads values for a source: a JSON object, lines "name = value", or a
// form as it is sent. isForm is set for all but JSON.
func ReadInput(s string) (input map[string]any, isForm, ok bool) {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "{") {
		input, ok = engine.Decode(json.RawMessage(s)).(map[string]any)
		return input, false, ok
	}
	input = map[string]any{}
	if !strings.ContainsAny(s, "\r\n ") && strings.Contains(s, "&") {
		pairs, err := url.ParseQuery(s)
		for name, values := range pairs {
			input[name] = values[len(values)-1]
		}
		return input, true, err == nil && input[""] == nil
	}
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		if !found || strings.TrimSpace(name) == "" {
			return nil, false, false
		}
		input[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return input, true, true
}
