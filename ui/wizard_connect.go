package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/examples/template"
	"stanok/ui/page/connection"
	view "stanok/ui/page/template"
	"stanok/ui/part"
)

// slotsOf are the connections that a document needs to a service that people can
// connect.
func (u *UI) slotsOf(t template.Template, variant, service string) (names []string) {
	if _, ok := u.kindOf(service); !ok {
		return nil
	}
	for _, one := range t.Connections {
		if one.Service == service && t.Uses(variant, one.Name) {
			names = append(names, one.Name)
		}
	}
	return names
}

// fitting are the connections there are to a service.
func (u *UI) fitting(c *call, service string) ([]engine.SealedConnection, error) {
	s, _ := u.service(service)
	all, err := u.Store.ListConnections(c.Request().Context(), c.ws)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(one engine.SealedConnection) bool { return !u.serves(s, one.Connection) }), nil
}

// chosen is the connection that the draft uses for a service; "" while there is
// none of that name.
func (u *UI) chosen(w *wizard, service string) string {
	for _, slot := range u.slotsOf(w.Template, w.variant, service) {
		if name := w.answers.Connections[slot]; slices.Contains(w.bench.Names, name) {
			return name
		}
	}
	return ""
}

// showConnect shows the step of a service: the connections there are to it, or
// the form of a new one.
func (u *UI) showConnect(c *call, w *wizard) error {
	all, err := u.fitting(c, w.step().service)
	if err != nil {
		return err
	}
	slots := u.slotsOf(w.Template, w.variant, w.step().service)
	if len(slots) > 0 && (len(all) == 0 || c.QueryParams().Has("new")) {
		return u.showNewConnect(c, http.StatusOK, w, u.wizardForm(w, slots[0]), "", nil, nil)
	}
	return u.showChoice(c, http.StatusOK, w, nil, "", nil)
}

// wizardForm is the form of a new connection for a name in a document.
func (u *UI) wizardForm(w *wizard, slot string) connectionForm {
	form, _ := u.newForm(w.step().service)
	form.in.Name = slot
	for n := 2; slices.Contains(w.bench.Names, form.in.Name); n++ {
		form.in.Name = slot + " " + strconv.Itoa(n)
	}
	form.shows = u.spokenOf(w.bench, w.step().service, slot)
	return form
}

// showNewConnect shows the form of a new connection as a step. Questions whose
// answers the service lists wait until there is a connection.
func (u *UI) showNewConnect(c *call, status int, w *wizard, form connectionForm, held string, faults []*engine.Error, said map[string]template.Value) error {
	v := u.voice(c)
	ours, theirs := w.split(faults)
	f := u.formView(c, engine.SealedConnection{}, form, held, theirs)
	f.Anyway = form.tried.ID != "" && f.Check.Look != "ok"
	f.Action, f.Before, f.HowTo = w.home(w.at)+"?new=1", w.back(), connection.HowToView{}
	asked := view.Questions(v, u.questions(c, w, u.askedNow(w, false), said, ours))
	body := wrapped(connection.Form(v, f), asked)
	if c.part() {
		return c.render(status, body)
	}
	return u.showStep(c, status, w, u.helpOf(c, w.step().service), "", body)
}

// split parts the faults of questions from those of a connection.
func (w *wizard) split(faults []*engine.Error) (ours, theirs []*engine.Error) {
	for _, f := range faults {
		if slices.ContainsFunc(w.Questions, func(q template.Question) bool { return q.Name == f.Field }) && strings.HasPrefix(f.Code, "template.") {
			ours = append(ours, f)
		} else {
			theirs = append(theirs, f)
		}
	}
	return ours, theirs
}

// helpOf says where a service's key is found.
func (u *UI) helpOf(c *call, service string) string {
	key := "service." + service + "/help"
	if !u.Texts.Has(key) {
		return ""
	}
	said, _ := u.Texts.Say(c.lang, key, nil)
	return said
}

// showChoice shows the step with the connections there are. checked is the one
// that was tried just now.
func (u *UI) showChoice(c *call, status int, w *wizard, faults []*engine.Error, checked string, said map[string]template.Value) error {
	service := w.step().service
	v := u.voice(c)
	choice := view.ChoiceView{Home: w.home(w.at), Back: w.back(), Label: v.T("templates.connect.which", "service", u.serviceTitle(v, service))}
	if len(u.slotsOf(w.Template, w.variant, service)) > 0 {
		all, err := u.fitting(c, service)
		if err != nil {
			return err
		}
		chosen := checked
		if chosen == "" {
			chosen = u.chosen(w, service)
		}
		if chosen == "" && len(all) > 0 {
			chosen = all[0].Name
		}
		for _, one := range all {
			o := part.OptionView{Value: one.Name, Label: one.Name, Chosen: one.Name == chosen}
			if len(one.Origins) > 0 {
				o.Help = hostsOf(one.Origins[:1])[0]
			}
			choice.Choices = append(choice.Choices, o)
			if one.Name == checked {
				choice.Check = u.checkView(c, one.Connection)
			}
		}
		choice.Another = w.home(w.at) + "?new=1"
	}
	choice.Questions = u.questions(c, w, u.askedNow(w, true), said, faults)
	return u.showStep(c, status, w, "", "", view.Choice(v, choice))
}

