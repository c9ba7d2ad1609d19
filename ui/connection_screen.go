package ui

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/connection"
	"stanok/ui/part"
)

// connectionScreens are the screens about connections.
var connectionScreens = []route{
	{"GET", "/connections", engine.Viewer, (*UI).connectionsScreen},
	{"GET", "/connections/new", engine.Editor, (*UI).newConnectionScreen},
	{"POST", "/connections/new", engine.Editor, (*UI).askConnection},
	{"POST", "/connections", engine.Editor, (*UI).makeConnection},
	{"GET", "/connections/:id", engine.Viewer, (*UI).connectionScreen},
	{"POST", "/connections/:id", engine.Editor, (*UI).alterConnection},
	{"POST", "/connections/:id/test", engine.Editor, (*UI).tryConnection},
	{"POST", "/connections/:id/delete", engine.Editor, (*UI).dropConnection},
	{"POST", "/connections/:id/sign-in", engine.Editor, (*UI).leaveToSignIn},
	{"GET", "/oauth/callback", engine.Editor, (*UI).comeBack},
}

func (u *UI) connectionsScreen(c *call) error {
	all, err := u.Store.ListConnections(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	used, err := u.usesIn(c.Request().Context(), c.ws, engine.ConnField)
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := connection.ListView{MayEdit: c.role.Includes(engine.Editor)}
	for _, s := range all {
		at, err := u.accessView(c, u.signingIn(s.Outline()))
		if err != nil {
			return err
		}
		kind, _ := u.kindLike(s.Type, s.Fields)
		view.Rows = append(view.Rows, connection.RowView{
			ID: string(s.ID), Name: s.Name, Kind: u.kindWord(c, s.Type, s.Fields), Icon: orIcon(kind.icon), Hosts: hostsOf(s.Origins),
			Uses: u.useViews(c.lang, used[s.Name]), Check: u.checkView(c, s.Connection), Access: at,
		})
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("nav.connections")}, "connections", connection.List(v, view))
}

func orIcon(name string) string {
	if name == "" {
		return "plug"
	}
	return name
}

// kindWord is what people call a kind of connection.
func (u *UI) kindWord(c *call, typ string, fields map[string]string) string {
	kind, ok := u.kindLike(typ, fields)
	if !ok {
		return typ
	}
	if kind.service.Name != "" {
		return kind.service.Title
	}
	return u.voice(c).T("connections.kind." + kind.name)
}

// hostsOf are the origins without what goes without saying.
func hostsOf(origins []string) []string {
	hosts := make([]string, len(origins))
	for i, o := range origins {
		hosts[i] = strings.TrimPrefix(o, "https://")
	}
	return hosts
}

func (u *UI) useViews(lang string, all []use) []connection.UseView {
	views := make([]connection.UseView, len(all))
	for i, one := range all {
		at, action := string(one.node), one.title
		if at == "" {
			at = "source"
		}
		if action == "" {
			action = u.typeName(lang, one.typ)
		}
		views[i] = connection.UseView{
			Bead: part.BeadView{Number: one.number, Kind: one.kind, Small: true}, Flow: one.flow, Action: action,
			Href: "/p/" + string(one.processing) + "?at=" + url.QueryEscape(at), Before: one.before,
		}
	}
	return views
}

// newConnectionScreen is the choice of a kind or, when one is asked for, its
// form. An editor's dialog asks for the form alone.
func (u *UI) newConnectionScreen(c *call) error {
	v := u.voice(c)
	form, ok := u.newForm(c.QueryParam("for"))
	if !ok {
		view := u.chooseView(c)
		if c.part() {
			return c.render(http.StatusOK, connection.Offers(v, view))
		}
		return u.show(c, http.StatusOK, page.FrameView{Title: v.T("connections.new")}, "connections", connection.Choose(v, view))
	}
	form.back = pathWithin(c.QueryParam("back"))
	if origin := c.QueryParam("origin"); origin != "" {
		form.in.Origins = []string{origin}
	}
	if name := c.QueryParam("name"); name != "" {
		form.in.Name = name
	}
	for name, values := range c.QueryParams() {
		if own, ok := strings.CutPrefix(name, "fields."); ok {
			form.in.Fields[own] = values[0]
		}
	}
	form.need(c.QueryParams()["needs"])
	form.shows = c.QueryParams()["shows"]
	word := c.QueryParam("held")
	form.typed = u.held.peek(c.ws, word, u.Clock.Now())
	return u.showForm(c, http.StatusOK, engine.SealedConnection{}, form, word, nil)
}

