package ui

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"stanok/engine"
	"stanok/ui/page/editor"
)

// connectDraft leads to the form of a connection that the draft names and that
// does not exist: the one that is wanted, else the next. The form comes back
// here, so that all are asked for one after another, and then the editor.
func (u *UI) connectDraft(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	want := c.QueryParam("want")
	if s, ok := u.service(c.QueryParam("service")); ok {
		return c.Redirect(http.StatusSeeOther, "/connections/new?"+url.Values{"for": {s.Name}, "back": {b.Href(b.At)}}.Encode())
	}
	if c.QueryParams().Has("back") && c.QueryParam("connection") != want { // not made, or under another name
		return c.Redirect(http.StatusSeeOther, b.Href(b.At))
	}
	next, ok := unconnected(b.Problems, want)
	if !ok {
		return c.Redirect(http.StatusSeeOther, b.Href(b.At))
	}
	name := next.Args["name"]
	back := b.Home() + "/connect?" + url.Values{"at": {b.At}, "want": {name}, "back": {"1"}}.Encode()
	q := url.Values{"name": {name}, "back": {back}}
	if next.Field == "source.with.signature.connection" {
		q.Set("for", "fields")
		q["needs"] = editor.SignatureSecrets(b.Definition.Source.With)
	}
	if of := u.serviceFor(b, next, name); of != "" && !q.Has("needs") {
		q.Set("for", of)
		q["shows"] = u.spokenOf(b, of, name)
	}
	return c.Redirect(http.StatusSeeOther, "/connections/new?"+q.Encode())
}

// serviceFor is the service that a missing connection is to be for: that of the
// action, or the one of the connection's name; "" for none.
func (u *UI) serviceFor(b *bench, p engine.Problem, name string) string {
	for _, n := range b.Definition.Nodes {
		if spec, _ := u.Engine.Spec(n.Type); n.ID == p.Node && spec.Service != "" {
			return spec.Service
		}
	}
	if s, ok := u.service(name); ok && s.Connected {
		return s.Name
	}
	return ""
}

// spokenOf are the entries of a service that the draft itself reads of a connection
// to it: who wrote down that the address is the connection's wants to see which.
func (u *UI) spokenOf(b *bench, service, name string) (entries []string) {
	s, _ := u.service(service)
	for _, n := range b.Definition.Nodes {
		var with struct{ Connection string }
		if json.Unmarshal(n.With, &with) != nil || with.Connection != name {
			continue
		}
		for _, e := range s.Entries {
			spoken := regexp.MustCompile(`\bconnection\.` + regexp.QuoteMeta(e.Name) + `\b`)
			if !e.Secret && !slices.Contains(entries, e.Name) && spoken.Match(n.With) {
				entries = append(entries, e.Name)
			}
		}
	}
	return entries
}

// unconnected is the problem of a connection that does not exist: of the one with a
// name if there is one, else the first.
func unconnected(all engine.Problems, name string) (engine.Problem, bool) {
	var first engine.Problem
	for _, p := range all {
		if p.Code == "connection.missing" && (first.Code == "" || p.Args["name"] == name) {
			first = p
		}
	}
	return first, first.Code != ""
}
