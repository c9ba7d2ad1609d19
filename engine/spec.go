package engine

import "encoding/json"

// Spec describes an action or a source to people and to the editor: the form,
// the palette, the help and the check of a config are all drawn from it. Its
// words (label, summary, help of each field) are in ui/text under its Type.
type Spec struct {
	Type    string   // "http.request"; stored, so never renamed
	Version int      // of the config; grows when its meaning changes
	Group   string   // heading in the palette: http parser json compose data logic memory send service
	Service string   // the Service that a connector declares it for; "" for most
	Search  []string // more words it is looked for by
	Help    Help     // the long text, from the .md files beside the code
	Fields  []Field  // of the config, in the order of the form
	Outputs []string
	Codes   []string // every Error.Code a run of it can give
}

// Help is a text in each language: "en", "ru", "pt-BR". Markdown.
type Help map[string]string

// Field is one entry in a form.
type Field struct {
	Name     string // JSON name in the config
	Type     FieldType
	Options  []string // for Choice
	Default  any      // as JSON would decode it; nil for none
	Required bool
	Advanced bool     // folded away under "more settings"
	Fields   []Field  // of each row, for Rows
	List     string   // the list of the Service that it is chosen from; "" for none
	Needs    []string // the fields that have to be chosen before List can be asked
	Example  string   // shown while it is empty
}

// FieldType picks the control used to edit a field and says what may stand in it.
type FieldType string

// The types there are.
const (
	TextField     FieldType = "text"       // one line, may contain {{ expressions }}
	LongField     FieldType = "longtext"   // many lines, likewise
	JSONField     FieldType = "json"       // a composer template
	ValueField    FieldType = "value"      // an expression's value of any type
	Condition     FieldType = "condition"  // an expression that is true or false
	PlainField    FieldType = "plain"      // one line, taken as it stands
	NumberField   FieldType = "number"     // a whole number
	SwitchField   FieldType = "switch"     // true or false
	ChoiceField   FieldType = "choice"     // one of Options
	DurationField FieldType = "duration"   // 200ms 5s 10m 1h 7d
	PairsField    FieldType = "pairs"      // names and values, as for headers
	RowsField     FieldType = "rows"       // a list of objects with Fields
	ObjectField   FieldType = "object"     // one object with Fields
	ConnField     FieldType = "connection" // the name of a connection
	TableField    FieldType = "table"      // the name of a mapping table
	AnyField      FieldType = "any"        // JSON as it stands

	ProcessingField  FieldType = "processing"  // another processing, by its id or its name
	ProcessingsField FieldType = "processings" // a list of such
)

// Upgrader is implemented by an action or source whose Spec.Version has grown.
// Stored definitions are never rewritten: old configs are upgraded when read.
type Upgrader interface {
	Upgrade(with json.RawMessage, from int) (json.RawMessage, error)
}

// Spec describes the action of a type; it is false if there is none.
func (e *Engine) Spec(kind string) (Spec, bool) {
	if a, ok := e.cfg.Catalogue.Actions[kind]; ok {
		return a.Spec(), true
	}
	return Spec{}, false
}

// SourceSpec describes the source of a type; it is false if there is none.
func (e *Engine) SourceSpec(kind string) (Spec, bool) {
	if s, ok := e.cfg.Catalogue.Sources[kind]; ok {
		return s.Spec(), true
	}
	return Spec{}, false
}
