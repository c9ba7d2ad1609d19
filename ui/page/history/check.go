package history

import "stanok/ui/part"

// DecisionView is something to decide about a send that nobody knows the end of,
// and what it does.
type DecisionView struct {
	Button part.ButtonView
	Say    string
}

// CheckView asks the service whether a send arrived.
type CheckView struct {
	Action  string
	Ways    part.ChoiceView
	Address *part.FieldView // nil for whom may not write one
	Names   []part.FactView // values that an address can be made of, as it writes them
	Answer  *AnswerView     // nil until somebody asked
}

// AnswerView is what the service answered.
type AnswerView struct {
	Href     string // of the test that asked
	When     string
	Asked    string // the request
	Going    bool   // no answer yet
	Say, Try string // why there is none, or none that was welcome
	Found    []part.FactView
	NotFound bool // of what was sent nothing is in it
	Body     SideView
}
