package ui

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/draft"
	"stanok/engine/trial"
	"stanok/ui/page/editor"
	"stanok/ui/part"
)

// fillValues adds what passed through the draft, for those who may see it.
func (u *UI) fillValues(ctx context.Context, c *call, b *bench) {
	b.hint()
	if !c.seesValues() {
		b.Values.Hidden = true
		return
	}
	b.Values.AsText = u.asText(c)
	b.Values.Side = c.QueryParam("side")
	b.Values.Sheet = c.QueryParam("sheet")
	if c.QueryParams().Has("at") {
		b.Values.Open = "panel"
	}
	samples := u.fillSamples(ctx, c, b)
	b.fillCarry()
	b.fillTrees()
	b.fillNode()
	u.fillLookup(c, b)
	u.fillProof(ctx, c, b)
	u.fillKept(ctx, c, b)
	b.Values.Result = u.lastResult(c, b)
	if s := b.source().Schedule; s != nil && s.Next != nil { // of a half-said one there are no ticks
		b.Values.Ticks = u.coming(b.Processing, s)
		if now := u.Clock.Now(); s.Shifts != nil {
			b.Values.Shifts = s.Shifts(now, now.AddDate(1, 0, 0))
		}
	}
	for _, f := range b.known.Found(samples) {
		if f.In != "header" && !f.Reserved {
			b.Values.Params = append(b.Values.Params, editor.ParamView{Name: f.Name, In: f.In, Kind: string(f.Kind), Value: f.Example})
		}
	}
}

// hint sorts what is to be looked at before a run into errors and hints.
func (b *bench) hint() {
	for _, check := range b.known.Checks() {
		if check.Hint {
			b.Hints = append(b.Hints, check.Problem)
		} else {
			b.Problems = append(b.Problems, check.Problem)
		}
	}
}

func (b *bench) source() engine.PreparedSource { return b.known.Plan.Source }

// fillSamples offers the samples there are, and returns them.
func (u *UI) fillSamples(ctx context.Context, c *call, b *bench) []trial.Sample {
	all, err := u.trials().Samples(ctx, b.known)
	if err != nil {
		u.Log.Warn("samples not read", "processing", b.Processing.ID, "err", err)
		return nil
	}
	v, now := u.voice(c), u.now(c)
	b.Values.Sample = b.known.Sample.ID
	b.Values.Waiting = c.awaits(b.known)
	_, b.Values.Changeable = b.known.Input()
	if len(all) > 0 {
		b.Values.Added, b.Values.Gone = b.known.Changed(all[0])
	}
	for i, s := range all {
		name := []string{}
		if s.Method != "" {
			name = append(name, s.Method)
		}
		for _, p := range s.Params {
			name = append(name, p.Name+" "+p.Text)
		}
		b.Values.Samples = append(b.Values.Samples, editor.SampleView{
			Refused: u.unbegun(c, s.Verdict, s.Args), ID: s.ID, Name: strings.Join(name, ", "), When: v.Moment(s.At.In(c.zone), now),
			Chosen: s.ID == b.known.Sample.ID, New: i == 0 && s.Operation == "", Old: s.Age(now) > oldSample,
		})
	}
	return all
}

// oldSample is how old a sample may be before it may not be like new data any more.
const oldSample = 30 * 24 * time.Hour

// unbegun says why a request began no operation, if it was refused.
func (u *UI) unbegun(c *call, verdict string, args map[string]string) string {
	if !u.Texts.Has(verdict) {
		return ""
	}
	say, _ := u.Texts.Say(c.lang, verdict, args)
	return say
}

// fillCarry says on the thread behind each node what passed it.
func (b *bench) fillCarry() {
	b.Values.Carry = map[string]part.CarryView{}
	b.Values.Failed = map[string]bool{}
	if g, ok := b.known.Group("", editor.Source); ok && g.Known {
		b.Values.Carry[editor.Source] = b.came(g.Tree(false))
	}
	for _, n := range b.Definition.Nodes {
		if o, ok := b.known.Last(n.ID); ok && o.Step.State == engine.StepFailed {
			b.Values.Failed[string(n.ID)] = true
			continue
		}
		if o, ok := b.known.Output(n.ID); ok {
			b.Values.Carry[string(n.ID)] = b.gave(string(n.ID), b.known.TreeOf(o))
		}
	}
}

