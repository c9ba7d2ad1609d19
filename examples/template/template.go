// Package template reads templates: ready processings that a person fills in.
//
// A template is data, a folder with template.yaml, the documents it names in
// each language, and sample requests. The file says what the template is for,
// which connections it needs, and which questions fill which fields of its
// documents; see Template. Nothing of a template is code.
package template

// Template is one template as its file says it. It never changes, so it may be
// shared.
type Template struct {
	ID            string         `yaml:"-"` // its folder
	Format        int            `yaml:"format"`
	Title         Words          `yaml:"title"`
	Result        Words          `yaml:"result"` // one sentence: what happens when it runs
	Minutes       int            `yaml:"minutes"`
	Services      []string       `yaml:"services"` // of connectors, or plain words, in the order of the flow
	Search        Words          `yaml:"search"`   // more words it is looked for by
	Prerequisites []Prerequisite `yaml:"prerequisites"`
	Documents     []Variant      `yaml:"documents"` // the first is what is made if nobody chooses
	Connections   []Connection   `yaml:"connections"`
	Tables        []Table        `yaml:"tables"`
	Questions     []Question     `yaml:"questions"`
	Sample        string         `yaml:"sample"` // a file in events, for all documents without one of their own

	texts   map[string][]byte  // of the documents, by variant and language
	samples map[string]Request // by file
}

// Words are said in each language.
type Words struct {
	EN string `yaml:"en"`
	RU string `yaml:"ru"`
	PT string `yaml:"pt-BR"`
}

// In is what is said in a language: English where it is none of the others.
func (w Words) In(language string) string {
	switch language {
	case "ru":
		return w.RU
	case "pt-BR":
		return w.PT
	}
	return w.EN
}

// Languages are those of documents and words, English first.
var Languages = [...]string{"en", "ru", "pt-BR"}

// Prerequisite is something to have, or to do, at a service before it works.
type Prerequisite struct {
	Service string `yaml:"service"`
	Text    Words  `yaml:"text"`
}

// Variant is one of the documents that a template can become.
type Variant struct {
	Name   string `yaml:"name"`
	Title  Words  `yaml:"title"`
	Help   Words  `yaml:"help"`
	Sample string `yaml:"sample"` // its own
}

// Connection is a name that documents give a connection, and the service whose
// form makes one.
type Connection struct {
	Name    string `yaml:"name"`
	Service string `yaml:"service"`
}

// Table is a table that documents look things up in, as it is at first.
type Table struct {
	Name    string              `yaml:"name"`
	Keys    []string            `yaml:"keys"`
	Columns []string            `yaml:"columns"`
	Rows    []map[string]string `yaml:"rows"`
}

// Kinds of questions.
const (
	Text   = "text"
	Number = "number"
	Choice = "choice" // one of the options
	Switch = "switch" // yes or no
	List   = "list"   // one of what a service lists
	Pairs  = "pairs"  // rows of two or more values each
)

// Question is something that a person says, and where in the documents it goes.
type Question struct {
	Name      string   `yaml:"name"`
	Title     Words    `yaml:"title"`
	Help      Words    `yaml:"help"`
	Kind      string   `yaml:"kind"`
	Required  bool     `yaml:"required"`
	Into      []string `yaml:"into"`    // scopes of drafts
	Table     string   `yaml:"table"`   // whose rows the answer becomes; of pairs
	Columns   []Column `yaml:"columns"` // of pairs
	List      ListOf   `yaml:"list"`
	Options   []Option `yaml:"options"`
	On        []string `yaml:"on"` // actions that are on when a switch is
	Default   string   `yaml:"default"`
	Documents []string `yaml:"documents"` // only of these; of all if empty
	Page      string   `yaml:"page"`      // the service beside which it is asked; with the review if empty
}

// Column is one value of a row of pairs.
type Column struct {
	Name  string `yaml:"name"`
	Title Words  `yaml:"title"`
	List  ListOf `yaml:"list"`
}

// ListOf names a list that a service gives.
type ListOf struct {
	Connection string   `yaml:"connection"` // a name of Connections
	List       string   `yaml:"list"`
	From       []string `yaml:"from"` // questions whose answers the list depends on, by the names the list knows them by
}

// Option is one of the answers of a choice.
type Option struct {
	Value string   `yaml:"value"`
	Title Words    `yaml:"title"`
	On    []string `yaml:"on"` // actions that are on when it is chosen; those of the other options are off
}

// Variant is the document of a name; the first for "".
func (t Template) Variant(name string) (Variant, bool) {
	for _, v := range t.Documents {
		if v.Name == name || name == "" {
			return v, true
		}
	}
	return Variant{}, false
}

// Document is the text of a document in a language.
func (t Template) Document(variant, language string) []byte { return t.texts[variant+"/"+language] }

// SampleOf is the request that a document is tried with; false if there is none.
func (t Template) SampleOf(variant string) (Request, bool) {
	v, _ := t.Variant(variant)
	name := v.Sample
	if name == "" {
		name = t.Sample
	}
	r, ok := t.samples[name]
	return r, ok
}

// For reports whether a question is asked for a document.
func (q Question) For(variant string) bool {
	for _, name := range q.Documents {
		if name == variant {
			return true
		}
	}
	return len(q.Documents) == 0
}
