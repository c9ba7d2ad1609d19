// Package connection holds the pages about connections. No view has room for a
// secret: of those there is only ever said that they are set.
package connection

import (
	"stanok/ui/part"
	"stanok/ui/words"
)

// ListView is the list of connections.
type ListView struct {
	Rows    []RowView
	MayEdit bool
}

// RowView is one line of it.
type RowView struct {
	ID, Name   string
	Kind, Icon string // of the connection: its word, and its picture
	Hosts      []string
	Uses       []UseView
	Check      CheckView
	Access     AccessView
}

// How many actions are named before the rest is only counted.
const (
	usesInRow  = 20
	usesOnPage = 200
)

// UseView is an action that names the connection.
type UseView struct {
	Bead   part.BeadView
	Flow   string // the processing
	Action string
	Href   string
	Before bool // only in the version that runs
}

// CheckView is what came of the last try.
type CheckView struct {
	Look string // ok warn fail; "" if it was not tried
	Word string // short, for the list
	Say  string // what happened
	Try  string // what to do
	When part.MomentView
}

func (c CheckView) status() part.StatusView {
	return part.StatusView{Look: c.Look, Icon: "state-" + c.Look, Word: c.Word}
}

// AccessView says how the access to the service stands. Its zero value is that of
// a connection whose keys do not end.
type AccessView struct {
	State  string // as the API has it; "" for none
	Look   string // ok warn fail, or "" while there is nothing to say
	Word   string // short, for the list
	Say    string
	Try    string
	Until  part.MomentView // no Text if it is not known
	SignIn string          // the button that leads to the service; "" if nobody signs in
	Urgent bool            // the button is what is to be pressed now
	Back   string          // our page to go back to after signing in
}

func (a AccessView) status() part.StatusView {
	if a.Look == "" {
		return part.StatusView{Look: "draft", Icon: "state-draft", Word: a.Word}
	}
	return part.StatusView{Look: a.Look, Icon: "state-" + a.Look, Word: a.Word}
}

// ChooseView are the services and kinds to choose from.
type ChooseView struct{ Services, Kinds []OfferView }

// OfferView is one of them.
type OfferView struct{ Name, Icon, Title, Text, Href string }

// FormView is the form of a connection, new or not.
type FormView struct {
	Action   string // where it is sent to
	Title    string
	Back     part.LinkView
	Return   string // our page to go back to after saving; "" for the connection's own
	Anyway   bool   // it may be saved though it was refused
	Before   string // the page before, of a wizard whose step the form is; "" for none
	Kind     string
	KindWord string
	Grant    string // how an oauth2 connection gets access; "" for others
	Redirect string // where the service sends people back to; "" if nobody goes there
	Service  string
	Version  string
	Held     string // the word for secrets that were typed already
	Removed  []string
	Opened   []string
	Shown    []string        // fields that are not folded away though they are right for most
	Fault    part.NoticeView // of the whole; none without a Title
	Name     part.FieldView
	Fields   []part.FieldView
	Folded   []part.FieldView // of a service: right as they stand for most
	Unfold   bool
	Checks   bool // it can be tried before it is saved
	Check    CheckView
	Origins  part.FieldView
	Secrets  []SecretView
	Blank    int // rows for secrets that have no name yet
	SecretNo string
	Rows     []PairView
	Free     bool // rows stand open: the kind has no fields of its own
	HowTo    HowToView
	New      bool
}

// SecretView is a place for a secret, which may be filled.
type SecretView struct {
	part.FieldView
	Set   bool // there is one; it is not shown
	Fresh bool // it was typed and is not saved yet
	Own   bool // of the kind, and not to be removed
	Tall  bool // of many lines
}

// PairView is a row of a name and a value.
type PairView struct {
	Name, Value, Error, Hint string
	Focus                    bool // on its value
}

// HowToView says where to find a key.
type HowToView struct {
	Title  string
	Steps  []string
	Script string // what is to be put into the service, as it stands
}

// View is one connection.
type View struct {
	Form    FormView
	ID      string
	Facts   []part.FactView // for those who may not change it
	MayEdit bool
	Saved   bool
	Access  AccessView

	Connected bool // just now

	Uses    []UseView
	Checked bool           // it is tried as its service was declared
	Try     part.FieldView // the address to try it at; no Name when it cannot be tried
	Check   CheckView
	Delete  string // the sentence that says why it cannot be deleted, or ""
}

func (s SecretView) testID() string { return "secret-" + s.Name }

// filled are the attributes of the box that stands for a secret that is set.
func (s SecretView) filled(v words.Voice) string {
	if s.Fresh {
		return v.T("connections.secret.fresh")
	}
	return v.T("connections.secret.set")
}
