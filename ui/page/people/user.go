package people

import "stanok/ui/part"

// UsersView is the page of everybody who may sign in.
type UsersView struct {
	People []RowView
	Mail   bool // letters can be sent
	Invite InviteView
	Link   LinkView // just made
}

// RowView is one of them.
type RowView struct {
	Href        string
	Name, Email string
	Role        string
	State       string // active invited disabled
	Me          bool
	Seen        string // "" for never
	SeenExactly string
}

func (r RowView) look() string {
	return map[string]string{"active": "ok", "invited": "wait", "disabled": "stopped"}[r.State]
}

// InviteView is the form to invite one more.
type InviteView struct {
	Name, Email, Role string
	Roles             []part.OptionView
	Error, Field      string
}

func (i InviteView) problem(field string) string {
	if i.Field == field {
		return i.Error
	}
	return ""
}

// loose reports whether what is wrong is of no field that is shown.
func (i InviteView) loose() bool {
	return i.Error != "" && i.Field != "name" && i.Field != "email"
}

// LinkView is a link that is shown this once.
type LinkView struct {
	Href        string // "" for none
	Name, Email string
	Invited     bool
	Sent        bool
	Problem     string // why it was not sent
}

// UserView is the page of one person.
type UserView struct {
	Row      RowView
	Roles    []part.OptionView
	Sessions int
	Mail     bool
	Link     LinkView
	Error    string
}

// matrix says in words what each role may do, most first.
var matrix = []string{"owner", "admin", "editor", "operator", "viewer"}
