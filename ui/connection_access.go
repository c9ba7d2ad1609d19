package ui

import (
	"time"

	"stanok/engine"
	"stanok/engine/access"
	"stanok/ui/page/connection"
	"stanok/ui/part"
)

// accessOf is how a connection's access stands now; has is false for those that
// have none that could end.
func (u *UI) accessOf(c *call, conn engine.Connection) (s access.Standing, has bool, err error) {
	if conn.Type != "oauth2" && conn.Type != "certificate" {
		return access.Standing{}, false, nil
	}
	a, err := u.Store.Access(c.Request().Context(), c.ws, conn.ID)
	return access.Stands(conn, a, u.Clock.Now()), true, err
}

// accessView says in words how a connection's access stands.
func (u *UI) accessView(c *call, conn engine.Connection) (connection.AccessView, error) {
	s, has, err := u.accessOf(c, conn)
	if err != nil || !has {
		return connection.AccessView{}, err
	}
	v, now := u.voice(c), u.now(c)
	view := connection.AccessView{
		State: string(s.State), Look: accessLook(s, conn), Word: v.T("connections.access." + accessWord(s, conn)),
	}
	when := ""
	if !s.Until.IsZero() {
		when = v.Moment(s.Until, now)
		view.Until = part.MomentView{Text: when, Machine: s.Until.UTC().Format(time.RFC3339)}
	}
	view.Say = v.T("connections.access.say."+accessSentence(s, conn), "when", when)
	if s.State == access.Ended && s.Why != nil {
		view.Say, view.Try = u.Texts.Say(c.lang, s.Why.Code, s.Why.Args)
	}
	if byPerson(conn) {
		view.SignIn = v.T("connections.signin")
		if s.State != access.None {
			view.SignIn = v.T("connections.signin.again")
		}
		view.Urgent = s.State != access.Connected
	}
	return view, nil
}

func accessLook(s access.Standing, conn engine.Connection) string {
	switch {
	case s.State == access.Connected:
		return "ok"
	case s.State == access.Ended:
		return "fail"
	case s.State == access.None && conn.Fields["grant"] != access.Person:
		return ""
	}
	return "warn"
}

// accessWord ends the key of the short word for a standing.
func accessWord(s access.Standing, conn engine.Connection) string {
	switch {
	case s.State == access.Ended && conn.Type == "certificate":
		return "expired"
	case s.State == access.Ended && conn.Fields["grant"] != access.Person:
		return "refused"
	case s.State == access.None && conn.Fields["grant"] != access.Person:
		return "idle"
	}
	return string(s.State)
}

// accessSentence ends the key of the sentence for a standing.
func accessSentence(s access.Standing, conn engine.Connection) string {
	switch {
	case conn.Type == "certificate" && s.State == access.Ending:
		return "certificate.ending"
	case conn.Type == "certificate":
		return "certificate"
	case s.State == access.None && conn.Fields["grant"] != access.Person:
		return "idle"
	case s.State == access.Connected && s.Until.IsZero():
		return "endless"
	case s.State == access.Connected && s.Renews:
		return "renews"
	}
	return string(s.State)
}
