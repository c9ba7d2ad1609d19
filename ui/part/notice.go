package part

// NoticeView is a sentence or two set apart from the page: what happened, why,
// what to do.
type NoticeView struct {
	Look   string // ok fail warn run, or "" for plain information
	Title  string
	Text   string
	Action ButtonView // shown when it has a Text
	TestID string
}

func (n NoticeView) icon() string {
	switch n.Look {
	case "":
		return "info"
	case "run":
		return "state-run"
	}
	return "state-" + n.Look
}

// CauseView is why an operation failed: what (the heading), why, what to do.
type CauseView struct {
	ID        string
	Look      string // fail or warn
	What      string
	Why       string
	Actions   []ButtonView // the first fits the cause and is tested as cause-action
	Technical []FactView
	Body      string // the first bytes of the answer, as text
	Curl      string // the request as a command, secrets masked
}

// FactView is a name and what it says.
type FactView struct{ Name, Value string }

// ToastView is a passing message. It is never the only place of an error.
type ToastView struct {
	ID     string
	Look   string
	Text   string
	Action ButtonView
	Kind   string // a newer one of the same kind takes its place; none for ""
}

// EmptyView stands where a list has nothing to show: why, and one way on. Its
// child is an example.
type EmptyView struct {
	Title   string
	Text    string
	Actions []ButtonView
	TestID  string
}

func noticeAction(n NoticeView) ButtonView {
	b := n.Action
	b.Look = Quiet
	return b
}

func causeAction(i int, b ButtonView) ButtonView {
	if i == 0 && b.TestID == "" {
		b.TestID = "cause-action"
	}
	return b
}
