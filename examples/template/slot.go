package template

import (
	"encoding/json"
	"slices"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
)

// place is where a config names a connection.
type place struct{ scope, name string }

// slot lists the scopes of a document in which a connection of a name stands.
func (t Template) slot(variant, name string) (scopes []string) {
	doc, err := document.Parse(t.Document(variant, "en"))
	if err != nil {
		return nil
	}
	def, _ := doc.Definition()
	for _, p := range places(def) {
		if p.name == name {
			scopes = append(scopes, p.scope)
		}
	}
	return scopes
}

// named lists the connections that a definition names.
func named(def engine.Definition) (names []string) {
	for _, p := range places(def) {
		if !slices.Contains(names, p.name) {
			names = append(names, p.name)
		}
	}
	return names
}

func places(def engine.Definition) (all []place) {
	var source struct {
		Signature struct{ Connection string }
	}
	if json.Unmarshal(def.Source.With, &source) == nil && source.Signature.Connection != "" {
		all = append(all, place{draft.Scope("source", "with", "signature", "connection"), source.Signature.Connection})
	}
	for _, n := range def.Nodes {
		var with struct{ Connection string }
		if json.Unmarshal(n.With, &with) == nil && with.Connection != "" {
			all = append(all, place{draft.Scope("actions", string(n.ID), "with", "connection"), with.Connection})
		}
	}
	return all
}

// Uses reports whether a document names a connection.
func (t Template) Uses(variant, connection string) bool { return len(t.slot(variant, connection)) > 0 }

// Asks reports whether a question of a document is asked beside a service.
func (t Template) Asks(variant, service string) bool {
	return slices.ContainsFunc(t.Questions, func(q Question) bool { return q.Page == service && q.For(variant) })
}

// ServicesOf are the services of a document, in the order of the flow: not those
// that only other documents connect to.
func (t Template) ServicesOf(variant string) []string {
	return slices.DeleteFunc(slices.Clone(t.Services), func(service string) bool {
		elsewhere := false
		for _, c := range t.Connections {
			if c.Service == service {
				if t.Uses(variant, c.Name) {
					return false
				}
				elsewhere = true
			}
		}
		return elsewhere
	})
}
