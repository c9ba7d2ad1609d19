package history

import "stanok/ui/part"

// OperationView is one operation.
type OperationView struct {
	ID, At     string
	Title      string
	Back       part.LinkView
	Status     part.StatusView
	Started    part.MomentView
	Took       string
	Again      part.MomentView // when it goes on by itself; none without a Text
	Arrived    []part.ChipView
	Version    string
	VersionAt  string
	Test       bool
	Original   string // address of what it repeats
	Caller     string // address of what called it
	Forgotten  string // that its data are gone, and since when
	Replays    []part.LinkView
	Acts       []part.ButtonView
	Choice     part.ChoiceView // of the version to continue on
	StepAgain  string          // address where the open step alone is repeated
	Resolve    []DecisionView
	Check      *CheckView
	Known      []part.FactView // of what was cut off
	SendsAgain []string        // what a repetition would send a second time
	Cause      *part.CauseView
	Hold       *HoldView
	Water      part.WaterView
	More       string // address with more rows
	MoreSay    string
	Detail     DetailView
	Near       []part.ButtonView // the operations before and behind it in its list
	Compare    string            // address of the comparison with one that succeeded
	SeesValues bool
	Erase      string // address where its data are erased; "" for who may not
}

// HoldView says who waits behind the operation, or behind which one it waits.
type HoldView struct {
	Title, Text string
	LetGo       part.ButtonView // ends the wait; none without a Text
	Ask         string          // what that means
	Holder      string          // address of the operation it waits for
}

// DetailView is what one step was given and gave.
type DetailView struct {
	Key      string
	Hidden   bool // the reader may not see values
	In, Out  SideView
	Say, Try string // why it failed
	Editor   string // address of the step in the editor
	Called   string // address of the operation that it called
	At       string // address of the operation
	Find     string // what is looked for in the values
	Found    []part.FactView
	Hide     []Pair // what else the address holds
	Curl     string // the request as a command
}

// SideView is a value: as a tree, or as text when it is no list or object.
type SideView struct {
	ID       string
	Root     part.TreeNode
	Text     string
	Whole    string // address of the whole text
	Download string
	Size     string
}

// None reports that there is no value.
func (s SideView) None() bool { return s.Download == "" }
