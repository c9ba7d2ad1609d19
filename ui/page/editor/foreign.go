package editor

import (
	"encoding/json"
	"net/url"
	"strings"

	"stanok/engine"
	"stanok/engine/foreign"
)

// ForeignView is what a text of another program holds.
type ForeignView struct {
	Post    string // where the text is read
	Wrong   string
	Count   int
	All     []ForeignChoice
	Preview ForeignPreview
}

// ForeignChoice is one request of several.
type ForeignChoice struct {
	Number             int
	Method, Host, Path string
	Name               string
}

// Title is what the request is called, or else where it goes.
func (c ForeignChoice) Title() string { return or(c.Name, c.Path) }

// ForeignPreview is what a request becomes.
type ForeignPreview struct {
	Number  int
	Actions []ForeignAction
	Holes   []string // names of what is still to be filled in
	Secret  string   // name of a value that should be in a connection
}

// ForeignAction is an action that would be added.
type ForeignAction struct{ Icon, Kind, Name, Text string }

// Query is a place as addresses have it.
func (p Place) Query() string {
	return url.Values{"parent": {p.Parent}, "branch": {p.Branch}, "after": {p.After}}.Encode()
}

// mostForeign is how many requests are listed; the rest is found by searching.
const mostForeign = 100

// ForeignChoices are the requests in which a query is found.
func ForeignChoices(all []foreign.Request, query string) []ForeignChoice {
	find := engine.Fold(strings.TrimSpace(query))
	var found []ForeignChoice
	for i, r := range all {
		one := ForeignChoice{Number: i, Method: r.Method, Name: r.Name}
		_, rest, _ := strings.Cut(r.URL, "://")
		one.Host, one.Path, _ = strings.Cut(rest, "/")
		one.Path = "/" + one.Path
		if strings.Contains(engine.Fold(r.Name+" "+r.Method+" "+r.URL), find) && len(found) < mostForeign {
			found = append(found, one)
		}
	}
	return found
}

// ForeignPreview says what a request becomes.
func (d *Draft) ForeignPreview(r foreign.Request, number int, made []foreign.Made) ForeignPreview {
	p := ForeignPreview{Number: number, Holes: r.Holes}
	for _, m := range made {
		a := ForeignAction{Icon: d.icon(m.Type), Kind: "json", Name: d.typeName(m.Type)}
		with := read(m.With)
		switch m.Type {
		case "http.request":
			a.Kind, a.Name, a.Text = "http", or(m.Title, a.Name), with.text("method")+" "+clip(with.text("url"), 80)
			p.Secret = secretOf(with)
		case "json.parse":
			for _, f := range with.list("fields") {
				a.Text = clip(strings.TrimPrefix(a.Text+", "+read(f).text("name"), ", "), 80)
			}
		default:
			a.Text = clip(with.text("template"), 80)
		}
		p.Actions = append(p.Actions, a)
	}
	return p
}

// Adding is an action as a change adds it at a place.
func Adding(at Place, m foreign.Made) json.RawMessage {
	raw, _ := json.Marshal(map[string]any{"at": at, "action": m}) // of texts and JSON
	return raw
}
