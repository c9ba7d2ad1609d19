package ui

import (
	"net/http"
	"slices"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/people"
	"stanok/ui/part"
)

func (u *UI) usersPage(c *call) error { return u.showUsers(c, http.StatusOK, people.UsersView{}) }

func (u *UI) showUsers(c *call, status int, view people.UsersView) error {
	all, err := u.Store.ListPeople(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	for _, p := range all {
		view.People = append(view.People, u.userRow(c, p))
	}
	view.Mail = u.Site.Sends()
	view.Invite.Roles = u.roles(c, engine.Role(view.Invite.Role))
	v := u.voice(c)
	return u.show(c, status, page.FrameView{Title: v.T("people.users.title")}, "users", people.Users(v, view))
}

func (u *UI) userRow(c *call, p engine.Person) people.RowView {
	row := people.RowView{
		Href: "/users/" + string(p.ID), Name: p.Name, Email: p.Email, Role: string(p.Role), State: stateOf(p),
		Me: c.visit != nil && c.visit.Person.ID == p.ID,
	}
	if !p.Seen.IsZero() {
		row.Seen, row.SeenExactly = u.voice(c).Ago(p.Seen, u.now(c)), u.voice(c).Moment(p.Seen, u.now(c))
	}
	return row
}

// stateOf says whether somebody can sign in.
func stateOf(p engine.Person) string {
	switch {
	case p.Disabled:
		return "disabled"
	case p.Password == "":
		return "invited"
	}
	return "active"
}

// roles are those the caller may give, each with what it may do.
func (u *UI) roles(c *call, chosen engine.Role) []part.OptionView {
	v := u.voice(c)
	if chosen == "" {
		chosen = engine.Editor
	}
	var all []part.OptionView
	for _, r := range slices.Backward(engine.Roles) {
		if c.role.Includes(r) {
			all = append(all, part.OptionView{
				Value: string(r), Label: v.T("people.role." + string(r)), Help: v.T("people.may." + string(r)), Chosen: r == chosen,
			})
		}
	}
	return all
}

// invite adds a person and shows the link to them, this once.
func (u *UI) invite(c *call) error {
	name, email, role := c.FormValue("name"), c.FormValue("email"), engine.Role(c.FormValue("role"))
	p := engine.Person{Role: engine.Viewer}
	err := u.change(c, &p, personIn{Email: &email, Name: &name, Role: &role})
	if err == nil {
		p, err = u.add(c, p)
	}
	if err != nil {
		status, problem := u.told(c, err)
		return u.showUsers(c, status, people.UsersView{
			Invite: people.InviteView{Name: name, Email: email, Role: string(role), Error: problem, Field: fieldOf(err)},
		})
	}
	link, err := u.linkView(c, p)
	if err != nil {
		return err
	}
	return u.showUsers(c, http.StatusOK, people.UsersView{Link: link})
}

// linkView makes a link for a person, and shows it this once.
func (u *UI) linkView(c *call, p engine.Person) (people.LinkView, error) {
	link, sent, err := u.entry(c, p)
	if err != nil {
		return people.LinkView{}, err
	}
	view := people.LinkView{Href: link, Name: p.Name, Email: p.Email, Sent: sent == nil, Invited: p.Password == ""}
	if sent != nil && u.Site.Sends() {
		_, view.Problem = u.told(c, sent)
	}
	return view, nil
}

// user is the person that a page is about, who is not above the caller.
func (u *UI) user(c *call) (engine.Person, error) {
	p, err := u.Store.Person(c.Request().Context(), c.ws, engine.PersonID(c.Param("id")))
	if err == nil && !c.role.Includes(p.Role) {
		err = aboveError(p.Role)
	}
	return p, err
}

func (u *UI) userPage(c *call) error {
	p, err := u.user(c)
	if err != nil {
		return err
	}
	return u.showUser(c, http.StatusOK, p, people.UserView{})
}

func (u *UI) showUser(c *call, status int, p engine.Person, view people.UserView) error {
	sessions, err := u.Store.ListSessions(c.Request().Context(), c.ws, p.ID)
	if err != nil {
		return err
	}
	v := u.voice(c)
	view.Row, view.Roles, view.Sessions, view.Mail = u.userRow(c, p), u.roles(c, p.Role), len(sessions), u.Site.Sends()
	return u.show(c, status, page.FrameView{Title: p.Name}, "users", people.User(v, view))
}

// alter does something with a person, and says how that went on their page.
func (u *UI) alter(c *call, in personIn) error {
	p, err := u.user(c)
	if err != nil {
		return err
	}
	after, err := u.amend(c, p.ID, in)
	if err != nil {
		status, problem := u.told(c, err)
		return u.showUser(c, status, p, people.UserView{Error: problem})
	}
	return c.Redirect(http.StatusSeeOther, "/users/"+string(after.ID))
}

func (u *UI) changeRole(c *call) error {
	role := engine.Role(c.FormValue("role"))
	return u.alter(c, personIn{Role: &role})
}

func (u *UI) disable(c *call) error { off := true; return u.alter(c, personIn{Disabled: &off}) }

func (u *UI) enable(c *call) error { off := false; return u.alter(c, personIn{Disabled: &off}) }

func (u *UI) newLink(c *call) error {
	p, err := u.user(c)
	if err != nil {
		return err
	}
	link, err := u.linkView(c, p)
	if err != nil {
		return err
	}
	return u.showUser(c, http.StatusOK, p, people.UserView{Link: link})
}

func (u *UI) signOutElse(c *call) error {
	p, err := u.user(c)
	if err != nil {
		return err
	}
	if err := u.Store.SignOut(c.Request().Context(), c.ws, p.ID, ""); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/users/"+string(p.ID))
}

func (u *UI) deleteUser(c *call) error {
	p, err := u.user(c)
	if err != nil {
		return err
	}
	if err := u.remove(c, p.ID); err != nil {
		status, problem := u.told(c, err)
		return u.showUser(c, status, p, people.UserView{Error: problem})
	}
	return c.Redirect(http.StatusSeeOther, "/users")
}
