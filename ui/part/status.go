package part

import (
	"github.com/a-h/templ"

	"stanok/ui/words"
)

// StatusView is how something stands: a shape and a word, in a colour.
type StatusView struct {
	Look     string // ok fail warn run wait skip stopped draft
	Icon     string
	Word     string
	Bare     bool   // the word is only read out
	Href     string // where the status leads
	TestID   string
	DataName string // of the attribute that carries State, as "data-state"
	State    string
}

// look is how a state looks: the family of its colour, and its shape.
type look struct{ status, icon string }

var operationLooks = map[string]look{
	"kept":      {"wait", "state-kept"},
	"queued":    {"wait", "state-queue"},
	"running":   {"run", "state-run"},
	"waiting":   {"wait", "state-wait"},
	"succeeded": {"ok", "state-ok"},
	"stopped":   {"skip", "state-skip"},
	"failed":    {"fail", "state-fail"},
	"uncertain": {"warn", "state-unsure"},
	"cancelled": {"stopped", "state-cancelled"},
}

var stepLooks = map[string]look{
	"running":   {"run", "state-run"},
	"retrying":  {"wait", "state-wait"},
	"waiting":   {"wait", "state-wait"},
	"open":      {"run", "state-run"},
	"done":      {"ok", "state-ok"},
	"failed":    {"fail", "state-fail"},
	"uncertain": {"warn", "state-unsure"},
	"skipped":   {"skip", "state-skip"},
}

var processingLooks = map[string]look{
	"running":    {"run", "state-run"},
	"changed":    {"warn", "state-warn"},
	"stopped":    {"stopped", "state-stopped"},
	"halted":     {"fail", "state-fail"},
	"draft":      {"draft", "state-draft"},
	"incomplete": {"warn", "state-warn"},
}

var cardLooks = map[string]look{
	"ok":     {"ok", "state-ok"},
	"empty":  {"draft", "state-draft"},
	"fix":    {"warn", "state-warn"},
	"failed": {"fail", "state-fail"},
	"off":    {"skip", "state-skip"},
}

// OperationStatus is how an operation stands, by its stored state.
func OperationStatus(v words.Voice, state string) StatusView {
	return status(v, operationLooks, "state.operation.", state, "data-state")
}

// StepStatus is how a step stands, by its stored state.
func StepStatus(v words.Voice, state string) StatusView {
	return status(v, stepLooks, "state.step.", state, "data-state")
}

// ProcessingStatus is how a processing stands: running, changed, stopped, halted,
// draft or incomplete, with so many things to fix.
func ProcessingStatus(v words.Voice, state string, toFix int) StatusView {
	s := status(v, processingLooks, "state.processing.", state, "data-status")
	if state == "incomplete" {
		s.Word = v.T("state.processing.incomplete", "n", toFix)
	}
	return s
}

// CardStatus is how an action in the chain stands: ok, empty, fix, failed or off.
func CardStatus(v words.Voice, state string) StatusView {
	s := status(v, cardLooks, "state.card.", state, "data-state")
	s.Bare = true
	return s
}

func status(v words.Voice, looks map[string]look, prefix, state, data string) StatusView {
	l := looks[state]
	return StatusView{Look: l.status, Icon: l.icon, Word: v.T(prefix + state), DataName: data, State: state}
}

// attributes are what tests find a status by.
func (s StatusView) attributes() templ.Attributes {
	all := templ.Attributes{}
	if s.TestID != "" {
		all["data-testid"] = s.TestID
	}
	if s.State != "" {
		all[s.DataName] = s.State
	}
	return all
}
