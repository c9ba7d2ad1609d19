package history

import "stanok/ui/part"

// AgainView asks before an operation is repeated, and takes other data for it.
type AgainView struct {
	Title  string
	Back   part.LinkView
	Action string
	Say    string   // what will be done, on which version
	Sends  []string // what will be sent a second time
	Hidden []Pair
	Views  []part.FilterView // form or text; none where nothing is changed
	Fields []part.FieldView  // of the form
	Long   []bool            // which of them take many lines
	Text   *part.FieldView   // or all of it as text
	Wrong  string            // why it cannot be taken
	Do     string
}
