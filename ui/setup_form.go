package ui

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/ui/site"
)

// setupIn is what was filled in to set the instance up.
type setupIn struct {
	code, language, name, email, zone, publicURL string
	password                                     engine.Secret
	mail                                         site.Mail
	port, budget                                 string
}

func readSetup(c *call) setupIn {
	text := func(name string) string { return strings.TrimSpace(c.FormValue(name)) }
	in := setupIn{
		code: text("code"), language: text("language"), name: text("name"), email: text("email"), zone: text("zone"),
		publicURL: text("public_url"), password: engine.Secret(c.FormValue("password")), port: text("smtp_port"), budget: text("history_budget"),
		mail: site.Mail{
			Host: text("smtp_host"), Security: text("smtp_security"), User: text("smtp_user"),
			Password: engine.Secret(c.FormValue("smtp_password")), From: text("mail_from"),
		},
	}
	if in.language == "" {
		in.language = c.lang
	}
	in.mail.Port, _ = strconv.Atoi(in.port) // what is no number is found by check
	return in
}

// checkSetup says of each field what is wrong with it, and gives the owner their
// password if that can be.
func (u *UI) checkSetup(c *call, in setupIn, owner *engine.Person) map[string]string {
	problems := map[string]string{}
	note := func(err error) {
		if err != nil {
			_, problems[fieldOf(err)] = u.told(c, err)
		}
	}
	if err := u.codeGiven(c, in); err != nil {
		_, problems["code"] = u.told(c, err)
		return problems
	}
	if !isEmail(in.email) {
		note(wrong("email", "person.email"))
	}
	if in.name == "" {
		note(wrong("name", "person.name"))
	} else if problems["email"] == "" {
		note(checkPerson(*owner))
	}
	u.checkSite(c, in, problems)
	if len(problems) > 0 { // a password costs
		note(u.desk.Allows(in.password, *owner))
		return problems
	}
	kept, err := u.desk.Write(c.Request().Context(), in.password, *owner)
	owner.Password = kept
	note(err)
	return problems
}

func checkMail(in setupIn) error {
	if in.mail.Host == "" {
		return nil
	}
	if in.mail.Port < 1 || in.mail.Port > 65535 || !slices.Contains(securities, in.mail.Security) || strings.ContainsAny(in.mail.Host, "/@: \t") {
		return wrong("smtp_host", "setup.mail")
	}
	if in.mail.From != "" {
		if _, err := mail.ParseAddress(in.mail.From); err != nil {
			return wrong("mail_from", "person.email")
		}
	}
	return nil
}