func (u *UI) chooseView(c *call) connection.ChooseView {
	v := u.voice(c)
	href := func(name string) string {
		q := url.Values{"for": {name}}
		for _, kept := range []string{"origin", "back", "held", "name"} {
			if s := c.QueryParam(kept); s != "" {
				q.Set(kept, s)
			}
		}
		return "/connections/new?" + q.Encode()
	}
	var view connection.ChooseView
	for _, s := range u.services() {
		if s.Connected {
			_, about := u.Texts.Say(c.lang, "service."+s.Name, nil)
			view.Services = append(view.Services, connection.OfferView{Name: s.Name, Icon: "plug", Title: s.Title, Text: about, Href: href(s.Name)})
		}
	}
	for _, k := range connectionKinds {
		view.Kinds = append(view.Kinds, connection.OfferView{
			Name: k.name, Icon: k.icon, Title: v.T("connections.kind." + k.name), Text: v.T("connections.kind." + k.name + ".help"), Href: href(k.name),
		})
	}
	return view
}

// connectionScreen is one connection.
func (u *UI) connectionScreen(c *call) error {
	s, err := u.Store.Connection(c.Request().Context(), c.ws, engine.ConnectionID(c.Param("id")))
	if err != nil {
		return err
	}
	return u.showConnectionPage(c, http.StatusOK, s, u.formOf(s), "", nil)
}

func (u *UI) showConnectionPage(c *call, status int, s engine.SealedConnection, form connectionForm, held string, faults []*engine.Error) error {
	used, err := u.usesIn(c.Request().Context(), c.ws, engine.ConnField)
	if err != nil {
		return err
	}
	v := u.voice(c)
	at, err := u.accessView(c, u.signingIn(s.Outline()))
	if err != nil {
		return err
	}
	at.Back = pathWithin(c.QueryParam("back"))
	view := connection.View{
		Access: at, Connected: c.QueryParam("connected") != "" && len(faults) == 0,
		ID: string(s.ID), Form: u.formView(c, s, form, held, faults), MayEdit: c.role.Includes(engine.Editor), Facts: u.connectionFacts(c, s),
		Saved: c.QueryParam("saved") != "" && len(faults) == 0, Uses: u.useViews(c.lang, used[s.Name]), Check: u.checkView(c, s.Connection),
	}
	if n := len(view.Uses); n > 0 {
		view.Delete = v.T("connections.delete.used", "n", n)
	}
	of, declared := u.serviceOf(s.Type)
	view.Checked = declared && of.Checked && view.MayEdit
	if len(s.Origins) > 0 && view.MayEdit && !view.Checked {
		view.Try = part.FieldView{
			ID: "try-address", Name: "address", Label: v.T("connections.try.address"), Help: v.T("connections.try.help"), Value: s.Origins[0], Wide: true,
		}
	}
	return u.show(c, status, page.FrameView{Title: s.Name}, "connections", connection.Page(v, view))
}

// connectionFacts are what those may read who may not change it.
func (u *UI) connectionFacts(c *call, s engine.SealedConnection) []part.FactView {
	v := u.voice(c)
	return []part.FactView{
		{Name: v.T("connections.kind"), Value: u.kindWord(c, s.Type, s.Fields)},
		{Name: v.T("connections.origins"), Value: strings.Join(s.Origins, ", ")},
		{Name: v.T("connections.secret.names"), Value: strings.Join(s.SecretNames, ", ")},
	}
}

// checkView says what the last try came to.
func (u *UI) checkView(c *call, conn engine.Connection) connection.CheckView {
	last, ok := u.checks.last(conn.ID, conn.Version)
	if !ok {
		return connection.CheckView{}
	}
	v, now := u.voice(c), u.now(c)
	word, look := last.verdict()
	view := connection.CheckView{
		Look: look, Word: v.T("connections.check." + word),
		When: part.MomentView{Text: v.Moment(last.at, now), Machine: last.at.UTC().Format(time.RFC3339), Ago: v.Ago(last.at, now)},
	}
	if of, ok := u.serviceOf(conn.Type); ok && of.Checked && last.failure == nil {
		view.Say = v.T("connections.result.works", "service", of.Title)
		return view
	}
	if last.failure != nil {
		view.Say, view.Try = u.Texts.Say(c.lang, last.failure.Code, last.failure.Args)
		if word == "refused" { // here is no step to repeat
			view.Try = v.T("connections.result.refused.do")
		}
		return view
	}
	view.Say = v.T("connections.result."+word, "host", strings.Join(hostsOf(conn.Origins[:1]), ""), "status", last.status)
	view.Try = v.T("connections.result." + word + ".do")
	return view
}
