package editor

import (
	"net/url"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/part"
)

// PanelView is the form of the node at hand.
type PanelView struct {
	At       string
	Home     string
	Bead     part.BeadView
	Name     string
	TypeName string
	Title    string // as the document has it; "" for the type's name
	Source   bool
	Fields   []FieldView
	Retry    []FieldView
	OnError  FieldView
	Special  string // the type, where the form is not only its fields
	Note     string // the owner's
	Result   ResultView
	Test     string // address that tests the node
	TestText string // what is tested
	Sheet    string // of settings, input and output, what a narrow screen shows
	Help     string // address of the help
	Off      bool
	Sends    bool  // a test really sends something
	Place    Place // of what is added after it
	Later    LaterView
	Plain    bool

	Parser   ParserView
	Composer ComposerView
	Loop     *LoopView
	Request  RequestView
	Branch   BranchView
	Rules    RulesView
	Webhook  WebhookView
	Schedule ScheduleView
	Sources  []EntryView // to choose from, while there is no source
	Mood     string      // what the sample says about a condition
	Lookup   LookupView
	Callers  []CallerView
	Contract string // address of the page for who calls it
}

// Panel is the form of the node at hand.
func (d *Draft) Panel() PanelView {
	n, spec, with := d.node(d.At), d.spec(d.At), d.with(d.At)
	p := PanelView{
		At: d.At, Home: d.Home(), Bead: d.Bead(d.At), Name: d.Name(d.At), TypeName: d.typeName(spec.Type), Title: n.Title,
		Source: d.At == Source, Special: spec.Type, Note: n.Note, Result: d.Values.Result, Test: d.below("try"), TestText: d.testText(), Sheet: d.Values.sheet(),
		Help: d.below("help"), Off: n.Disabled, Plain: d.Plain, Fields: d.fields(spec.Fields, with),
	}
	if p.Source && d.Definition.Source.Type == "" {
		p.Sources = d.sources()
		return p
	}
	if !p.Source {
		p.OnError = d.onError(n)
		if spec.Group == "http" || n.Type == "email.send" || n.Retry.Attempts > 0 {
			p.Retry = d.retry(n) // what calls nobody gains nothing by being tried again
		}
		p.Place = Place{string(n.Parent), n.Branch, d.At}
		p.Later = d.later()
	}
	d.special(&p, n, with)
	return p
}

// special fills what only one type's panel has.
func (d *Draft) special(p *PanelView, n engine.Node, with object) {
	if spot := trial.SpotOf(d.spec(d.At)); spot != "" {
		p.Special, p.Parser = "parser", d.parser(spot, with)
	}
	switch p.Special {
	case "json.compose":
		p.Composer = d.composer(with)
	case "http.request":
		p.Request = d.requestView(p.Fields, with)
		p.Sends = p.Request.Sends
	case "email.send":
		p.Sends = true
	case "loop":
		p.Loop = d.Values.Loop
	case "branch":
		p.Branch = d.branch(with)
	case "filter":
		p.Rules = d.rules(with.text("when"), scope(d.At)+"/with/when")
	case "table.lookup":
		p.Fields, p.Lookup = d.lookup(p.Fields, with), d.Values.Lookup
	case "call":
		p.Callers, p.Contract = d.Callers, d.Home()+"/contract"
	case "webhook":
		p.Webhook = d.webhook(with)
	case "schedule":
		p.Schedule = d.schedule(with)
	}
}

// retry are the fields of an action's own repeats.
func (d *Draft) retry(n engine.Node) []FieldView {
	at := scope(d.At) + "/retry/"
	given := d.action(string(n.ID)).inside("retry")
	one := func(name string, kind engine.FieldType) FieldView {
		return FieldView{Kind: kind, Scope: at + name, Plain: d.Plain, Unit: "s", FieldView: part.FieldView{
			ID: anchor(at+name) + ".c", Name: "retry." + name, Label: d.Voice.T("editor.retry." + name), Optional: true,
			Readonly: d.Plain, Error: d.errorAt(at + name),
		}}
	}
	attempts, first, most := one("attempts", engine.NumberField), one("first", engine.DurationField), one("max", engine.DurationField)
	attempts.Value = given.text("attempts")
	first.Amount, first.Unit = durationParts(given.text("first"))
	most.Amount, most.Unit = durationParts(given.text("max"))
	return []FieldView{attempts, first, most}
}

// onError is what an action's failure means for the rest.
func (d *Draft) onError(n engine.Node) FieldView {
	at := scope(d.At) + "/on_error"
	return FieldView{Kind: engine.ChoiceField, Scope: at, Plain: d.Plain, FieldView: part.FieldView{
		ID: anchor(at) + ".c", Name: "on_error", Label: d.Voice.T("editor.on_error"), Readonly: d.Plain,
	}, Options: []part.OptionView{
		{Value: "", Label: d.Voice.T("editor.on_error.fail"), Chosen: n.OnError != engine.Continue},
		{Value: "continue", Label: d.Voice.T("editor.on_error.continue"), Chosen: n.OnError == engine.Continue},
	}}
}

// pages are those of the panel on a narrow screen. A source gives nothing else than
// what it received.
func (p PanelView) pages() []string {
	if p.Source {
		return []string{"settings", "input"}
	}
	return []string{"settings", "input", "output"}
}

// pageWord is the key of what a page is called.
func (p PanelView) pageWord(name string) string {
	switch {
	case name == "settings":
		return "editor.tab.settings"
	case p.Source:
		return "editor.received"
	}
	return "editor." + name
}

// page is the address of the page of that name.
func (p PanelView) page(name string) string {
	q := url.Values{"at": {p.At}}
	if name != "settings" {
		q.Set("side", name)
		q.Set("sheet", name)
	}
	return p.Home + "?" + q.Encode()
}

// pick adds a parser of the answer after the action.
func (p PanelView) pick() string {
	return op("add", "", map[string]any{
		"at":     p.Place,
		"action": map[string]any{"type": "json.parse", "with": map[string]any{"from": "{{ " + p.At + ".body }}"}},
	})
}

// chosen is the label of the option in force.
func (f FieldView) chosen() string {
	for _, o := range f.Options {
		if o.Chosen {
			return o.Label
		}
	}
	return ""
}

// Texts are the panel's fields that take parameters and have a scope, wherever
// they stand.
func (p PanelView) Texts() []FieldView {
	var all []FieldView
	var walk func([]FieldView)
	walk = func(fields []FieldView) {
		for _, f := range fields {
			if f.chips() && f.Scope != "" {
				all = append(all, f)
			}
			walk(f.Inner)
		}
	}
	walk(p.Fields)
	return all
}
