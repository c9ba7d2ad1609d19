package product

import (
	"encoding/json"
	"net/http"
	"strings"

	"stanok/tools/e2e/browser"
)

// Add stores a processing, given as YAML, and returns its id.
func (w *World) Add(document string) string {
	w.t.Helper()
	var p struct {
		ID string `json:"id"`
	}
	w.Call(http.MethodPost, "/processings", document, &p)
	return p.ID
}

// Call calls a route of the API as the administrator: with YAML for a processing,
// else with JSON. The answer is read into out, unless that is nil.
func (w *World) Call(method, path, body string, out any) {
	w.t.Helper()
	kind := "application/json"
	if body != "" && !strings.HasPrefix(strings.TrimSpace(body), "{") {
		kind = "application/yaml"
	}
	if err := w.API.Call(method, path, kind, []byte(body), out); err != nil {
		w.t.Fatal(err)
	}
}

// Person adds somebody who may build processings, and opens a tab for them,
// signed in.
func (w *World) Person(name, email string) *browser.Page {
	w.t.Helper()
	person, err := json.Marshal(map[string]string{"name": name, "email": email, "role": "editor", "password": OwnerPassword})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Call(http.MethodPost, "/users", string(person), nil)
	return w.signIn(email)
}

// Link is where a processing takes data.
func (w *World) Link(id string) string {
	w.t.Helper()
	var p struct {
		Link string `json:"webhook_url"`
	}
	w.Call(http.MethodGet, "/processings/"+id, "", &p)
	_, path, _ := strings.Cut(p.Link, "/hook/")
	return w.URL + "/hook/" + path
}

// Draft is what is stored of a processing.
type Draft struct {
	Name    string
	Source  map[string]any
	Actions []Action
}

// Action is one action of a draft.
type Action struct {
	ID, Type, Title string
	With            map[string]any
	Branches        map[string][]Action
}

// Draft reads a processing's draft.
func (w *World) Draft(id string) Draft {
	w.t.Helper()
	var p struct{ Document Draft }
	w.Call(http.MethodGet, "/processings/"+id, "", &p)
	return p.Document
}

// Text is a processing's draft as it is stored.
func (w *World) Text(id string) string {
	w.t.Helper()
	var p struct{ Document json.RawMessage }
	w.Call(http.MethodGet, "/processings/"+id, "", &p)
	return string(p.Document)
}

// Order is the order of a draft's outermost actions.
func (d Draft) Order() string {
	var ids []string
	for _, a := range d.Actions {
		ids = append(ids, a.ID)
	}
	return strings.Join(ids, " ")
}

// Action is the action of an id, also one in a branch; nil if there is none.
func (d Draft) Action(id string) *Action { return find(d.Actions, id) }

func find(all []Action, id string) *Action {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
		for _, branch := range all[i].Branches {
			if found := find(branch, id); found != nil {
				return found
			}
		}
	}
	return nil
}

// With is a setting of an action; nil if there is none.
func (d Draft) With(id, key string) any {
	if a := d.Action(id); a != nil {
		return a.With[key]
	}
	return nil
}

// Open opens the editor of a processing with a node at hand, and waits until its
// islands are there.
func Open(p *browser.Page, id, at string) {
	p.Go("/p/" + id + "?at=" + at)
	p.Until("the islands to be there", `() => ["st-ops", "st-chips", "st-chain"].every((name) => customElements.get(name))`)
}

// Saved waits until the server has everything that was done in a tab.
func Saved(p *browser.Page) { p.Numbers("st-ops:not([data-unsaved])", 1) }
