package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

// dialled counts what is asked of a store about vigils.
type dialled struct {
	engine.Store
	reads, writes atomic.Int64
	fail          atomic.Bool
}

func (d *dialled) ListVigils(ctx context.Context, ws engine.WorkspaceID) ([]engine.Vigil, error) {
	d.reads.Add(1)
	return d.Store.ListVigils(ctx, ws)
}

func (d *dialled) PutVigil(ctx context.Context, ws engine.WorkspaceID, v engine.Vigil, letters ...engine.Letter) error {
	if d.fail.Load() {
		return &engine.Error{Kind: engine.Unavailable, Code: "storage.full"}
	}
	d.writes.Add(1)
	return d.Store.PutVigil(ctx, ws, v, letters...)
}

// caller sends a lead with the phone that came, if it came.
func caller() []engine.Action {
	get := act("get", engine.Reads, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Output: in.Vars["source"].(map[string]any)["answer"]}, nil
	})
	return []engine.Action{get, echo("echo")}
}

func leadNodes() []engine.Node {
	return []engine.Node{
		{ID: "get", Type: "get", Title: "Get request"},
		{ID: "lead", Type: "echo", Title: "Write lead", With: json.RawMessage(`{"uses":["source.phone","get.id"]}`)},
	}
}

// watched is a bench over a store that counts.
func watched(t *testing.T, f func(b *enginetest.Bench, store *dialled)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		store := &dialled{Store: memory.New()}
		b := enginetest.New(t, store, enginetest.Source{}, caller()...)
		stop := b.Run()
		defer stop()
		synctest.Wait()
		f(b, store)
	})
}

func sendMany(b *enginetest.Bench, p engine.Processing, n int, event string) (last engine.Operation) {
	b.T.Helper()
	for range n {
		last, _ = b.Wait(b.Send(p, event))
	}
	synctest.Wait()
	return last
}

func vigilOf(b *enginetest.Bench, p engine.Processing) engine.Vigil {
	b.T.Helper()
	v, err := b.Vigil(b.T.Context(), enginetest.WS, p.ID)
	if err != nil {
		b.T.Fatal(err)
	}
	return v
}

const (
	usual   = `{"phone":"+7","unused":"x","answer":{"id":1}}`
	unusual = `{"unused":5,"answer":{"id":1}}`
)

func TestAUsedFieldThatComesNoMoreIsToldOnceNamingWhoUsesIt(t *testing.T) {
	watched(t, func(b *enginetest.Bench, store *dialled) {
		p := b.Start(engine.Settings{}, leadNodes()...)
		sendMany(b, p, 30, usual)
		if n := len(b.Post.Letters()); n != 0 {
			t.Fatalf("%d letters while all is as always", n)
		}
		sendMany(b, p, 4, unusual)
		if n := len(b.Post.Letters()); n != 0 {
			t.Fatalf("%d letters after four", n)
		}
		last := sendMany(b, p, 1, unusual)
		sendMany(b, p, 40, unusual)
		time.Sleep(3 * time.Hour)
		letters := b.Post.Letters()
		if got := kinds(letters); got != "drift:1 " {
			t.Fatalf("letters %s", got)
		}
		want := engine.DriftedField{Path: "phone", Action: "Write lead", Type: "echo", Was: engine.TextShape, Now: engine.Gone}
		if l := letters[0]; l.Name != "test" || l.Operation != last.ID || len(l.Drifted) != 1 || l.Drifted[0] != want {
			t.Errorf("the letter is %+v", l)
		}
		if n := store.reads.Load(); n != 1 {
			t.Errorf("vigils were read %d times", n)
		}
		if n := store.writes.Load(); n > 3 {
			t.Errorf("vigils were written %d times in 75 operations", n)
		}
		sendMany(b, p, 1, usual)
		time.Sleep(time.Minute)
		if got := kinds(b.Post.Letters()); got != "drift:1 " || len(vigilOf(b, p).Drifted()) != 0 {
			t.Errorf("after its return: letters %s, drifted %v", got, vigilOf(b, p).Drifted())
		}
	})
}

func TestWhatOnlyChangesNowAndThenAlarmsNobody(t *testing.T) {
	for name, events := range map[string][]string{
		"a field nobody uses":          {usual, `{"phone":"+7","unused":{},"answer":{"id":1}}`, `{"phone":"+7","answer":{"id":1,"more":2}}`},
		"a field that comes and goes":  {usual, usual, usual, unusual},
		"a field that was never there": {unusual, unusual},
	} {
		t.Run(name, func(t *testing.T) {
			watched(t, func(b *enginetest.Bench, _ *dialled) {
				p := b.Start(engine.Settings{}, leadNodes()...)
				for range 60 / len(events) {
					for _, e := range events {
						sendMany(b, p, 1, e)
					}
				}
				sendMany(b, p, 3, usual)
				time.Sleep(time.Hour)
				if got := kinds(b.Post.Letters()); got != "" {
					t.Errorf("letters %s", got)
				}
			})
		})
	}
}

