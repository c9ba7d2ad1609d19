package ui

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/examples/template"
	"stanok/ui/page"
	"stanok/ui/page/editor"
	view "stanok/ui/page/template"
	"stanok/ui/part"
)

// templateScreen is what a template makes, before it is made.
func (u *UI) templateScreen(c *call) error {
	t, err := u.templateAsked(c)
	if err != nil {
		return err
	}
	variant, ok := t.Variant(c.QueryParam("document"))
	if !ok {
		return &engine.Error{Kind: engine.NotFound, Code: "template.missing"}
	}
	d, err := u.templateDraft(c, t, variant.Name)
	if err != nil {
		return err
	}
	v := u.voice(c)
	p := view.PreviewView{
		ID: t.ID, Title: t.Title.In(c.lang), Result: t.Result.In(c.lang), Minutes: t.Minutes, MayMake: c.role.Includes(engine.Editor),
		Variant: variant.Name, Chain: still(d.Chain()),
	}
	for _, one := range t.Documents {
		if len(t.Documents) > 1 {
			p.Variants = append(p.Variants, view.VariantView{
				Name: one.Name, Title: one.Title.In(c.lang), Help: one.Help.In(c.lang), Chosen: one.Name == variant.Name,
				Href: "/templates/" + t.ID + "?" + url.Values{"document": {one.Name}}.Encode(),
			})
		}
	}
	for _, need := range t.Prerequisites {
		title := u.serviceTitle(v, need.Service)
		if i := slices.IndexFunc(p.Needs, func(n view.NeedView) bool { return n.Service == title }); i >= 0 {
			p.Needs[i].Texts = append(p.Needs[i].Texts, need.Text.In(c.lang))
			continue
		}
		p.Needs = append(p.Needs, view.NeedView{Service: title, Texts: []string{need.Text.In(c.lang)}})
	}
	if r, ok := t.SampleOf(variant.Name); ok {
		p.How, p.Comes = r.Method, sampleFacts(d, r)
	}
	p.Sends = u.planned(d, t)
	return u.show(c, http.StatusOK, page.FrameView{Title: p.Title}, "templates", view.Preview(v, p))
}

// templateDraft is a document of a template as the editor would draw it.
func (u *UI) templateDraft(c *call, t template.Template, variant string) (*editor.Draft, error) {
	doc, err := document.Parse(t.Document(variant, c.lang))
	if err != nil {
		return nil, err
	}
	raw := doc.JSON()
	def, _ := u.Engine.Check(raw)
	return &editor.Draft{
		Processing: engine.Processing{Name: doc.Name(), Draft: raw}, Definition: def, Specs: editor.SpecsOf(u.Engine.Catalogue()),
		Voice: u.voice(c), At: "", Plain: true, Services: u.services(), Every: u.everywhere, Now: u.now(c),
		Say: func(code string, args map[string]string) (string, string) {
			if !u.Texts.Has(code) {
				return "", ""
			}
			return u.Texts.Say(c.lang, code, args)
		},
	}, nil
}

// still is a chain whose cards lead nowhere.
func still(chain part.ChainView) part.ChainView {
	chain.Plain, chain.Ops = true, false
	var all func(knots []part.KnotView)
	all = func(knots []part.KnotView) {
		for i := range knots {
			k := &knots[i]
			k.Still, k.Current, k.Plain, k.Link, k.Add, k.Menu = true, false, true, nil, nil, part.MenuView{}
			for j := range k.Ways {
				k.Ways[j].ID = "" // nothing is added there
				all(k.Ways[j].Knots)
			}
		}
	}
	all(chain.Knots)
	return chain
}

// sampleFacts are the first values of a sample request.
func sampleFacts(d *editor.Draft, r template.Request) (all []part.FactView) {
	const most = 16
	for _, name := range slices.Sorted(maps.Keys(r.Query)) {
		all = append(all, part.FactView{Name: name, Value: clipped(r.Query[name], 200)})
	}
	values, order := leaves(json.RawMessage(r.Body))
	for _, path := range order {
		all = append(all, part.FactView{Name: d.PathInWords(path), Value: clipped(values[path], 200)})
	}
	return all[:min(len(all), most)]
}

// hole is where a value goes in a text.
var hole = regexp.MustCompile(`\{\{\s*(.*?)\s*\}\}`)

// withNames is a text with names in the place of what goes there.
func withNames(text string) string { return hole.ReplaceAllString(text, "‹$1›") }

// planned are what a document sends, and where to, as far as it says.
func (u *UI) planned(d *editor.Draft, t template.Template) (all []view.SendView) {
	for _, s := range d.Sends() {
		n := nodeOf(d.Definition, s.ID)
		one := view.SendView{Bead: d.Bead(s.ID), Name: d.Name(s.ID), Where: u.whither(d, n, t.Connections)}
		if _, from, ok := composerOf(d.Definition, n); ok {
			one.Body = clipped(withNames(from), 4<<10)
		} else {
			for _, f := range settings(d, n) {
				one.Facts = append(one.Facts, part.FactView{Name: f.label, Value: clipped(withNames(f.text), 300)})
			}
		}
		all = append(all, one)
	}
	return all
}

func nodeOf(def engine.Definition, id string) engine.Node {
	i := slices.IndexFunc(def.Nodes, func(n engine.Node) bool { return string(n.ID) == id })
	if i < 0 {
		return engine.Node{}
	}
	return def.Nodes[i]
}

// whither says in words where a node sends to.
func (u *UI) whither(d *editor.Draft, n engine.Node, slots []template.Connection) string {
	var with struct{ Method, Connection string }
	_ = json.Unmarshal(n.With, &with)
	to := with.Connection
	for _, slot := range slots {
		if slot.Name == with.Connection {
			to = u.serviceTitle(d.Voice, slot.Service)
		}
	}
	if of := d.Specs.Actions[n.Type].Service; of != "" {
		to = u.serviceTitle(d.Voice, of)
	}
	return strings.TrimPrefix(strings.TrimSuffix(with.Method+", "+to, ", "), ", ")
}

// reads finds the action that a body is taken from.
var reads = regexp.MustCompile(`^\{\{\s*([a-z][a-z0-9_]*)\.(?:json|body)\s*\}\}$`)

// composerOf is the composer whose text a node sends, and its template.
func composerOf(def engine.Definition, n engine.Node) (id engine.NodeID, text string, ok bool) {
	var with struct{ Body struct{ From string } }
	if json.Unmarshal(n.With, &with) != nil {
		return "", "", false
	}
	m := reads.FindStringSubmatch(with.Body.From)
	if m == nil {
		return "", "", false
	}
	var of struct{ Template string }
	composer := nodeOf(def, m[1])
	if json.Unmarshal(composer.With, &of) != nil || of.Template == "" {
		return "", "", false
	}
	return composer.ID, of.Template, true
}

// setting is one text of a node's settings, as it is called and as it stands.
type setting struct{ name, label, text string }

// settings are the texts of a node's settings.
func settings(d *editor.Draft, n engine.Node) (all []setting) {
	var with map[string]any
	_ = json.Unmarshal(n.With, &with) // it was read once already
	for _, f := range d.Specs.Actions[n.Type].Fields {
		text, ok := with[f.Name].(string)
		if !ok || text == "" || f.Name == "connection" {
			continue
		}
		label := f.Name
		if said, _ := d.Say("field."+n.Type+"."+f.Name, nil); said != "" {
			label = said
		}
		all = append(all, setting{f.Name, label, text})
	}
	return all
}
