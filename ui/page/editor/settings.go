package editor

import (
	"encoding/json"
	"strings"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/ui/part"
)

// SettingsView is what concerns a processing as a whole.
type SettingsView struct {
	Home   string
	Head   HeadView
	ToFix  []ProblemView
	Queue  part.QueueView
	Names  map[string]part.ChipName
	Fields []FieldView
	Labels FieldView
}

// Settings is the draft's page of settings.
func (d *Draft) Settings() SettingsView {
	p := d.Page()
	view := SettingsView{Home: d.Home(), Head: p.Head, ToFix: p.Problems, Queue: p.Queue, Names: p.Names}
	def, s := d.Definition, d.Definition.Settings
	lane := d.setting("lane", engine.TextField, s.Lane)
	lane.Place, lane.Lines = "text", 1
	concurrency := d.setting("concurrency", engine.NumberField, "")
	if s.Concurrency > 0 {
		concurrency.Value = d.Voice.Number(int64(s.Concurrency))
	}
	concurrency.Hint = d.Voice.Number(engine.DefaultConcurrency)
	stopped := d.setting("while_stopped", engine.ChoiceField, string(s.WhileStopped))
	for _, o := range []string{"keep", "process_later", "refuse"} {
		stopped.Options = append(stopped.Options, part.OptionView{
			Value: o, Label: d.Voice.T("editor.stopped." + o), Chosen: o == or(string(s.WhileStopped), "keep"),
		})
	}
	deadline := d.setting("deadline", engine.DurationField, "")
	deadline.Amount, deadline.Unit = lengthParts(s.Deadline)
	if deadline.Amount == "" {
		deadline.Hint = document.FormatDuration(engine.DefaultDeadline)
	}
	about := d.setting("description", engine.PlainField, def.Description)
	about.Scope = "description"
	view.Fields = []FieldView{about, d.setting("time_zone", engine.PlainField, s.TimeZone), stopped, concurrency, lane, deadline}
	view.Labels = d.setting("labels", engine.PlainField, strings.Join(def.Labels, ", "))
	view.Labels.Scope = "labels"
	return view
}

func (d *Draft) setting(name string, kind engine.FieldType, value string) FieldView {
	at := "settings/" + name
	return FieldView{Kind: kind, Scope: at, Plain: d.Plain, FieldView: part.FieldView{
		ID: anchor(at) + ".c", Name: name, Label: d.Voice.T("editor.setting." + name), Help: d.Voice.T("editor.setting.help." + name),
		Value: value, Optional: true, Readonly: d.Plain, Error: d.errorAt(at),
	}}
}

// labels are texts with commas between, as the document has them.
func labels(value json.RawMessage) json.RawMessage {
	var s string
	if json.Unmarshal(value, &s) != nil {
		return value
	}
	var all []string
	for one := range strings.SplitSeq(s, ",") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, quote(one))
		}
	}
	return json.RawMessage("[" + strings.Join(all, ",") + "]")
}
