package ui

import (
	"net/url"
	"strings"

	"stanok/ui/page/people"
	"stanok/ui/site"
)

// publicURL reads an address that others are to reach the program at.
func publicURL(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(s), "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, wrong("public_url", "setup.address")
	}
	return u, nil
}

// reach says what can be seen of an address from here, without asking anybody:
// how it is protected, and whether it is one of a private network.
func (u *UI) reach(c *call, address string) people.ReachView {
	at, err := publicURL(address)
	if err != nil {
		_, problem := u.told(c, err)
		return people.ReachView{Look: "fail", Title: problem}
	}
	v := people.ReachView{Hook: at.String() + "/hook/…"}
	word := ""
	switch {
	case site.IsPrivate(at.Hostname()):
		v.Look, word = "warn", "private"
	case at.Scheme == "http":
		v.Look, word = "warn", "plain"
	case !c.overTLS() && strings.EqualFold(at.Host, c.Request().Host):
		v.Look, word = "warn", "unseen"
	default:
		v.Look, word = "ok", "fine"
	}
	voice := u.voice(c)
	v.Title, v.Text = voice.T("people.reach."+word), voice.T("people.reach."+word+".text")
	return v
}
