package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/ui/page/history"
	"stanok/ui/words"
)

// Bounds of what a person may keep.
const (
	maxViews    = 30
	maxViewName = 60
)

// givenViews are everybody's.
var givenViews = []struct{ name, query string }{
	{"all", ""}, {"failed", "state=failed&state=uncertain"}, {"waiting", "state=waiting"}, {"slow", "slow=10s"},
}

// historyViews are the views there are: those given, the caller's own, and what
// others share.
func (u *UI) historyViews(c *call, v words.Voice, q historyQuery) (all []history.ViewLink) {
	here := q.values().Encode()
	add := func(l history.ViewLink, query string) {
		parsed, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		l.Href, l.On = withQuery(q.path(), parsed), parsed.Encode() == here
		all = append(all, l)
	}
	for _, g := range givenViews {
		add(history.ViewLink{Text: v.T("history.view." + g.name), TestID: "view-" + g.name}, g.query)
	}
	if c.visit == nil {
		return all
	}
	people, err := u.Store.ListPeople(c.Request().Context(), c.ws)
	if err != nil {
		return all
	}
	for _, p := range people {
		for _, one := range p.Views {
			if mine := p.ID == c.visit.Person.ID; mine || one.Shared {
				l := history.ViewLink{Text: one.Name, TestID: "view-own", Name: one.Name, Mine: mine}
				if !mine {
					l.Of = p.Name
				}
				add(l, one.Query)
			}
		}
	}
	return all
}

// keepView keeps the conditions of a list under a name, or forgets them.
func (u *UI) keepView(c *call) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	if c.visit == nil {
		return &engine.Error{Kind: engine.Denied, Code: "auth.person"}
	}
	name := clipRunes(strings.Join(strings.Fields(form.Get("name")), " "), maxViewName)
	query, err := url.ParseQuery(clipped(form.Get("query"), 2000))
	if err != nil || name == "" {
		return &engine.Error{Kind: engine.Invalid, Code: "request.parameter", Field: "name", Args: map[string]string{"name": "name"}}
	}
	err = u.amendMe(c, func(p *engine.Person) error {
		p.Views = slices.DeleteFunc(slices.Clone(p.Views), func(one engine.View) bool { return one.Name == name })
		if form.Get("do") == "forget" {
			return nil
		}
		if len(p.Views) >= maxViews {
			return &engine.Error{Kind: engine.Invalid, Code: "person.views"}
		}
		p.Views = append(p.Views, engine.View{Name: name, Query: query.Encode(), Shared: form.Get("shared") != ""})
		return nil
	})
	if err != nil {
		return err
	}
	to := back(c.Request())
	if to == "/" {
		to = withQuery("/ops", query)
	}
	return c.Redirect(http.StatusSeeOther, to)
}
