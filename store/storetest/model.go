package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stanok/engine"
	"stanok/store/memory"
)

// likeModel does the same random things to the store under test and to the
// plainest one there is, and expects the same answers. Each run has workspaces
// of its own, so that one store serves them all.
func likeModel(t *testing.T, open func(t *testing.T) engine.Store) {
	pair := [2]engine.Store{open(t), memory.New()}
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		m := &machine{T: t, pair: pair, workspaces: []engine.WorkspaceID{
			engine.WorkspaceID(fmt.Sprintf("w%d", runs)), engine.WorkspaceID(fmt.Sprintf("w%d.", runs)),
		}}
		t.Repeat(m.actions())
	})
}

// machine does things to a pair of stores.
type machine struct {
	*rapid.T
	pair       [2]engine.Store
	workspaces []engine.WorkspaceID
	made       int               // operations so far; their ids sort by creation
	leases     [][2]engine.Lease // given by the two, newest last
	leased     []engine.WorkspaceID
	clock      time.Duration
}

func (m *machine) actions() map[string]func(*rapid.T) {
	acts := map[string]func(){
		"create":     m.create,
		"claim":      m.claim,
		"checkpoint": m.checkpoint,
		"extend":     m.extend,
		"cancel":     m.cancel,
		"amend":      m.amend,
		"prune":      m.prune,
		"forget":     m.forgetData,
		"due":        m.due,
		"find":       m.find,
		"read":       m.read,
		"processing": m.processing,
		"delete":     m.deleteProcessing,
		"connection": m.connection,
		"table":      m.table,
		"increment":  m.increment,
		"remember":   m.remember,
		"seize":      m.seize,
		"alert":      m.alert,
		"token":      m.token,
	}
	all := map[string]func(*rapid.T){}
	for name, act := range acts {
		all[name] = func(t *rapid.T) { m.T = t; act() }
	}
	return all
}

// both does something to the two stores and compares what they answer.
func (m *machine) both(doing string, do func(i int, s engine.Store) (any, error)) {
	m.Helper()
	var answers [2]string
	for i, s := range m.pair {
		got, err := do(i, s)
		answers[i] = plain(got) + " " + verdict(err)
	}
	m.Logf("%s: %s", doing, answers[1])
	if answers[0] != answers[1] {
		m.Fatalf("%s:\n  got %s\nmodel %s", doing, answers[0], answers[1])
	}
}

// verdict is what of an error callers act on.
func verdict(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Kind.String() + " " + e.Code
	}
	return fmt.Sprint(err)
}

func (m *machine) workspace() engine.WorkspaceID { return pick(m, "workspace", m.workspaces...) }

func (m *machine) processingID() engine.ProcessingID {
	return pick(m, "processing", engine.ProcessingID("p"), "q", "pq")
}

// id is that of an operation made before, or now and then of none.
func (m *machine) id() engine.OperationID {
	return operationID(rapid.IntRange(max(0, m.made-12), m.made).Draw(m.T, "operation"))
}

func operationID(n int) engine.OperationID { return engine.OperationID(fmt.Sprintf("op%04d", n)) }

// now lets a little time pass.
func (m *machine) now() time.Time {
	m.clock += time.Duration(rapid.IntRange(0, 3).Draw(m.T, "minutes")) * time.Minute
	return after(m.clock)
}

// soon is a time about now.
func (m *machine) soon() time.Time {
	return after(m.clock + time.Duration(rapid.IntRange(-3, 9).Draw(m.T, "minutes from now"))*time.Minute)
}

func (m *machine) state() engine.State { return pick(m, "state", engine.States...) }

func (m *machine) states() []engine.State {
	return rapid.SliceOfN(rapid.SampledFrom(engine.States), 0, 4).Draw(m.T, "states")
}

func (m *machine) words() []string {
	return rapid.SliceOfN(rapid.SampledFrom([]string{"Alpha", "beta", "ÉTÉ", "ёлка", "a b", ""}), 0, 3).Draw(m.T, "words")
}

func (m *machine) key() string { return pick(m, "key", "", "k", "l") }

func (m *machine) flip(label string) bool { return rapid.Bool().Draw(m.T, label) }

func pick[T any](m *machine, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(m.T, label)
}

// ctx is for the stores, which take their time from their arguments.
func (m *machine) ctx() context.Context { return m.Context() }
