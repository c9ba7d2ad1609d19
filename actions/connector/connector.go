package connector

import "encoding/json"

// Service is a declaration: one service, how to connect to it, and what can be
// done there. Declarations never change once they are read.
type Service struct {
	// Name begins the types of the actions, and is the type of its connections.
	Name  string `json:"service"`
	Title string `json:"title"` // what it calls itself
	About Words  `json:"about"`

	// Search are more words it is looked for by, in any language.
	Search []string `json:"search"`
	// Hosts are the ends of its names on the internet.
	Hosts []string `json:"hosts"`

	Connection *Connection `json:"connection"` // nil: its actions need none
	Limits     Limits      `json:"limits"`
	Busy       *Busy       `json:"busy"`   // nil: it says so in no way of its own
	Source     *Source     `json:"source"` // nil: it sends nothing by itself
	Lists      []List      `json:"lists"`
	Actions    []Action    `json:"actions"`
}

// Usual is what Success of an action is that says nothing about it; nil for the
// status of the answer alone.
func (s Service) Usual() json.RawMessage {
	if s.Connection == nil {
		return nil
	}
	return s.Connection.Success
}

// Words are a text in each language: "en", "ru", "pt-BR".
type Words map[string]string

// Connection says what a connection to the service consists of.
type Connection struct {
	// As names the kind of connection that it works like: "fields", which adds
	// nothing to a request, or oauth2.
	As      string  `json:"as"`
	OAuth2  *OAuth2 `json:"oauth2"` // with as: oauth2
	Fields  []Entry `json:"fields"`
	Secrets []Entry `json:"secrets"`

	// Origins are where its secrets may go: "https://{account}.example.com", with
	// names of Fields in braces, or "{address}".
	Origins []string `json:"origins"`

	// Help says where in the service its values are found.
	Help Words `json:"help"`
	// Script is text that people have to put into the service, as it stands.
	Script string `json:"script"`

	// Check is a request that only a working connection answers, and that
	// changes nothing; of the shape of Action.Request. Nil: none is known.
	Check json.RawMessage `json:"check"`

	// Success says how an answer shows that it went well: to Check, to the
	// requests of lists, and to the actions that do not say it themselves.
	Success json.RawMessage `json:"success"`
}

// Entry is one value of a connection.
type Entry struct {
	Name     string `json:"name"`
	Title    Words  `json:"title"`
	Help     Words  `json:"help"`
	Example  string `json:"example"`
	Default  string `json:"default"`
	Optional bool   `json:"optional"`
}

// OAuth2 says how a service gives out tokens. Names of the connection's fields may
// stand in braces, as in Connection.Origins; in Also those of its secrets, too. The
// client is the connection's field client_id and its secret client_secret.
type OAuth2 struct {
	Grant      string            `json:"grant"`       // authorization_code client_credentials password
	AuthURL    string            `json:"auth_url"`    // where people sign in
	TokenURL   string            `json:"token_url"`   // where tokens are given out
	Scope      string            `json:"scope"`       // what is asked for
	ClientAuth string            `json:"client_auth"` // "basic": the client names itself in a header
	Also       map[string]string `json:"also"`        // sent along when a token is asked for
	Unless     string            `json:"unless"`      // the secret that makes signing in needless: a token that lasts
}

// Busy says which answers of a service mean that too much was asked of it and that
// it did nothing, so that any request may be sent again.
type Busy struct {
	Status string `json:"status"` // "429 503"
	When   string `json:"when"`   // a condition on answer; "" for all of these statuses
	Wait   string `json:"wait"`   // an expression for the seconds to wait; "" for what the answer says as most do
}

// Source says how a service tells by itself what happened there: to a webhook.
type Source struct {
	Title Words `json:"title"` // what begins an operation then
	// Help says, step by step, where in the service the link is put.
	Help Words `json:"help"`
	// With are settings of a webhook that fit the service.
	With json.RawMessage `json:"with"`
}

// Limits are how fast the service lets itself be called.
type Limits struct {
	AtOnce int `json:"at_once"` // requests under way; 0: the program's own limit
}

// List is a list of choices that is asked for when somebody chooses, such as the
// pipelines of an account.
type List struct {
	Name string `json:"name"`
	// Needs are the fields of the action that have to be chosen before.
	Needs   []string        `json:"needs"`
	Request json.RawMessage `json:"request"`
	// Items is an expression for the list in the answer; Value and Title are
	// expressions of one item.
	Items string `json:"items"`
	Value string `json:"value"`
	Label string `json:"label"`
}

// Action is one thing that can be done in the service, by one request.
type Action struct {
	Name  string   `json:"name"` // "lead.create"
	Title Words    `json:"title"`
	About Words    `json:"about"`
	Help  Words    `json:"help"` // Markdown; About again where there is none
	Words []string `json:"search"`

	Fields []Field `json:"fields"`

	// Request and Success have the shape of an http.request's config. Their
	// expressions see input (the fields by name), connection, operation and
	// processing; those of Success see answer, too. The body may have a composer
	// template under body.template: it is the body of kind json, and the other
	// kinds see its text as composed. A form may write its values in brackets, and
	// a redirect may say where the answer is to be fetched.
	Request json.RawMessage `json:"request"`
	Success json.RawMessage `json:"success"`

	// Repeat says what the request twice would do: "reads" and "safe" do no
	// harm, "once" must not be repeated blindly.
	Repeat string `json:"repeat"`

	// Gives are the action's outputs, as expressions of answer and input.
	Gives []Given `json:"gives"`
}

// Field is one entry of an action's form.
type Field struct {
	Name     string   `json:"name"`
	Kind     string   `json:"kind"` // text longtext value number switch choice date pairs rows
	Title    Words    `json:"title"`
	Help     Words    `json:"help"`
	Example  string   `json:"example"`
	Default  any      `json:"default"`
	Required bool     `json:"required"`
	Advanced bool     `json:"advanced"`
	Options  []Option `json:"options"`
	List     string   `json:"list"` // a list of the service it is chosen from
	Escape   *Escape  `json:"escape"`
	Fields   []Field  `json:"fields"`
}

// Escape says how values are written that stand inside a field's text, so that
// what they hold is never taken for marks of the text's format.
type Escape struct {
	By string            `json:"by"` // the choice field that says the format
	As map[string]string `json:"as"` // by its option: html or markdown
}

// Option is one of a field's choices.
type Option struct {
	Value string `json:"value"`
	Title Words  `json:"title"`
}

// Given is one output of an action.
type Given struct {
	Name  string `json:"name"`
	Title Words  `json:"title"`
	Value string `json:"value"` // an expression, without braces
}