func TestAnotherKindOrEmptinessIsDriftToo(t *testing.T) {
	for event, want := range map[string]engine.Shape{
		`{"phone":7,"answer":{"id":1}}`: engine.NumberShape, `{"phone":"","answer":{"id":1}}`: engine.EmptyShape, `{"phone":null,"answer":{"id":1}}`: engine.NullShape,
	} {
		watched(t, func(b *enginetest.Bench, _ *dialled) {
			p := b.Start(engine.Settings{}, leadNodes()...)
			sendMany(b, p, 20, usual)
			sendMany(b, p, 5, event)
			if d := vigilOf(b, p).Drifted(); len(d) != 1 || d[0].Now != want || d[0].By != "lead" {
				t.Errorf("%s: drifted %+v", event, d)
			}
		})
	}
}

func TestFieldsThatDriftTogetherAreInOneLetter(t *testing.T) {
	watched(t, func(b *enginetest.Bench, _ *dialled) {
		p := b.Start(engine.Settings{}, leadNodes()...)
		sendMany(b, p, 20, usual)
		sendMany(b, p, 9, `{"answer":{"ident":1}}`)
		time.Sleep(time.Minute)
		letters := b.Post.Letters()
		if got := kinds(letters); got != "drift:2 " {
			t.Fatalf("letters %s", got)
		}
		if d := letters[0].Drifted; len(d) != 2 || d[0].From != "Get request" || d[0].FromType != "get" || d[1].From != "" {
			t.Errorf("drifted %+v", d)
		}
	})
}

func TestThatIsRightNowLearnsTheNewPicture(t *testing.T) {
	watched(t, func(b *enginetest.Bench, _ *dialled) {
		p := b.Start(engine.Settings{}, leadNodes()...)
		sendMany(b, p, 20, usual)
		sendMany(b, p, 5, `{"phone":7,"answer":{"id":1}}`)
		if err := b.AcceptDrift(t.Context(), enginetest.WS, p.ID); err != nil {
			t.Fatal(err)
		}
		sendMany(b, p, 30, `{"phone":7,"answer":{"id":1}}`)
		time.Sleep(time.Minute)
		if got := kinds(b.Post.Letters()); got != "drift:1 " || len(vigilOf(b, p).Drifted()) != 0 {
			t.Errorf("letters %s, drifted %v", got, vigilOf(b, p).Drifted())
		}
		sendMany(b, p, 5, usual)
		if d := vigilOf(b, p).Drifted(); len(d) != 1 || d[0].Shape != engine.NumberShape {
			t.Errorf("the new picture is not watched over: %+v", d)
		}
	})
}

func TestThePictureOutlivesARestartAndALostWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &dialled{Store: memory.New()}
		b := enginetest.New(t, store, enginetest.Source{}, caller()...)
		stop := b.Run()
		synctest.Wait()
		p := b.Start(engine.Settings{}, leadNodes()...)
		sendMany(b, p, 19, usual)
		store.fail.Store(true)
		sendMany(b, p, 1, usual) // learned, and not written
		store.fail.Store(false)
		time.Sleep(2 * time.Minute)
		stop()
		again := enginetest.New(t, store, enginetest.Source{}, caller()...)
		stop = again.Run()
		defer func() { stop() }()
		synctest.Wait()
		sendMany(again, p, 5, unusual)
		time.Sleep(time.Minute)
		if got := kinds(again.Post.Letters()); got != "drift:1 " {
			t.Fatalf("letters %s", got)
		}
		stop()
		third := enginetest.New(t, store, enginetest.Source{}, caller()...)
		stop = third.Run()
		synctest.Wait()
		sendMany(third, p, 5, unusual)
		time.Sleep(time.Minute)
		if got := kinds(third.Post.Letters()); got != "" || len(vigilOf(third, p).Drifted()) != 1 {
			t.Errorf("told again after another restart: %s", got)
		}
	})
}

func TestAVersionThatUsesAFieldNoMoreEndsItsDrift(t *testing.T) {
	watched(t, func(b *enginetest.Bench, _ *dialled) {
		p := b.Start(engine.Settings{}, leadNodes()...)
		sendMany(b, p, 20, usual)
		sendMany(b, p, 5, unusual)
		nodes := leadNodes()
		nodes[1].With = json.RawMessage(`{"uses":["get.id"]}`)
		draft, err := json.Marshal(engine.Definition{Format: 1, Name: "test", Source: engine.SourceConfig{Type: "test"}, Nodes: nodes})
		if err != nil {
			t.Fatal(err)
		}
		if p, err = b.Store.Processing(t.Context(), enginetest.WS, p.ID); err != nil {
			t.Fatal(err)
		}
		p.Draft = draft
		if _, err := b.Store.PutProcessing(t.Context(), enginetest.WS, p, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Engine.Apply(t.Context(), enginetest.WS, p.ID, 0, "me"); err != nil {
			t.Fatal(err)
		}
		sendMany(b, p, 1, unusual)
		if v := vigilOf(b, p); len(v.Drifted()) != 0 || fmt.Sprint(len(v.Fields)) != "1" {
			t.Errorf("left is %+v", v.Fields)
		}
	})
}
