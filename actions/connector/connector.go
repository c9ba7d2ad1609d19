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
	Lists      []List      `json:"lists"`
	Actions    []Action    `json:"actions"`
}

// Words are a text in each language: "en", "ru", "pt-BR".
type Words map[string]string

// Connection says what a connection to the service consists of.
type Connection struct {
	// As names the kind of connection that it works like: "fields", which adds
	// nothing to a request, or oauth2.
	As      string  `json:"as"`
	Fields  []Entry `json:"fields"`
	Secrets []Entry `json:"secrets"`

	// Origins are where its secrets may go: "https://{account}.example.com", with
	// names of Fields in braces, or "{address}".
	Origins []string `json:"origins"`

	// Help says where in the service its values are found.
	Help Words `json:"help"`

	// Check is a request that only a working connection answers, and that
	// changes nothing; of the shape of Action.Request. Nil: none is known.
	Check   json.RawMessage `json:"check"`
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
	// processing; those of Success see answer, too. The body may be a composer
	// template under body.template.
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
	Fields   []Field  `json:"fields"`
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
