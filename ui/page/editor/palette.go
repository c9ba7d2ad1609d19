package editor

import (
	"slices"
	"strings"

	"stanok/engine"
	"stanok/ui/part"
	"stanok/ui/words"
)

// PaletteView is what can be added at a place.
type PaletteView struct {
	Search   string // address that narrows it
	Foreign  string // address that asks for what people have of a request
	Query    string
	Sections []SectionView
}

// SectionView is entries under a heading.
type SectionView struct {
	Title   string
	Text    string // what it is, of a service
	Entries []EntryView
}

// Place is where an action is added: behind another one in the same branch, or
// at the branch's beginning.
type Place struct {
	Parent string `json:"parent"`
	Branch string `json:"branch"`
	After  string `json:"after"`
}

// groups are the headings of the palette, in order.
var groups = []string{"http", "parser", "json", "compose", "data", "logic", "memory", "send"}

// Palette lists what can be added at a place, narrowed by what a person typed in
// any language.
func (d *Draft) Palette(at Place, query string, all *words.Words) PaletteView {
	p := PaletteView{Query: query}
	find := engine.Fold(strings.TrimSpace(query))
	if find == "" {
		if near := d.suggested(at); len(near) > 0 {
			p.Sections = append(p.Sections, SectionView{Title: d.Voice.T("palette.suggested"), Entries: near})
		}
	}
	var best []EntryView
	for _, group := range groups {
		s := SectionView{Title: d.Voice.T("palette.group." + group)}
		for _, typ := range d.typesOf(group) {
			for _, e := range d.entries(at, typ) {
				switch {
				case find == "":
					s.Entries = append(s.Entries, e)
				case d.matches(e, find, all):
					best = append(best, e)
				}
			}
		}
		if len(s.Entries) > 0 {
			p.Sections = append(p.Sections, s)
		}
	}
	for _, service := range d.Services {
		s := d.inService(at, service)
		if find == "" && len(s.Entries) > 0 {
			p.Sections = append(p.Sections, s)
			continue
		}
		for _, e := range s.Entries {
			if e.Of = service.Title; d.matches(e, find, all) {
				best = append(best, e)
			}
		}
	}
	if find != "" {
		slices.SortStableFunc(best, func(a, b EntryView) int { return d.rank(a, find, all) - d.rank(b, find, all) })
		if len(best) > 0 {
			p.Sections = []SectionView{{Title: d.Voice.T("palette.found"), Entries: best}}
		}
	}
	return p
}

// order is which of a group come first; the others follow by name.
var order = []string{"http.request", "json.parse", "xml.parse", "csv.parse", "form.parse", "html.parse", "text.match", "json.compose", "branch", "loop", "filter", "delay"}