// takeConnect takes the step of a service.
func (u *UI) takeConnect(c *call, w *wizard) error {
	sent, err := c.form()
	if err != nil {
		return err
	}
	if sent.Has("type") {
		return u.takeNewConnect(c, w, sent)
	}
	service := w.step().service
	said := readQuestions(u.askedNow(w, true), sent)
	name := sent.Get("connection")
	a := template.Answers{Values: said, Connections: u.connects(w, name)}
	if sent.Get("do") == "check" {
		all, err := u.fitting(c, service)
		if err != nil {
			return err
		}
		for _, one := range all {
			if one.Name == name {
				u.tryStored(c, one)
			}
		}
		return u.showChoice(c, http.StatusOK, w, nil, name, said)
	}
	before := w.answers.Connections
	if faults := u.fill(c, w, a); len(faults) > 0 || sent.Get("do") == "rows" {
		return u.showChoice(c, shownAgain(faults), w, faults, "", said)
	}
	if u.listsWaited(w, before, a.Connections) {
		return c.leave(w.home(w.at))
	}
	return c.leave(w.home(w.at + 1))
}

// tryStored tries a connection; what came of it is noted.
func (u *UI) tryStored(c *call, s engine.SealedConnection) {
	conn, err := u.Vault.Open(c.ws, s)
	if err != nil {
		u.checks.note(s.Connection, 0, err, u.Clock.Now())
		return
	}
	_, _ = u.tryOut(c.Request().Context(), c.ws, conn, "")
}

// shownAgain is the status of a step that is shown once more.
func shownAgain(faults []*engine.Error) int {
	if len(faults) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// connects gives all names of a document for the step's service a connection.
func (u *UI) connects(w *wizard, name string) map[string]string {
	of := map[string]string{}
	for _, slot := range u.slotsOf(w.Template, w.variant, w.step().service) {
		of[slot] = name
	}
	return of
}

// listsWaited reports whether questions wait for the connection that was chosen
// just now.
func (u *UI) listsWaited(w *wizard, before, now map[string]string) bool {
	fresh := false
	for slot, name := range now {
		fresh = fresh || before[slot] != name || !slices.Contains(w.bench.Names, name)
	}
	return fresh && len(u.askedNow(w, true)) > len(u.askedNow(w, false))
}

// takeNewConnect takes the form of a new connection: it saves it and puts it into
// the draft, unless there is a problem or a button was pressed that only changes
// the form.
func (u *UI) takeNewConnect(c *call, w *wizard, sent url.Values) error {
	now := u.Clock.Now()
	form, faults := u.readForm(sent, u.held.take(c.ws, sent.Get("held"), now))
	said := readQuestions(u.askedNow(w, false), sent)
	show := func(status int, faults []*engine.Error) error {
		return u.showNewConnect(c, status, w, form, u.held.put(c.ws, form.typed, now), faults, said)
	}
	if !slices.Contains([]string{"", "check", "anyway"}, form.do) {
		return show(http.StatusOK, nil)
	}
	fresh := engine.Connection{ID: engine.ConnectionID(engine.NewID(now)), Version: 1, Created: now}
	conn, more := u.over(form.in, fresh)
	if faults = append(faults, more...); len(faults) > 0 {
		return show(http.StatusUnprocessableEntity, faults)
	}
	if form.do == "check" || form.do != "anyway" && u.checkable(conn) {
		_, err := u.tryOut(c.Request().Context(), c.ws, conn, "") // what came of it is noted
		if form.tried = conn; err != nil || form.do == "check" {
			return show(http.StatusOK, nil)
		}
	}
	if _, wrong := w.Changes(w.variant, template.Answers{Values: said}); len(wrong) > 0 {
		return show(http.StatusUnprocessableEntity, wrong)
	}
	if _, err := u.keepConnection(c, conn); err != nil {
		if fault, ok := aboutForm(err); ok {
			return show(http.StatusConflict, []*engine.Error{fault})
		}
		return err
	}
	a := template.Answers{Values: said, Connections: u.connects(w, conn.Name)}
	if faults := u.fill(c, w, a); len(faults) > 0 {
		return faults[0]
	}
	next := w.home(w.at + 1)
	if u.listsWaited(w, nil, a.Connections) {
		next = w.home(w.at)
	}
	if byPerson(u.signingIn(conn)) {
		return c.leave("/connections/" + string(conn.ID) + "?" + url.Values{"saved": {"1"}, "back": {next}}.Encode())
	}
	return c.leave(next)
}

// checkable reports whether a connection can be tried before it is saved.
func (u *UI) checkable(conn engine.Connection) bool {
	s, ok := u.serviceOf(conn.Type)
	return ok && s.Checked && !byPerson(u.signingIn(conn))
}
