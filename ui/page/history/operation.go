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
	Again      string // when it goes on by itself
	Arrived    []part.ChipView
	Version    string
	VersionAt  string
	Test       bool
	Original   string // address of what it repeats
	Caller     string // address of what called it
	Replays    []part.LinkView
	Acts       []part.ButtonView
	Choice     part.ChoiceView // of the version to continue on
	StepAgain  string          // address where the open step alone is repeated
	Resolve    []part.ButtonView
	Known      []part.FactView // of what was cut off
	SendsAgain []string        // what a repetition would send a second time
	Cause      *part.CauseView
	Water      part.WaterView
	More       string // address with more rows
	MoreSay    string
	Detail     DetailView
	SeesValues bool
}

// DetailView is what one step was given and gave.
type DetailView struct {
	Key      string
	Hidden   bool // the reader may not see values
	In, Out  SideView
	Say, Try string // why it failed
	Editor   string // address of the step in the editor
	Called   string // address of the operation that it called
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
