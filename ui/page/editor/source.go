package editor

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/ui/part"
)

// EntryView is something that can be chosen: a source, or an action to add.
type EntryView struct {
	Type   string
	Name   string
	Of     string // what it calls the service, where that is not said above
	Hint   string
	Icon   string
	Kind   string
	Op     string
	TestID string
}

// sources are the kinds of source to choose from, the usual ones first.
func (d *Draft) sources() []EntryView {
	first := []string{"webhook", "schedule", "manual", "call", "failure"}
	types := first
	for name := range d.Specs.Sources {
		if !slices.Contains(first, name) {
			types = append(types, name)
		}
	}
	slices.Sort(types[len(first):])
	var all []EntryView
	for _, typ := range types {
		spec, known := d.Specs.Sources[typ]
		if !known {
			continue
		}
		all = append(all, EntryView{
			Type: typ, Name: d.typeName(typ), Hint: d.hint(typ), Icon: icon(typ), Kind: "source", TestID: "source-" + spec.Type,
			Op: setOp(Source, map[string]any{"type": typ, "with": starting(typ)}),
		})
	}
	return all
}

// starting is the config that a source begins with.
func starting(typ string) map[string]any {
	if typ == "schedule" {
		return map[string]any{"cron": "0 9 * * 1-5"}
	}
	return map[string]any{}
}

// WebhookView is the link, what came to it, and what it expects.
type WebhookView struct {
	Link     string
	Params   FieldView
	Table    []ParamRowView
	Blank    ParamRowView
	Scope    string
	Found    []ParamView // came with a sample, and are in no row
	Samples  []SampleView
	Last     string // when the last one came; "" if none did
	HowTo    string // address of the how-to
	Methods  FieldView
	Answer   FieldView
	Signed   SignatureView
	Rest     []FieldView
	Try      string // address that sends a test to the link
	AddFound string // op that adds what came as rows
	Plain    bool
}

// ParamRowView is one parameter that a link expects.
type ParamRowView struct {
	Name, Title, Example, Value string
	Required                    bool
	In, Kind                    []part.OptionView
	ID                          string
	N                           int
}

// webhook draws the panel of a link.
func (d *Draft) webhook(with object) WebhookView {
	fields := d.fields(d.spec(d.At).Fields, with)
	view := WebhookView{
		Link: d.Link, Scope: "source/with/params", Params: one(fields, "params"), Samples: d.Values.Samples,
		HowTo: d.Home() + "/howto", Try: d.Home() + "/send", Plain: d.Plain, Methods: d.methods(one(fields, "methods"), with),
		Answer: one(fields, "answer"), Signed: d.signature(one(fields, "signature"), with),
		Rest: without(fields, "methods", "params", "answer", "signature"),
	}
	if len(view.Samples) > 0 {
		view.Last = view.Samples[0].When
	}
	seen := map[string]ParamView{}
	for _, p := range d.Values.Params {
		seen[p.Name] = p
	}
	given := with.list("params")
	named := map[string]bool{}
	for i, raw := range given {
		row := d.paramRow(read(raw), i)
		row.Value = seen[row.Name].Value
		named[row.Name] = true
		view.Table = append(view.Table, row)
	}
	view.Blank = d.paramRow(object{}, len(given))
	for _, p := range d.Values.Params {
		if !named[p.Name] {
			view.Found = append(view.Found, p)
		}
	}
	view.AddFound = addFound(given, view.Found)
	return view
}

// addFound adds what came with a sample to the rows.
func addFound(given []json.RawMessage, found []ParamView) string {
	var rows []any
	for _, raw := range given {
		rows = append(rows, raw)
	}
	for _, p := range found {
		row := map[string]any{"name": p.Name}
		if p.Kind != "" && p.Kind != "text" {
			row["type"] = p.Kind
		}
		if p.Value != "" {
			row["example"] = clip(p.Value, 100)
		}
		rows = append(rows, row)
	}
	return setOp("source/with/params", rows)
}

func (d *Draft) paramRow(with object, i int) ParamRowView {
	row := ParamRowView{
		Name: with.text("name"), Title: with.text("title"), Example: with.text("example"), Required: with.yes("required"),
		ID: "param." + strconv.Itoa(i), N: i + 1,
	}
	for _, in := range []string{"any", "query", "form", "json", "header"} {
		row.In = append(row.In, part.OptionView{Value: in, Label: d.Voice.T("editor.in." + in), Chosen: in == or(with.text("in"), "any")})
	}
	for _, k := range []string{"text", "number", "boolean", "object", "list", "any"} {
		row.Kind = append(row.Kind, part.OptionView{Value: k, Label: d.optionLabel(k), Chosen: k == or(with.text("type"), "text")})
	}
	return row
}

// methods are the usual sets of methods to choose from.
func (d *Draft) methods(f FieldView, with object) FieldView {
	sets := []string{`["GET","POST"]`, `["POST"]`, `["GET"]`, `["GET","POST","PUT","PATCH","DELETE"]`}
	now := strings.Join(strings.Fields(string(with.of["methods"])), "")
	if now == "" {
		now = sets[0]
	}
	if !slices.Contains(sets, now) {
		sets = append(sets, now)
	}
	for _, s := range sets {
		label := strings.NewReplacer(`"`, "", "[", "", "]", "", ",", ", ").Replace(s)
		f.Options = append(f.Options, part.OptionView{Value: s, Label: label, Chosen: s == now})
	}
	return f
}

// weekdays in the order of a week, as timetables number them.
var weekdays = []string{"1", "2", "3", "4", "5", "6", "0"}

// moment says a tick in a zone.
func (d *Draft) moment(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return d.Voice.T("editor.weekday."+strconv.Itoa(int(t.Weekday()))) + ", " + d.Voice.Date(t) + ", " + t.Format("15:04")
}

// panel is the address of the panel, where a sample is chosen.
func (w WebhookView) panel() string {
	home, _ := strings.CutSuffix(w.HowTo, "/howto")
	return home + "/panel?at=" + Source
}

// contract is the address of the page for who connects another program.
func (w WebhookView) contract() string {
	home, _ := strings.CutSuffix(w.HowTo, "/howto")
	return home + "/contract"
}