// gave is what tells what an action gave: of a service, one of the values that its
// connector has words for, in these words.
func (b *bench) gave(id string, t trial.Tree) part.CarryView {
	var names []string
	titles := map[string]string{}
	for _, o := range b.Outputs(id) {
		if r, ok := t.Row("[" + strconv.Quote(o.Name) + "]"); ok && r.Kind != trial.Object && r.Kind != trial.List {
			names = append(names, o.Name)
			titles[o.Name] = o.Title
		}
	}
	view := carried(t, "", names)
	if title := titles[view.Name]; title != "" {
		view.Name = title
	}
	return view
}

// came is what tells an event from others: a parameter that the source expects,
// else one of what was sent that is called an id, else the first.
func (b *bench) came(t trial.Tree) part.CarryView {
	if names := b.params(); len(names) > 0 {
		return carried(t, "", names)
	}
	for _, path := range sent {
		rows, _ := t.Branch(path, 0)
		var ids []string
		for _, r := range rows.Rows {
			if r.Name == "id" || strings.HasSuffix(r.Name, "_id") {
				ids = append(ids, r.Name)
			}
		}
		if len(rows.Rows) > 0 {
			return carried(t, path, ids)
		}
	}
	return carried(t, "", nil)
}

// sent are where in an event stands what someone sent with it.
var sent = []string{`["query"]`, `["form"]`, `["json"]`}

// params are the names of what the source expects.
func (b *bench) params() []string {
	var with struct {
		Params []struct{ Name string }
	}
	_ = json.Unmarshal(b.Definition.Source.With, &with) // of a draft; what cannot be read has none
	var names []string
	for _, p := range with.Params {
		names = append(names, p.Name)
	}
	return names
}

// carried is the first telling value of an output, or of what stands there under
// a path. Those of first names come before others.
func carried(t trial.Tree, path string, first []string) part.CarryView {
	rows, ok := t.Branch(path, 0)
	if !ok {
		row, ok := t.Row("")
		return part.CarryView{Value: row.Preview, Nothing: !ok}
	}
	var best *trial.Row
	for _, name := range first {
		for i := range rows.Rows {
			if r := &rows.Rows[i]; best == nil && r.Name == name && !r.Secret && r.Preview != "" {
				best = r
			}
		}
	}
	named := best != nil
	for i := range rows.Rows {
		r := &rows.Rows[i]
		if r.Kind == trial.Object || r.Kind == trial.List || r.Secret || r.Preview == "" {
			continue
		}
		if best == nil || r.Name == "status" && !named {
			best = r
		}
	}
	if best == nil {
		return part.CarryView{Name: strconv.Itoa(len(rows.Rows))}
	}
	view := part.CarryView{Name: best.Name, Value: quoted(*best)}
	if n := len(rows.Rows) - 1; n > 0 {
		view.More = "+" + strconv.Itoa(n)
	}
	return view
}

// quoted is a value's preview; texts are in quotes, so that "1" is told from 1.
func quoted(r trial.Row) string {
	s := r.Preview
	if r.Cut {
		s += "…"
	}
	if r.Kind == trial.Text && !r.Secret {
		return `"` + s + `"`
	}
	if r.Kind == trial.Null {
		return "null"
	}
	return s
}

// fillNode adds what the fields of the node at hand give with the sample.
func (b *bench) fillNode() {
	id := engine.NodeID(b.At)
	b.Values.Preview = map[string]editor.PreviewView{}
	for _, missing := range b.known.Missing(id) {
		b.Values.Before = append(b.Values.Before, string(missing))
	}
	if b.At == editor.Source {
		id = trial.SourceID
	}
	for _, f := range b.Panel().Texts() {
		view := editor.PreviewView{}
		if b.known.Sample.ID != "" && f.Value != "" && f.Place != "json" {
			p := b.known.Preview(id, field(f.Scope), trial.Place(f.Place), f.Value)
			view.Text, view.Problem = editor.Clip(p.Text), b.told(p.Problem)
		}
		b.Values.Preview[f.Scope] = view
	}
	b.fillHeaders(id)
	switch n := b.known.Plan.Node(id); n.Type {
	case "json.compose":
		var with struct{ Template string }
		if json.Unmarshal(n.With, &with) == nil && with.Template != "" {
			if made := b.known.Compose(id, "with.template", with.Template); made.Problem == nil {
				b.Values.Whole = made.Text
			}
		}
	case "loop":
		b.fillLoop(id)
	}
	if trial.SpotOf(b.Specs.Actions[b.known.Plan.Node(id).Type]) != "" {
		b.fillParsed(id, b.known.Plan.Node(id).With)
	}
}

