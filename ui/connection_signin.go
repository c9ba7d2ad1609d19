package ui

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"stanok/engine"
	"stanok/engine/access"
	"stanok/ui/page"
	"stanok/ui/page/connection"
)

// errand is what a person went to a service for. It is kept with their browser,
// sealed, so that they come back to the same even if the program began anew.
type errand struct {
	Workspace  engine.WorkspaceID  `json:"w"`
	Connection engine.ConnectionID `json:"c"`
	Session    string              `json:"s"` // who went
	State      string              `json:"t"`
	Verifier   string              `json:"v"`
	Redirect   string              `json:"r"`
	Back       string              `json:"b"`
	Until      time.Time           `json:"u"`
}

const (
	errandTime    = 10 * time.Minute
	errandCookie  = "stanok_oauth_"
	errandPurpose = "oauth errand"
	callbackPath  = "/oauth/callback"
)

// redirectAddress is where services send people back to.
func (u *UI) redirectAddress() string { return u.Site.PublicURL() + callbackPath }

// session is what tells who calls from all others.
func (c *call) session() string {
	if c.visit != nil {
		return "session " + c.visit.Session.ID
	}
	return "token " + c.who
}

// leaveToSignIn sends a person to the service's page that gives a connection
// access.
func (u *UI) leaveToSignIn(c *call) error {
	s, conn, err := u.openConnection(c, engine.ConnectionID(c.Param("id")))
	if err != nil {
		return err
	}
	form, err := c.form()
	if err != nil {
		return err
	}
	e := errand{
		Workspace: c.ws, Connection: s.ID, Session: c.session(), Redirect: u.redirectAddress(), Back: pathWithin(form.Get("back")),
		Until: u.Clock.Now().Add(errandTime),
	}
	ask, err := access.Begin(u.signingIn(conn), e.Redirect)
	if err != nil {
		return u.showConnectionPage(c, http.StatusUnprocessableEntity, s, u.formOf(s), "", []*engine.Error{asFault(err)})
	}
	e.State, e.Verifier = ask.State, ask.Verifier.Reveal()
	if err := u.keepErrand(c, e); err != nil {
		return err
	}
	if c.part() {
		return c.leave(ask.URL)
	}
	v := u.voice(c) // a form may not lead elsewhere by itself
	return u.show(c, http.StatusOK, page.FrameView{Title: s.Name}, "connections", connection.Leave(v, ask.URL, hostOf(ask.URL)))
}

// comeBack takes what the service's page sends a person back with.
func (u *UI) comeBack(c *call) error {
	e, err := u.takeErrand(c)
	if err != nil {
		return err
	}
	s, conn, err := u.openConnection(c, e.Connection)
	if err != nil {
		return err
	}
	again := func(fault *engine.Error) error {
		fault.Field = "access"
		return u.showConnectionPage(c, http.StatusUnprocessableEntity, s, u.formOf(s), "", []*engine.Error{fault})
	}
	if c.QueryParam("error") != "" || c.QueryParam("code") == "" {
		said := c.QueryParam("error_description")
		if said == "" {
			said = c.QueryParam("error")
		}
		return again(&engine.Error{Kind: engine.Denied, Code: "oauth.denied", Args: map[string]string{"message": printable(said)}})
	}
	err = u.Access.Finish(c.Request().Context(), c.ws, u.signingIn(conn), c.QueryParam("code"), engine.Secret(e.Verifier), e.Redirect)
	if err != nil {
		return again(asFault(err))
	}
	if e.Back != "" {
		return c.Redirect(http.StatusSeeOther, afterSaving(e.Back, conn))
	}
	return c.Redirect(http.StatusSeeOther, "/connections/"+string(conn.ID)+"?connected=1")
}

// openConnection is a connection of the caller's workspace, with its secrets.
func (u *UI) openConnection(c *call, id engine.ConnectionID) (engine.SealedConnection, engine.Connection, error) {
	s, err := u.Store.Connection(c.Request().Context(), c.ws, id)
	if err != nil {
		return s, engine.Connection{}, err
	}
	conn, err := u.Vault.Open(c.ws, s)
	return s, conn, err
}

// errandName is the cookie of one errand: a person may be on several.
func errandName(state string) string { return errandCookie + state[:min(len(state), 16)] }

func (u *UI) keepErrand(c *call, e errand) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	sealed := u.Vault.SealText(errandPurpose, engine.Secret(text))
	c.SetCookie(u.errandCookie(c, e.State, base64.RawURLEncoding.EncodeToString(sealed), int(errandTime/time.Second)))
	return nil
}

func (u *UI) errandCookie(c *call, state, value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: errandName(state), Value: value, Path: callbackPath, MaxAge: age, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.overTLS(),
	}
}

// takeErrand finds what the caller went for, once. It fails with Invalid, code
// "oauth.state", if they did not go, or long ago, or as somebody else.
func (u *UI) takeErrand(c *call) (errand, error) {
	state := c.QueryParam("state")
	refused := &engine.Error{Kind: engine.Invalid, Code: "oauth.state"}
	held := c.cookie(errandName(state))
	if state == "" || held == "" {
		return errand{}, refused
	}
	c.SetCookie(u.errandCookie(c, state, "", -1))
	sealed, err := base64.RawURLEncoding.DecodeString(held)
	if err != nil {
		return errand{}, refused
	}
	text, err := u.Vault.OpenText(errandPurpose, sealed)
	if err != nil {
		return errand{}, refused
	}
	var e errand
	if json.Unmarshal([]byte(text.Reveal()), &e) != nil || e.Workspace != c.ws || e.Session != c.session() ||
		subtle.ConstantTimeCompare([]byte(e.State), []byte(state)) != 1 || !u.Clock.Now().Before(e.Until) {
		return errand{}, refused
	}
	return e, nil
}

// asFault is an error as something that is wrong with a form.
func asFault(err error) *engine.Error {
	var e *engine.Error
	if !errors.As(err, &e) {
		return &engine.Error{Kind: engine.Internal, Code: "internal", Err: err}
	}
	one := *e
	return &one
}
