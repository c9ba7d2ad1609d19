package part

import (
	"encoding/json"
	"slices"
	"strconv"

	"stanok/ui/words"
)

// RailView is the way around the product: the rail on a wide screen, the bar at
// the foot of a phone.
type RailView struct {
	Current  string   // name of the place that is open: "processings"
	Allowed  []string // names of the places this person may see, in any order
	Unseen   int      // failures not yet looked at
	Person   string   // who is signed in; nobody if empty
	Theme    string   // system, light or dark
	Settings string   // address that takes language and theme
}

// place is an entry of the rail.
type place struct{ name, icon, href string }

var places = [][]place{
	{
		{"attention", "home", "/"},
		{"processings", "flow", "/p"},
		{"operations", "list", "/ops"},
		{"templates", "grid", "/templates"},
		{"connections", "plug", "/connections"},
		{"tables", "table", "/tables"},
		{"alerts", "bell", "/alerts"},
	},
	{
		{"users", "users", "/users"},
		{"settings", "gear", "/settings"},
		{"audit", "audit", "/audit"},
		{"health", "health", "/health"},
	},
}

// short are the places in the bar at the foot of a phone, as far as this person
// may see them.
func (r RailView) short() []place {
	all := []place{places[0][1], places[0][2], places[0][0], places[0][4]}
	all = slices.DeleteFunc(all, func(p place) bool { return !r.allows(p.name) })
	return all[:min(len(all), 3)]
}

// groups are the places this person may see.
func (r RailView) groups() [][]place {
	var all [][]place
	for _, group := range places {
		var some []place
		for _, p := range group {
			if r.allows(p.name) {
				some = append(some, p)
			}
		}
		if len(some) > 0 {
			all = append(all, some)
		}
	}
	return all
}

// Keys are the places that "g" and a letter lead to, as JSON.
func (r RailView) Keys() string {
	to := map[string]string{}
	for letter, name := range map[string]string{"p": "processings", "o": "operations", "c": "connections", "t": "templates", "m": "tables"} {
		if r.allows(name) {
			to[letter] = r.href(name)
		}
	}
	raw, err := json.Marshal(to)
	if err != nil {
		return "{}" // texts have a form in JSON
	}
	return string(raw)
}

func (r RailView) href(name string) string {
	for _, group := range places {
		for _, p := range group {
			if p.name == name {
				return p.href
			}
		}
	}
	return ""
}

func (r RailView) allows(name string) bool { return slices.Contains(r.Allowed, name) }

// Places lists the names of all places.
func Places() []string {
	var names []string
	for _, group := range places {
		for _, p := range group {
			names = append(names, p.name)
		}
	}
	return names
}

// unseen is the figure in the badge, which stays short.
func (r RailView) unseen() string {
	if r.Unseen > 999 {
		return "999+"
	}
	return strconv.Itoa(r.Unseen)
}

func languages(v words.Voice) []OptionView {
	var all []OptionView
	for _, l := range words.Languages {
		all = append(all, OptionView{Value: l, Label: v.T("language." + l), Chosen: l == v.Lang()})
	}
	return all
}

func themes(v words.Voice, chosen string) []OptionView {
	var all []OptionView
	for _, t := range []string{"system", "light", "dark"} {
		all = append(all, OptionView{Value: t, Label: v.T("theme." + t), Chosen: t == chosen})
	}
	return all
}
