package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/engine/access"
	"stanok/ui/page"
	"stanok/ui/page/connection"
	"stanok/ui/part"
)

// showForm shows a form again, or first: the page around it or, to what asks for
// a part, it alone.
func (u *UI) showForm(c *call, status int, s engine.SealedConnection, form connectionForm, held string, faults []*engine.Error) error {
	if c.part() {
		return c.render(status, connection.Form(u.voice(c), u.formView(c, s, form, held, faults)))
	}
	if s.ID != "" {
		return u.showConnectionPage(c, status, s, form, held, faults)
	}
	v := u.voice(c)
	view := u.formView(c, s, form, held, faults)
	return u.show(c, status, page.FrameView{Title: view.Title}, "connections", connection.New(v, view))
}

// formView is a form as its page shows it. s is the connection as it is stored,
// the zero one if it is not.
func (u *UI) formView(c *call, s engine.SealedConnection, form connectionForm, held string, faults []*engine.Error) connection.FormView {
	v := u.voice(c)
	say := u.sayings(c, faults)
	view := connection.FormView{
		Action: "/connections", Title: v.T("connections.new"), Return: form.back, New: s.ID == "",
		Back: part.LinkView{Text: v.T("connections.new"), Href: "/connections/new"},
		Kind: form.in.Type, KindWord: u.kindWord(c, form.in.Type, form.in.Fields), Service: form.service, Version: strconv.Itoa(form.in.Version), Held: held,
		Removed: form.removed, Opened: form.opened, Shown: form.shows, Blank: form.blank, Free: form.in.Type == "fields", HowTo: u.howTo(c, s, form),
	}
	if s.ID != "" {
		view.Action, view.Title = "/connections/"+string(s.ID), s.Name
	}
	if said := say.take("version"); said != "" {
		view.Fault = part.NoticeView{Look: "fail", Title: said}
	}
	view.Name = part.FieldView{
		ID: "connection-name", Name: "name", Label: v.T("connections.name"), Help: v.T("connections.name.help"), Value: form.in.Name, Error: say.take("name"),
	}
	kind, _ := u.kindLike(form.in.Type, form.in.Fields)
	if view.Grant = kind.grant; view.Grant == access.Person || u.signsIn(kind.service) {
		view.Redirect = u.redirectAddress()
	}
	u.fillForm(c, &view, kind, form, say)
	view.Origins = u.originsView(c, form, say.take("origins"))
	for _, name := range form.secrets {
		view.Secrets = append(view.Secrets, u.secretView(c, s, form, name, say.take("secrets."+name)))
	}
	for _, r := range form.rows {
		view.Rows = append(view.Rows, connection.PairView{Name: r.name, Value: r.value, Error: say.take("fields." + r.name)})
	}
	view.SecretNo = say.take("secret")
	if rest := say.rest(); rest != "" && view.Fault.Title == "" {
		view.Fault = part.NoticeView{Look: "fail", Title: rest}
	}
	if !focusFirst(&view, form.do) && view.New {
		focusEmpty(&view)
	}
	return view
}

// fillForm adds the fields of the kind. Those of a service that are right as
// they stand are folded away.
func (u *UI) fillForm(c *call, view *connection.FormView, kind connectionKind, form connectionForm, say *sayings) {
	v := u.voice(c)
	for _, name := range kind.fields {
		f := part.FieldView{
			ID: "connection-" + name, Name: name, Value: form.in.Fields[name], Wide: true, Error: say.take("fields." + name),
			More: templ.Attributes{"name": "fields." + name},
		}
		if kind.service.Name == "" {
			f.Label, f.Help, f.Optional = v.T("connections.field."+name), v.T("connections.field."+name+".help"), slices.Contains(optionalFields, name)
			view.Fields = append(view.Fields, f)
			continue
		}
		e := entry(kind.service, name)
		f.Label, f.Help = u.Texts.Say(c.lang, "service."+kind.service.Name+"."+name, nil)
		f.Hint, f.Optional = e.Example, !e.Required
		if e.Default != "" && !slices.Contains(form.shows, name) {
			view.Folded = append(view.Folded, f)
			view.Unfold = view.Unfold || f.Error != "" || f.Value != e.Default
		} else {
			view.Fields = append(view.Fields, f)
		}
	}
	if view.Checks = view.New && u.mayTry(kind.service); form.tried.ID != "" {
		view.Check = u.checkView(c, form.tried)
	}
}

func (u *UI) originsView(c *call, form connectionForm, fault string) part.FieldView {
	v := u.voice(c)
	return part.FieldView{
		ID: "connection-origins", Name: "origins", Label: v.T("connections.origins"), Help: v.T("connections.origins.help"),
		Value: strings.Join(form.in.Origins, "\n"), Hint: "https://api.example.com", Error: fault, Optional: form.in.Type == "fields",
	}
}

