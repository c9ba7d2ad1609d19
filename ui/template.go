package ui

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"stanok/engine"
	"stanok/examples/template"
	"stanok/ui/page"
	view "stanok/ui/page/template"
	"stanok/ui/part"
	"stanok/ui/words"
)

// templateScreens are the gallery of templates, and the wizard that fills one in.
var templateScreens = []route{
	{"GET", "/templates", engine.Viewer, (*UI).templatesScreen},
	{"GET", "/templates/:template", engine.Viewer, (*UI).templateScreen},
	{"POST", "/templates/:template", engine.Editor, (*UI).makeTemplate},
	{"GET", "/templates/:template/:id/:step", engine.Editor, (*UI).wizardScreen},
	{"POST", "/templates/:template/:id/:step", engine.Editor, (*UI).answerWizard},
	{"GET", "/templates/:template/:id/:step/list", engine.Editor, (*UI).wizardList},
	{"POST", "/templates/:template/:id/:step/first", engine.Editor, (*UI).firstResult},
}

// template is the one a request is about.
func (u *UI) templateAsked(c *call) (template.Template, error) {
	for _, t := range u.Templates {
		if t.ID == c.Param("template") {
			return t, nil
		}
	}
	return template.Template{}, &engine.Error{Kind: engine.NotFound, Code: "template.missing"}
}

// serviceTitle is what people call a service of a template: one that a connector
// is declared for, or whatever takes its place, such as any program.
func (u *UI) serviceTitle(v words.Voice, name string) string {
	if s, ok := u.service(name); ok {
		return s.Title
	}
	if key := "templates.service." + name; v.Has(key) {
		return v.T(key)
	}
	return name
}

// templatesScreen is the gallery.
func (u *UI) templatesScreen(c *call) error {
	text, service := strings.TrimSpace(clipped(c.QueryParam("q"), 200)), c.QueryParam("service")
	v := u.voice(c)
	g := view.GalleryView{Query: text, Service: service, MayMake: c.role.Includes(engine.Editor)}
	found := slices.DeleteFunc(slices.Clone(u.Templates), func(t template.Template) bool { return !u.speaksOf(t, text) })
	g.Filters = u.serviceFilters(v, found, text, service)
	for _, t := range found {
		if service == "" || slices.Contains(t.Services, service) {
			g.Cards = append(g.Cards, u.templateCard(v, t))
		}
	}
	g.Count = v.T("templates.count", "n", len(g.Cards))
	if c.part() {
		c.searchOn(text)
		return c.render(http.StatusOK, view.Cards(v, g))
	}
	var err error
	if g.Drafts, err = u.templateDrafts(c); err != nil {
		return err
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("nav.templates")}, "templates", view.Gallery(v, g))
}

// speaksOf reports whether a template has all words of a search, in any language.
func (u *UI) speaksOf(t template.Template, text string) bool {
	said := []string{t.ID}
	for _, lang := range words.Languages {
		for _, name := range t.Services {
			said = append(said, u.serviceTitle(u.Words.In(lang), name))
		}
	}
	for _, w := range []template.Words{t.Title, t.Result, t.Search} {
		said = append(said, w.EN, w.RU, w.PT)
	}
	for _, name := range t.Services {
		s, _ := u.service(name)
		said = append(said, s.Search...)
	}
	all := engine.Fold(strings.Join(said, "\n"))
	return !slices.ContainsFunc(strings.Fields(engine.Fold(text)), func(word string) bool { return !strings.Contains(all, word) })
}

// serviceFilters offer the services of templates.
func (u *UI) serviceFilters(v words.Voice, found []template.Template, text, chosen string) []part.FilterView {
	counts := map[string]int{}
	for _, t := range found {
		for _, s := range t.Services {
			counts[s]++
		}
	}
	if chosen != "" {
		counts[chosen] += 0
	}
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(strings.Compare(engine.Fold(u.serviceTitle(v, a)), engine.Fold(u.serviceTitle(v, b))), strings.Compare(a, b))
	})
	var all []part.FilterView
	for _, name := range names {
		q := url.Values{}
		if text != "" {
			q.Set("q", text)
		}
		if name != chosen {
			q.Set("service", name)
		}
		all = append(all, part.FilterView{
			Text: u.serviceTitle(v, name), Count: v.Number(int64(counts[name])), On: name == chosen, Href: withQuery("/templates", q), TestID: "filter-" + name,
		})
	}
	return all
}

func (u *UI) templateCard(v words.Voice, t template.Template) view.CardView {
	card := view.CardView{ID: t.ID, Title: t.Title.In(v.Lang()), Result: t.Result.In(v.Lang()), Minutes: t.Minutes}
	for _, name := range t.Services {
		card.Services = append(card.Services, u.serviceTitle(v, name))
	}
	var needs []string
	for _, one := range t.Connections {
		s, _ := u.service(one.Service)
		for _, e := range s.Entries {
			if e.Secret && e.Required {
				say, _ := u.Texts.Say(v.Lang(), "service."+s.Name+"."+e.Name, nil)
				needs = append(needs, s.Title+": "+say)
			}
		}
	}
	card.Needs = strings.Join(needs, ", ")
	return card
}

// Bounds of the drafts that the gallery offers to go on with.
const (
	maxTemplateDrafts = 5
	lookedThrough     = 50
)

// templateDrafts are processings that the caller began to make from templates,
// and has not changed otherwise since, the newest first.
func (u *UI) templateDrafts(c *call) ([]view.DraftView, error) {
	if !c.role.Includes(engine.Editor) {
		return nil, nil
	}
	ctx := c.Request().Context()
	stored, err := u.Store.ListProcessings(ctx, c.ws)
	if err != nil {
		return nil, err
	}
	fresh := slices.DeleteFunc(stored, func(p engine.Processing) bool { return p.Version > 0 || !p.Binned.IsZero() })
	slices.SortFunc(fresh, func(a, b engine.Processing) int { return b.Updated.Compare(a.Updated) })
	v, now := u.voice(c), u.now(c)
	var all []view.DraftView
	for _, p := range fresh[:min(len(fresh), lookedThrough)] {
		log, err := u.Store.ListEdits(ctx, c.ws, p.ID, 0, 1)
		if err != nil {
			return nil, err
		}
		if len(log) == 0 || log[0].Author != c.who || len(all) == maxTemplateDrafts {
			continue
		}
		id, _, ok := madeFrom(log[0])
		i := slices.IndexFunc(u.Templates, func(t template.Template) bool { return t.ID == id })
		if !ok || i < 0 {
			continue
		}
		title := u.Templates[i].Title.In(c.lang)
		if title == p.Name {
			title = ""
		}
		all = append(all, view.DraftView{
			Name: p.Name, Title: title, Href: wizardHome(id, p.ID, 1) + "?resume=1",
			When: part.MomentView{Text: v.Moment(p.Updated.In(c.zone), now), Machine: p.Updated.UTC().Format(time.RFC3339), Ago: v.Ago(p.Updated, now)},
		})
	}
	return all, nil
}