func (d *Draft) typesOf(group string) []string {
	var types []string
	for name, spec := range d.Specs.Actions {
		if spec.Group == group {
			types = append(types, name)
		}
	}
	slices.SortFunc(types, func(a, b string) int {
		if x, y := place(a), place(b); x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return types
}

func place(typ string) int {
	if i := slices.Index(order, typ); i >= 0 {
		return i
	}
	return len(order)
}

// entries are the ways to add a type: a request to ask, and one to send.
func (d *Draft) entries(at Place, typ string) []EntryView {
	e := EntryView{Type: typ, Name: d.typeName(typ), Hint: d.hint(typ), Icon: d.icon(typ), Kind: part.Kind(d.Specs.Actions[typ].Group), TestID: "palette-" + typ}
	if typ != "http.request" {
		e.Op = d.addOp(at, typ, d.begin(typ, at))
		return []EntryView{e}
	}
	ask, send := e, e
	ask.Name, ask.Hint = d.Voice.T("palette.ask"), d.Voice.T("palette.ask.hint")
	ask.Op = d.addOp(at, typ, map[string]any{"method": "GET"})
	send.Name, send.Hint, send.TestID = d.Voice.T("palette.send"), d.Voice.T("palette.send.hint"), "palette-"+typ+"-send"
	send.Op = d.addOp(at, typ, d.sending(at))
	return []EntryView{ask, send}
}

func (d *Draft) addOp(at Place, typ string, with map[string]any) string {
	action := map[string]any{"type": typ}
	if len(with) > 0 {
		action["with"] = with
	}
	if at.After == Source {
		at.After = ""
	}
	return op("add", "", map[string]any{"at": at, "action": action})
}

// before is the action that one added at a place would follow.
func (d *Draft) before(at Place) engine.Node {
	id := at.After
	if id == "" || id == Source {
		id = at.Parent
	}
	return d.node(id)
}

// begin fills in what can be known of a new action from where it stands.
func (d *Draft) begin(typ string, at Place) map[string]any {
	if of := d.Specs.Actions[typ].Service; of != "" {
		return d.connected(of)
	}
	switch typ {
	case "json.parse", "xml.parse", "csv.parse", "form.parse", "html.parse", "text.match":
		if id := d.nearest(at, "http.request"); id != "" {
			return map[string]any{"from": "{{ " + id + ".body }}"}
		}
		return map[string]any{"from": "{{ source.body }}"}
	case "file.encode":
		for _, typ := range []string{"csv.compose", "xml.compose", "text.compose"} {
			if id := d.nearest(at, typ); id != "" {
				return map[string]any{"from": "{{ " + id + ".text }}"}
			}
		}
	case "branch":
		return map[string]any{"cases": []any{map[string]any{"name": "way_1"}}, "otherwise": true}
	}
	return nil
}

// sending is a request that sends what was composed before it.
func (d *Draft) sending(at Place) map[string]any {
	with := map[string]any{"method": "POST"}
	switch n := d.before(at); n.Type {
	case "xml.compose":
		with["headers"] = map[string]any{"Content-Type": "application/xml"}
		with["body"] = map[string]any{"kind": "text", "from": "{{ " + string(n.ID) + ".text }}"}
		return with
	case "file.encode":
		with["body"] = map[string]any{"kind": "file", "from": "{{ " + string(n.ID) + " }}"}
		return with
	}
	if id := d.nearest(at, "json.compose"); id != "" {
		with["body"] = map[string]any{"kind": "json", "from": "{{ " + id + ".json }}"}
	}
	return with
}

// nearest is the newest action of a type that comes before a place.
func (d *Draft) nearest(at Place, typ string) string {
	end := d.before(at).ID
	found := ""
	if end == "" {
		return ""
	}
	for _, n := range d.Definition.Nodes {
		if n.Type == typ {
			found = string(n.ID)
		}
		if n.ID == end {
			break
		}
	}
	return found
}

// suggested is what usually follows the action before a place.
func (d *Draft) suggested(at Place) []EntryView {
	var types []string
	pick := 0
	switch n := d.before(at); {
	case n.Type == "http.request" && !d.sends(n):
		types = []string{"json.parse"}
	case n.Type == "json.parse", n.Type == "xml.parse", n.Type == "form.parse", n.Type == "html.parse", n.Type == "text.match":
		types = []string{"json.compose", "branch"}
	case n.Type == "csv.parse", n.Type == "list.map":
		types = []string{"loop"}
	case n.Type == "json.compose", n.Type == "form.compose", n.Type == "xml.compose":
		types, pick = []string{"http.request"}, 1
	case n.Type == "":
		types = []string{"http.request"}
	}
	var all []EntryView
	for _, typ := range types {
		entries := d.entries(at, typ)
		e := entries[min(pick, len(entries)-1)]
		e.TestID = "suggest-" + strings.TrimPrefix(e.TestID, "palette-")
		all = append(all, e)
	}
	return all
}

// rank puts what is called so before what is only like it.
func (d *Draft) rank(e EntryView, find string, all *words.Words) int {
	for _, name := range append([]string{e.Name}, d.synonyms(e, all)...) {
		folded := engine.Fold(name)
		if folded == find || strings.HasPrefix(folded, find) {
			return 0
		}
	}
	return 1
}

func (d *Draft) matches(e EntryView, find string, all *words.Words) bool {
	for _, name := range append([]string{e.Name, e.Hint, e.Type}, d.synonyms(e, all)...) {
		folded := engine.Fold(name)
		if strings.Contains(folded, find) || len(find) > 3 && near(folded, find) {
			return true
		}
	}
	return false
}

// synonyms are what an entry is called in any language.
func (d *Draft) synonyms(e EntryView, all *words.Words) []string {
	names := d.serviceWords(e.Type)
	for _, lang := range words.Languages {
		v := all.In(lang)
		if key := "palette.words." + strings.TrimPrefix(e.TestID, "palette-"); v.Has(key) {
			for _, one := range strings.Split(v.T(key), ",") {
				names = append(names, strings.TrimSpace(one))
			}
		}
	}
	return names
}

// near reports whether one of the words of a text is typed with one mistake: a
// letter too many, too few, or another.
func near(text, find string) bool {
	for _, w := range strings.Fields(text) {
		if oneOff([]rune(w), []rune(find)) {
			return true
		}
	}
	return false
}

func oneOff(a, b []rune) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a)-len(b) > 1 {
		return false
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i < len(b) && slices.Equal(a[i+1:], b[i+1:]) || i == len(b)
	}
	return slices.Equal(a[i+1:], b[i:])
}