func (u *UI) secretView(c *call, s engine.SealedConnection, form connectionForm, name, fault string) connection.SecretView {
	v := u.voice(c)
	kind, _ := u.kindLike(form.in.Type, form.in.Fields)
	_, fresh := form.typed[name]
	stored := slices.Contains(s.SecretNames, name) && !slices.Contains(form.opened, name)
	view := connection.SecretView{Own: slices.Contains(kind.secrets, name), Fresh: fresh, Set: fault == "" && (fresh || stored)}
	view.FieldView = part.FieldView{ID: "secret-" + name, Name: name, Label: name, Error: fault}
	if name == kind.secret() && v.Has("connections.secret."+form.in.Type) {
		view.Label = v.T("connections.secret." + form.in.Type)
	}
	if own := "connections.secret." + form.in.Type + "." + name; v.Has(own) {
		view.Label = v.T(own)
		if v.Has(own + ".help") {
			view.Help = v.T(own + ".help")
		}
	}
	view.Optional, view.Tall = form.in.Type == "oauth2" && !slices.Contains(u.requiredOf(form.in.Type, form.in.Fields).secrets, name), form.in.Type == "certificate"
	if of := kind.service.Name; of != "" && view.Own {
		view.Label, view.Help = u.Texts.Say(c.lang, "service."+of+"."+name, nil)
		view.Optional = !entry(kind.service, name).Required
	}
	if view.Fresh && view.Set {
		view.Help = v.T("connections.secret.fresh")
	}
	return view
}

// howTo says where a service's key is found.
func (u *UI) howTo(c *call, s engine.SealedConnection, form connectionForm) connection.HowToView {
	known, ok := u.service(form.service)
	if !ok {
		known, ok = u.serviceAt(slices.Concat(s.Origins, form.in.Origins))
	}
	key := "service." + known.Name + "/help"
	if !ok || !u.Texts.Has(key) {
		return connection.HowToView{}
	}
	said, _ := u.Texts.Say(c.lang, key, nil)
	view := connection.HowToView{Title: u.voice(c).T("connections.howto", "service", known.Title), Script: known.Script}
	for line := range strings.Lines(said) {
		if line = strings.TrimSpace(line); line != "" {
			view.Steps = append(view.Steps, line)
		}
	}
	return view
}

// focusFirst puts the cursor where something is to be done: at the first field
// with a problem, or at what a button has made.
func focusFirst(view *connection.FormView, do string) (found bool) {
	all := []*part.FieldView{&view.Name}
	for i := range view.Fields {
		all = append(all, &view.Fields[i])
	}
	for i := range view.Secrets {
		all = append(all, &view.Secrets[i].FieldView)
	}
	for _, f := range append(all, &view.Origins) {
		if f.Error != "" {
			focus(f)
			return true
		}
	}
	if name, ok := strings.CutPrefix(do, "replace:"); ok {
		for i := range view.Secrets {
			if view.Secrets[i].Name == name {
				focus(&view.Secrets[i].FieldView)
			}
		}
	}
	return do != ""
}

// focusEmpty puts the cursor into the first field that says nothing yet.
func focusEmpty(view *connection.FormView) {
	if view.Name.Value == "" {
		focus(&view.Name)
		return
	}
	for i := range view.Fields {
		if view.Fields[i].Value == "" {
			focus(&view.Fields[i])
			return
		}
	}
	for i := range view.Rows {
		if r := &view.Rows[i]; r.Name != "" && r.Value == "" {
			r.Focus = true
			return
		}
	}
	if len(view.Secrets) > 0 {
		focus(&view.Secrets[0].FieldView)
	}
}

func focus(f *part.FieldView) {
	more := templ.Attributes{"autofocus": true}
	for k, one := range f.More {
		more[k] = one
	}
	f.More = more
}

// sayings are sentences about fields, which are taken where their fields stand.
type sayings struct {
	of    map[string]string
	order []string
}

func (u *UI) sayings(c *call, faults []*engine.Error) *sayings {
	s := &sayings{of: map[string]string{}}
	for _, e := range faults {
		say, try := u.Texts.Say(c.lang, e.Code, e.Args)
		if s.of[e.Field] == "" {
			s.of[e.Field] = strings.TrimSpace(say + " " + try)
			s.order = append(s.order, e.Field)
		}
	}
	return s
}

func (s *sayings) take(field string) string {
	said := s.of[field]
	delete(s.of, field)
	return said
}

// rest is the first sentence that no field has taken.
func (s *sayings) rest() string {
	for _, field := range s.order {
		if said := s.of[field]; said != "" {
			return said
		}
	}
	return ""
}

// leave goes to another page after something was done: a browser by a redirect,
// a part of a page by telling it to.
func (c *call) leave(to string) error {
	if c.part() {
		c.Response().Header().Set("HX-Redirect", to)
		return c.NoContent(http.StatusOK)
	}
	return c.Redirect(http.StatusSeeOther, to)
}