// composeCookie holds whether templates are shown as text.
const composeCookie = "stanok_compose"

// asText reports whether templates are shown as text: as chosen now, or last.
func (u *UI) asText(c *call) bool {
	view := c.QueryParam("view")
	switch view {
	case "form", "text":
		c.setCookie(composeCookie, view)
	default:
		view = c.cookie(composeCookie)
	}
	return view == "text"
}

// fillKept finds, of a template that is no JSON now, the newest text that was.
func (u *UI) fillKept(ctx context.Context, c *call, b *bench) {
	n := b.known.Plan.Node(b.node())
	var with struct{ Template string }
	if n.Type != "json.compose" || json.Unmarshal(n.With, &with) != nil {
		return
	}
	if _, ok := editor.ReadTemplate(with.Template); ok {
		return
	}
	log, err := u.Store.ListEdits(ctx, c.ws, b.Processing.ID, 0, 0)
	if err != nil {
		u.Log.Warn("edits not read", "processing", b.Processing.ID, "err", err)
	}
	at := draft.Scope("actions", b.At, "with", "template")
	for _, e := range log {
		var text string
		if e.Scope != at || json.Unmarshal(e.Before, &text) != nil {
			continue
		}
		if _, ok := editor.ReadTemplate(text); ok {
			b.Values.Kept = text
			return
		}
	}
}

// told is a problem in words; "" for none.
func (b *bench) told(p *engine.Problem) string {
	if p == nil {
		return ""
	}
	say, try := b.Say(p.Code, p.Args)
	return strings.TrimSpace(say + " " + try)
}

// fillHeaders says which header would be refused with the sample at hand: of rows
// nothing else shows what they give.
func (b *bench) fillHeaders(id engine.NodeID) {
	if b.known.Sample.ID == "" {
		return
	}
	for _, f := range b.Panel().Fields {
		for _, row := range f.Rows.Rows {
			if f.Place != string(trial.HeaderPlace) || !f.Rows.Pairs {
				continue
			}
			p := b.known.Preview(id, field(f.Scope)+"."+row[0].Value, trial.HeaderPlace, row[1].Value)
			if problem := b.told(p.Problem); problem != "" {
				b.Values.Preview[f.Scope] = editor.PreviewView{Problem: row[0].Value + ": " + problem}
				break
			}
		}
	}
}

// fillParsed adds what a parser's rows find, and what more there is to pick.
func (b *bench) fillParsed(id engine.NodeID, with json.RawMessage) {
	parsed := b.known.Parse(id, with)
	b.Values.Rows = make([]editor.ParsedView, len(parsed.Rows))
	var taken []string
	for i, r := range parsed.Rows {
		taken = append(taken, r.Name)
		row := trial.Row{Kind: r.Kind, Preview: r.Preview, Cut: r.Cut, Secret: r.Secret}
		if r.Kind == trial.Object || r.Kind == trial.List {
			row.Preview = strconv.Itoa(r.Count)
		}
		if parsed.Known {
			b.Values.Rows[i] = editor.ParsedView{Value: quoted(row), Missing: r.Missing}
		}
	}
	if parsed.Problem != nil || !parsed.Known || parsed.Value == nil {
		return
	}
	t := parsed.Tree()
	if path, ok := t.Worth(); ok {
		fields, _ := t.Fields(path, taken)
		for _, f := range fields {
			b.Values.Answer = append(b.Values.Answer, editor.PickView{Name: f.Name, Path: f.Path})
		}
	}
}

// field is a scope as problems name it.
func field(scope string) string {
	_, below, _ := strings.Cut(scope, "/")
	if rest, isAction := strings.CutPrefix(scope, "actions/"); isAction {
		_, below, _ = strings.Cut(rest, "/")
	}
	return strings.ReplaceAll(below, "/", ".")
}
