package engine_test

import (
	"fmt"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/memory"
)

func TestPeopleAreToldOfAConnectionsAccessAndNotTooOften(t *testing.T) {
	store, clock := memory.New(), engine.SystemClock{}
	e := engine.New(engine.Config{Store: store, Clock: clock, Catalogue: engine.NewCatalogue(nil, nil)})
	for _, ws := range []engine.Workspace{{ID: "w", AlertTo: []string{"anna@example.com"}}, {ID: "quiet"}} {
		if err := store.PutWorkspace(t.Context(), ws); err != nil {
			t.Fatal(err)
		}
	}
	at := clock.Now().Add(time.Hour)
	c := engine.Connection{ID: "c", Name: "CRM"}
	refused := &engine.Failure{Kind: engine.Denied, Code: "oauth.refused", At: at}
	for range 15 {
		for _, ended := range []*engine.Failure{nil, refused} {
			for _, ws := range []engine.WorkspaceID{"w", "quiet"} {
				if err := e.TellOfAccess(t.Context(), ws, c, at, ended); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	letters, err := store.ListLetters(t.Context(), clock.Now(), 100)
	if err != nil || len(letters) != 20 {
		t.Fatalf("%d letters, %v", len(letters), err)
	}
	for i, kind := range []engine.LetterKind{engine.AccessEnding, engine.AccessEnded} {
		if l := letters[i]; l.Kind != kind || l.Connection != "c" || l.Name != "CRM" || !l.Since.Equal(at) || l.To[0] != "anna@example.com" || l.Workspace != "w" {
			t.Errorf("%+v", l)
		}
	}
}

func TestNoMoreThanAThousandLettersWait(t *testing.T) {
	store, clock := memory.New(), engine.SystemClock{}
	e := engine.New(engine.Config{Store: store, Clock: clock, Catalogue: engine.NewCatalogue(nil, nil)})
	tell := func(ws engine.WorkspaceID) {
		t.Helper()
		if err := e.TellOfAccess(t.Context(), ws, engine.Connection{ID: "c"}, clock.Now(), nil); err != nil {
			t.Fatal(err)
		}
	}
	waiting := func() []engine.Letter {
		t.Helper()
		letters, err := store.ListLetters(t.Context(), clock.Now(), 2000)
		if err != nil {
			t.Fatal(err)
		}
		return letters
	}
	for i := range 52 {
		ws := engine.Workspace{ID: engine.WorkspaceID(fmt.Sprint(i)), AlertTo: []string{"anna@example.com"}}
		if err := store.PutWorkspace(t.Context(), ws); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			tell(ws.ID)
		}
	}
	if n := len(waiting()); n != 1000 {
		t.Fatalf("%d letters wait", n)
	}
	for _, l := range waiting()[:10] {
		if err := store.DeleteLetter(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		tell("51") // nothing was written for it yet, so nothing counts
	}
	if n := len(waiting()); n != 1000 {
		t.Errorf("%d letters wait after ten were delivered", n)
	}
}
