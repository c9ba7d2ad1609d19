package part

import (
	"strconv"

	"stanok/ui/words"
)

// WaterView is how an operation went: one row a step, each with a bar where its
// time was.
type WaterView struct {
	ID    string
	Ticks []string // of the axis, from 0 to the end, evenly apart
	Rows  []StepView
}

// StepView is one step.
type StepView struct {
	Key    string // of the step, "orders#3/notify"
	ID     string // of the element
	Bead   BeadView
	Name   string
	Carry  CarryView // what came out, or why nothing did
	State  string    // as stored
	Took   string
	From   string // when it began, from the beginning of the operation
	Bars   []BarView
	Broken bool   // nothing went further from here
	Open   bool   // its detail, the child of the row, is shown
	Href   string // leads to the page with its detail open
	Tries  string // the attempts there were, in words; "" if one
	Turns  []TurnView
	Failed LinkView // leads to the first turn that failed
	More   string   // how many turns are not among Turns
}

// TurnView is one turn of a loop.
type TurnView struct {
	Number string
	State  string // as a step's is stored
	Href   string
	Shown  bool // its steps are among the rows
}

func (t TurnView) status(v words.Voice) string {
	return v.T("water.turn", "n", t.Number, "state", StepStatus(v, t.State).Word)
}

// MaxTurns is how many turns of a loop are drawn.
const MaxTurns = 100

// BarView is a stretch of time within an operation, in thousandths of it.
type BarView struct {
	Look     string // ok fail wait now unsure
	From     int    // 0 to 1000
	Wide     int
	OffsetMS int64
	WidthMS  int64
}

// x and width write a thousandth as a percentage. What is too short to be seen
// is drawn as half a per cent.
func (b BarView) x() string     { return percent(min(b.From, 995)) }
func (b BarView) width() string { return percent(max(b.Wide, 5)) }
func (b BarView) end() string   { return percent(min(b.From+max(b.Wide, 5), 1000)) }

func percent(thousandths int) string {
	return strconv.FormatFloat(float64(thousandths)/10, 'f', -1, 64) + "%"
}

// offset and duration are those of all bars of a step together.
func (s StepView) offset() string {
	if len(s.Bars) == 0 {
		return "0"
	}
	return strconv.FormatInt(s.Bars[0].OffsetMS, 10)
}

func (s StepView) duration() string {
	if len(s.Bars) == 0 {
		return "0"
	}
	last := s.Bars[len(s.Bars)-1]
	return strconv.FormatInt(last.OffsetMS+last.WidthMS-s.Bars[0].OffsetMS, 10)
}

// said is the bar in words.
func (s StepView) said(v words.Voice) string {
	text := v.T("water.bar", "from", s.From, "took", s.Took)
	if s.Tries != "" {
		text += "; " + s.Tries
	}
	return text
}

func (t TurnView) current() string { return strconv.FormatBool(t.Shown) }

func (s StepView) thread() string {
	if s.Broken {
		return "broken"
	}
	return "done"
}

func (s StepView) expanded() string {
	if s.Open {
		return "true"
	}
	return "false"
}

func (s StepView) status(v words.Voice) StatusView {
	st := StepStatus(v, s.State)
	st.Bare = true
	return st
}
