package ui

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"stanok/engine"
	"stanok/ui/page/connection"
)

// askConnection shows the form of a new connection with what was found
// elsewhere, such as in a cURL command: a secret comes in the body of this
// request and waits, so that no address ever holds it.
func (u *UI) askConnection(c *call) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	of := form.Get("for")
	kind, _ := u.kindOf(of)
	values := map[string]engine.Secret{}
	if s := form.Get("secret"); s != "" && kind.secret() != "" && len(s) <= maxValue {
		values[kind.secret()] = engine.Secret(s)
	}
	q := url.Values{}
	for _, name := range append([]string{"for", "origin", "name", "back"}, prefixed("fields.", kind.fields)...) {
		if v := form.Get(name); v != "" {
			q.Set(name, v)
		}
	}
	if word := u.held.put(c.ws, values, u.Clock.Now()); word != "" {
		q.Set("held", word)
	}
	return c.leave("/connections/new?" + q.Encode())
}

func prefixed(with string, names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = with + name
	}
	return all
}

// makeConnection saves a new connection.
func (u *UI) makeConnection(c *call) error {
	now := u.Clock.Now()
	fresh := engine.Connection{ID: engine.ConnectionID(engine.NewID(now)), Version: 1, Created: now}
	return u.takeForm(c, engine.SealedConnection{}, fresh)
}

// alterConnection saves what was changed of a connection.
func (u *UI) alterConnection(c *call) error {
	s, err := u.Store.Connection(c.Request().Context(), c.ws, engine.ConnectionID(c.Param("id")))
	if err != nil {
		return err
	}
	conn, err := u.Vault.Open(c.ws, s)
	if err != nil && len(s.SecretNames) > 0 {
		conn = s.Connection // unreadable secrets can still be replaced
	}
	conn.Version++
	return u.takeForm(c, s, conn)
}

// takeForm reads the form of a connection, and saves it unless it has a problem
// or a button was pressed that only changes the form. s is the connection as it
// is stored, conn what it is to become.
func (u *UI) takeForm(c *call, s engine.SealedConnection, conn engine.Connection) error {
	sent, err := c.form()
	if err != nil {
		return err
	}
	now := u.Clock.Now()
	form, faults := u.readForm(sent, u.held.take(c.ws, sent.Get("held"), now))
	form.in.Version, _ = strconv.Atoi(sent.Get("version"))
	again := func(status int, faults []*engine.Error) error {
		return u.showForm(c, status, s, form, u.held.put(c.ws, form.typed, now), faults)
	}
	if form.do != "" && form.do != "check" {
		return again(http.StatusOK, nil)
	}
	conn, more := u.over(form.in, conn)
	faults = append(faults, more...)
	if conn.Type != "fields" && len(conn.Origins) == 0 {
		faults = append(faults, wrong("origins", "connection.origins"))
	}
	if s.ID != "" {
		faults = append(faults, u.refusedChange(c, s, conn, form)...)
	}
	if len(faults) > 0 {
		return again(http.StatusUnprocessableEntity, faults)
	}
	if form.do == "check" {
		_, _ = u.tryOut(c.Request().Context(), c.ws, conn, "") // what came of it is noted
		form.tried = conn
		return again(http.StatusOK, nil)
	}
	if _, err := u.keepConnection(c, conn); err != nil {
		if fault, ok := aboutForm(err); ok {
			return again(http.StatusConflict, []*engine.Error{fault})
		}
		return err
	}
	if byPerson(u.signingIn(conn)) {
		return c.leave("/connections/" + string(conn.ID) + "?" + url.Values{"saved": {"1"}, "back": {form.back}}.Encode())
	}
	return c.leave(afterSaving(form.back, conn))
}

// refusedChange is what speaks against changing a stored connection so.
func (u *UI) refusedChange(c *call, s engine.SealedConnection, conn engine.Connection, form connectionForm) []*engine.Error {
	if form.in.Version != s.Version {
		return []*engine.Error{wrong("version", "connection.version")}
	}
	if conn.Name == s.Name {
		return nil
	}
	used, err := u.usesIn(c.Request().Context(), c.ws, engine.ConnField)
	if err == nil && len(used[s.Name]) > 0 {
		return []*engine.Error{{Kind: engine.Conflict, Code: "connection.renamed", Field: "name", Args: map[string]string{"name": s.Name}}}
	}
	return nil
}

// aboutForm is a store's refusal as a problem of the form, if it is one.
func aboutForm(err error) (*engine.Error, bool) {
	e := (*engine.Error)(nil)
	if !errors.As(err, &e) || e.Kind != engine.Conflict {
		return nil, false
	}
	fault := *e
	fault.Field = "version"
	if e.Code == "connection.name_taken" {
		fault.Field = "name"
	}
	return &fault, true
}

// afterSaving is the page to go to: that which sent for the connection, told its
// name, or the connection's own.
func afterSaving(back string, conn engine.Connection) string {
	u, err := url.Parse(back)
	if back == "" || err != nil {
		return "/connections/" + string(conn.ID) + "?saved=1"
	}
	q := u.Query()
	q.Set("connection", conn.Name)
	u.RawQuery = q.Encode()
	return u.String()
}

// tryConnection asks an address with the connection and says what came of it.
func (u *UI) tryConnection(c *call) error {
	s, err := u.Store.Connection(c.Request().Context(), c.ws, engine.ConnectionID(c.Param("id")))
	if err != nil {
		return err
	}
	form, err := c.form()
	if err != nil {
		return err
	}
	conn, err := u.Vault.Open(c.ws, s)
	if err != nil {
		u.checks.note(s.Connection, 0, err, u.Clock.Now())
	} else if address := form.Get("address"); len(conn.Origins) > 0 && len(address) <= maxValue {
		if address == "" {
			address = conn.Origins[0]
		}
		_, _ = u.tryOut(c.Request().Context(), c.ws, conn, address) // what came of it is noted
	}
	if c.part() {
		return c.render(http.StatusOK, connection.Result(u.voice(c), u.checkView(c, s.Connection)))
	}
	return c.Redirect(http.StatusSeeOther, "/connections/"+string(s.ID))
}

// dropConnection deletes a connection that nothing names.
func (u *UI) dropConnection(c *call) error {
	ctx := c.Request().Context()
	s, err := u.Store.Connection(ctx, c.ws, engine.ConnectionID(c.Param("id")))
	if err != nil {
		return err
	}
	used, err := u.usesIn(ctx, c.ws, engine.ConnField)
	if err != nil {
		return err
	}
	if n := len(used[s.Name]); n > 0 {
		return &engine.Error{Kind: engine.Conflict, Code: "connection.used", Args: map[string]string{"name": s.Name, "count": strconv.Itoa(n)}}
	}
	if err := u.Store.DeleteConnection(ctx, c.ws, s.ID); err != nil {
		return err
	}
	return c.leave("/connections")
}
