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
// how it is protected, and whether it is one of a private network. In full it
// tells each thing that was looked at.
func (u *UI) reach(c *call, address string, full bool) people.ReachView {
	at, err := publicURL(address)
	if err != nil {
		_, problem := u.told(c, err)
		return people.ReachView{Look: "fail", Title: problem}
	}
	v := people.ReachView{Hook: at.String() + "/hook/…"}
	seen := c.sees(at)
	word := ""
	switch {
	case seen.private:
		v.Look, word = "warn", "private"
	case !seen.secure:
		v.Look, word = "warn", "plain"
	case !seen.overTLS && seen.same:
		v.Look, word = "warn", "unseen"
	default:
		v.Look, word = "ok", "fine"
	}
	voice := u.voice(c)
	v.Title, v.Text = voice.T("people.reach."+word), voice.T("people.reach."+word+".text")
	if full {
		fact := func(well bool, good, bad string) {
			look, word := "ok", good
			if !well {
				look, word = "warn", bad
			}
			v.Facts = append(v.Facts, people.FactView{Look: look, Text: voice.T("people.reach.fact."+word, "host", at.Hostname(), "here", c.Request().Host)})
		}
		fact(seen.secure, "https", "http")
		fact(!seen.private, "public", "inside")
		fact(seen.same, "same", "other")
		fact(seen.overTLS, "tls", "bare")
	}
	return v
}

// sight is what a request shows of an address.
type sight struct{ secure, private, same, overTLS bool }

func (c *call) sees(at *url.URL) sight {
	return sight{
		secure: at.Scheme == "https", private: site.IsPrivate(at.Hostname()),
		same: strings.EqualFold(at.Host, c.Request().Host), overTLS: c.overTLS(),
	}
}
