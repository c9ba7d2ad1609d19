package rehearse_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/rehearse"
)

func TestARehearsalIsKeptForWhoBeganIt(t *testing.T) {
	s, w := crm(t), newWorld(t)
	p := w.start("Lead", strings.ReplaceAll(lead, "ORIGIN", s.URL))
	for i := range 5 {
		w.send(p, fmt.Sprintf(`{"id": %d}`, i))
	}
	desk := rehearse.Desk{Engine: w.engine, Store: w.store, Clock: engine.SystemClock{}}
	shelf := rehearse.NewShelf(engine.SystemClock{})
	t.Cleanup(shelf.Close)
	mine := rehearse.Whose{Workspace: ws, Processing: p.ID, Person: "a"}
	r, err := desk.New(t.Context(), ws, p, 3)
	w.need(err)
	moved, end := r.Moved()
	defer end()
	shelf.Begin(mine, r)
	for !r.Report().Over {
		<-moved
	}
	if rep := shelf.Of(mine).Report(); rep.Done != 3 || rep.Total != 3 || rep.Stopped || rep.Revision != p.Revision {
		t.Errorf("%+v", rep)
	}
	if shelf.Of(rehearse.Whose{Workspace: ws, Processing: p.ID, Person: "b"}) != nil {
		t.Error("another person sees it")
	}
}

func TestARehearsalThatIsCancelledKeepsWhatItFound(t *testing.T) {
	w := newWorld(t)
	p := w.start("Count", "actions:\n  - {id: count, type: state.increment, with: {key: n}}\n")
	w.send(p, `{}`, `{}`)
	r, err := rehearse.Desk{Engine: w.engine, Store: w.store, Clock: engine.SystemClock{}}.New(t.Context(), ws, p, 20)
	w.need(err)
	shelf := rehearse.NewShelf(engine.SystemClock{})
	mine := rehearse.Whose{Workspace: ws, Processing: p.ID}
	shelf.Begin(mine, r)
	shelf.Cancel(mine)
	moved, end := r.Moved()
	defer end()
	for !r.Report().Over {
		<-moved
	}
	if rep := r.Report(); rep.Stopped != (rep.Done < 2) || len(rep.Results) != rep.Done {
		t.Errorf("%+v", rep)
	}
	shelf.Close()
	if shelf.Of(mine) != nil {
		t.Error("it is still there")
	}
}

func TestTheShelfIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := rehearse.NewShelf(engine.SystemClock{})
		defer shelf.Close()
		desk := rehearse.Desk{Store: nothing{}, Clock: engine.SystemClock{}}
		whose := func(i int) rehearse.Whose { return rehearse.Whose{Person: fmt.Sprint(i)} }
		for i := range 40 {
			r, err := desk.On(t.Context(), ws, engine.Processing{}, nil, 20)
			if err != nil {
				t.Fatal(err)
			}
			shelf.Begin(whose(i), r)
			time.Sleep(time.Second)
		}
		kept := 0
		for i := range 40 {
			if shelf.Of(whose(i)) != nil {
				kept++
			}
		}
		if kept != 24 || shelf.Of(whose(39)) == nil || shelf.Of(whose(0)) != nil {
			t.Errorf("%d are kept", kept)
		}
		time.Sleep(31 * time.Minute)
		if shelf.Of(whose(39)) != nil {
			t.Error("it is kept for ever")
		}
	})
}

// nothing is a store without operations.
type nothing struct{ engine.Store }

// FindOperations finds none.
func (nothing) FindOperations(context.Context, engine.WorkspaceID, engine.OperationQuery) (engine.OperationPage, error) {
	return engine.OperationPage{}, nil
}
