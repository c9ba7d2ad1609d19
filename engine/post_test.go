package engine_test

import (
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
