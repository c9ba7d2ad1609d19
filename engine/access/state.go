package access

import (
	"time"

	"stanok/engine"
)

// State is how a connection's access stands.
type State string

// The states there are.
const (
	None      State = "none"      // nobody has signed in, or nothing was asked for yet
	Connected State = "connected" // it works, as far as is known
	Ending    State = "ending"    // it works for a while, then a person must do something
	Ended     State = "ended"     // a person must do something
)

// Standing is the state of a connection's access at a time, and when it ends: zero
// if that is not known.
type Standing struct {
	State  State
	Until  time.Time
	Renews bool // by itself, before then
	Why    *engine.Failure
}

// When people are told that something ends.
const (
	warnToken       = 7 * 24 * time.Hour
	warnCertificate = 14 * 24 * time.Hour
)

// Stands says how the access of a connection stands. Connections of other types
// than oauth2 and certificate have none.
func Stands(c engine.Connection, a engine.Access, now time.Time) Standing {
	switch c.Type {
	case "certificate":
		return certificateStands(c, now)
	case "oauth2":
		return tokenStands(c, a, now)
	}
	return Standing{State: Connected}
}

func certificateStands(c engine.Connection, now time.Time) Standing {
	until, err := CertificateEnd(c)
	switch {
	case err != nil:
		return Standing{State: None}
	case !now.Before(until):
		return Standing{State: Ended, Until: until, Why: &engine.Failure{
			Kind: engine.Denied, Code: "connection.certificate", At: until, Args: map[string]string{"connection": c.Name, "reason": "expired"},
		}}
	case until.Sub(now) <= warnCertificate:
		return Standing{State: Ending, Until: until}
	}
	return Standing{State: Connected, Until: until}
}

func tokenStands(c engine.Connection, a engine.Access, now time.Time) Standing {
	if !fits(c, a) {
		return Standing{State: None}
	}
	over := !a.Expires.IsZero() && !now.Before(a.Expires)
	s := Standing{State: Connected, Until: a.Expires, Renews: a.Renews, Why: a.Ended}
	switch {
	case a.Ended != nil:
		s.State, s.Renews = Ended, false
	case c.Fields["grant"] != Person:
		if over || a.Obtained.IsZero() {
			s = Standing{State: None}
		}
	case !a.Renews && over:
		s.State, s.Why = Ended, engine.FailureOf(expiredError(c), a.Expires)
	case !a.Renews && ends(a.Obtained, a.Expires, now):
		s.State = Ending
	case a.Renews && ends(a.Obtained, a.Ends, now):
		s.State, s.Until, s.Renews = Ending, a.Ends, false
	}
	return s
}

// ends reports whether the end of something that began at a time is near: within
// a week, unless it never lives much longer.
func ends(from, to, now time.Time) bool {
	return !to.IsZero() && to.Sub(from) >= 2*warnToken && to.Sub(now) <= warnToken
}
