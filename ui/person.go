package ui

import (
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"stanok/engine"
)

// personIn is a person as callers write them. What is left out stays.
type personIn struct {
	Email    *string      `json:"email"`
	Name     *string      `json:"name"`
	Role     *engine.Role `json:"role"`
	Disabled *bool        `json:"disabled"`
	Password string       `json:"password"`
}

func personOut(p engine.Person) object {
	o := object{
		"id": p.ID, "email": p.Email, "name": p.Name, "role": p.Role, "disabled": p.Disabled, "invited": p.Password == "",
		"created_at": p.Created, "last_seen_at": nil,
	}
	if !p.Seen.IsZero() {
		o["last_seen_at"] = p.Seen
	}
	return o
}

func (u *UI) listPeople(c *call) error {
	all, err := u.Store.ListPeople(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	items := make([]object, len(all))
	for i, p := range all {
		items[i] = personOut(p)
	}
	return c.list(items, "")
}

// createPerson adds a person. Without a password they are invited: the link is
// sent, and answered.
func (u *UI) createPerson(c *call) error {
	var in personIn
	if err := c.decode(&in); err != nil {
		return err
	}
	p := engine.Person{Role: engine.Viewer}
	if err := u.change(c, &p, in); err != nil {
		return err
	}
	if in.Password != "" {
		kept, err := u.desk.Write(c.Request().Context(), engine.Secret(in.Password), p)
		if err != nil {
			return err
		}
		p.Password = kept
	}
	p, err := u.add(c, p)
	if err != nil {
		return err
	}
	o := personOut(p)
	if p.Password == "" {
		link, sent, err := u.entry(c, p)
		if err != nil {
			return err
		}
		o["link"], o["sent"] = link, sent == nil
	}
	c.Response().Header().Set("Location", "/api/v1/users/"+string(p.ID))
	return c.json(http.StatusCreated, o)
}

// add keeps a new person of the caller's workspace.
func (u *UI) add(c *call, p engine.Person) (engine.Person, error) {
	p.Created = u.Clock.Now()
	p.ID = engine.PersonID(engine.NewID(p.Created))
	return p, u.Store.AddPerson(c.Request().Context(), c.ws, p)
}

// letterTime is how long a letter may take that somebody waits for.
const letterTime = 20 * time.Second

// entry makes a link for a person, sends it, and says why if that failed.
func (u *UI) entry(c *call, p engine.Person) (link string, sent, err error) {
	secret, _, err := u.desk.Link(c.Request().Context(), c.ws, p)
	if err != nil {
		return "", nil, err
	}
	sent = u.sendLink(c, p, secret, u.Clock.Now().Add(letterTime))
	return u.linkTo(secret), sent, nil
}

// change alters a person as the caller wants, who gives nobody more rights than
// they have, and takes none from those above them.
func (u *UI) change(c *call, p *engine.Person, in personIn) error {
	if !c.role.Includes(p.Role) {
		return aboveError(p.Role)
	}
	if in.Role != nil {
		if !slices.Contains(engine.Roles, *in.Role) {
			return wrong("role", "person.role")
		}
		if !c.role.Includes(*in.Role) {
			return aboveError(*in.Role)
		}
		p.Role = *in.Role
	}
	if in.Email != nil {
		p.Email = strings.TrimSpace(*in.Email)
	}
	if in.Name != nil {
		p.Name = strings.TrimSpace(*in.Name)
	}
	if in.Disabled != nil {
		p.Disabled = *in.Disabled
	}
	return checkPerson(*p)
}

func aboveError(role engine.Role) error {
	return &engine.Error{Kind: engine.Denied, Code: "auth.forbidden", Field: "role", Args: map[string]string{"role": string(role)}}
}

// Bounds of what people write of themselves, in characters.
const (
	maxPersonName = 100
	maxEmail      = 254
)

func checkPerson(p engine.Person) error {
	if !isEmail(p.Email) {
		return wrong("email", "person.email")
	}
	if p.Name == "" || utf8.RuneCountInString(p.Name) > maxPersonName || strings.ContainsFunc(p.Name, unicode.IsControl) {
		return wrong("name", "person.name")
	}
	return nil
}

// isEmail reports whether a text is an address and nothing else.
func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s && len(s) <= maxEmail && !strings.ContainsFunc(s, unicode.IsSpace)
}

// savePerson changes a person. Who is disabled or gets a new password is signed
// out; a role holds from the next request on.
func (u *UI) savePerson(c *call) error {
	var in personIn
	if err := c.decode(&in); err != nil {
		return err
	}
	p, err := u.amend(c, engine.PersonID(c.Param("id")), in)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, personOut(p))
}

// amend changes a person of the caller's workspace.
func (u *UI) amend(c *call, id engine.PersonID, in personIn) (engine.Person, error) {
	ctx := c.Request().Context()
	before, err := u.Store.Person(ctx, c.ws, id)
	if err != nil {
		return before, err
	}
	var kept engine.Secret
	if in.Password != "" {
		if kept, err = u.desk.Write(ctx, engine.Secret(in.Password), before); err != nil {
			return before, err
		}
	}
	p, err := u.Store.AmendPerson(ctx, c.ws, id, func(p *engine.Person) error {
		if kept != "" {
			p.Password = kept
		}
		return u.change(c, p, in)
	})
	if err != nil {
		return p, err
	}
	if kept != "" || p.Disabled {
		but := ""
		if c.visit != nil && c.visit.Person.ID == id {
			but = c.visit.Session.ID
		}
		return p, u.Store.SignOut(ctx, c.ws, id, but)
	}
	return p, nil
}

func (u *UI) deletePerson(c *call) error {
	if err := u.remove(c, engine.PersonID(c.Param("id"))); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// remove deletes a person who is not above the caller.
func (u *UI) remove(c *call, id engine.PersonID) error {
	p, err := u.Store.Person(c.Request().Context(), c.ws, id)
	if err != nil {
		return err
	}
	if !c.role.Includes(p.Role) {
		return aboveError(p.Role)
	}
	return u.Store.DeletePerson(c.Request().Context(), c.ws, id)
}

// amendMe changes the person who is signed in.
func (u *UI) amendMe(c *call, change func(*engine.Person) error) error {
	v, err := c.me()
	if err != nil {
		return err
	}
	_, err = u.Store.AmendPerson(c.Request().Context(), v.Workspace, v.Person.ID, func(p *engine.Person) error {
		if err := change(p); err != nil {
			return err
		}
		return checkPerson(*p)
	})
	return err
}
