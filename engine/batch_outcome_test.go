package engine_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

func TestWhatFailsAgainIsCountedByItsCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClinic(t, memory.New())
		defer c.Run()()
		c.fall(300, engine.Settings{})
		all, err := c.Choose(t.Context(), enginetest.WS, engine.Selection{Query: engine.OperationQuery{States: []engine.State{engine.Failed}}}, 500)
		if err != nil || len(all.Operations) != 300 {
			t.Fatalf("%d, %v", len(all.Operations), err)
		}
		b := c.await(c.repeat(0, all.Operations).ID)
		if b.Succeeded != 180 || b.Failed != 120 || len(b.Causes) != 1 || b.Causes[0].Count != 120 || b.Causes[0].Failure.Node != "store" {
			t.Errorf("%+v", b)
		}
		again, err := c.Choose(t.Context(), enginetest.WS, engine.Selection{Query: engine.OperationQuery{States: []engine.State{engine.Failed}}}, 500)
		if err != nil || len(again.Operations) != 120 || again.Repeated != 300 {
			t.Errorf("chosen again: %d, %d left out, %v", len(again.Operations), again.Repeated, err)
		}
		if _, err := c.Choose(t.Context(), enginetest.WS, engine.Selection{}, 10); engine.KindOf(err) != engine.Invalid {
			t.Errorf("more than may be: %v", err)
		}
		if _, err := c.Repeat(t.Context(), enginetest.WS, engine.Batch{}, nil); engine.KindOf(err) != engine.Invalid {
			t.Errorf("repeating nothing: %v", err)
		}
	})
}

// TestFailuresOfMoreReasonsThanABatchTellsApartAreCountedApart: thirty-two reasons,
// of which thirty are named; what the others are is not put to the last of those.
func TestFailuresOfMoreReasonsThanABatchTellsApartAreCountedApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := enginetest.New(t, memory.New(), enginetest.Source{}, act("refuse", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "http.status", Args: map[string]string{"status": field(in, "n")}}
		}))
		defer b.Run()()
		p := b.Start(engine.Settings{}, engine.Node{ID: "refuse", Type: "refuse"})
		for i := range 32 {
			b.Send(p, fmt.Sprintf(`{"n":"%d"}`, 400+i))
		}
		synctest.Wait()
		all, err := b.Choose(t.Context(), enginetest.WS, engine.Selection{Query: engine.OperationQuery{States: []engine.State{engine.Failed}}}, 500)
		if err != nil || len(all.Operations) != 32 {
			t.Fatalf("%d failed, %v", len(all.Operations), err)
		}
		made, err := b.Repeat(t.Context(), enginetest.WS, engine.Batch{Processing: p.ID, From: engine.FromStart, By: "me"}, all.Operations)
		for err == nil && made.Finished.IsZero() {
			time.Sleep(time.Second)
			made, err = b.Store.Batch(t.Context(), enginetest.WS, made.ID)
		}
		if err != nil || made.Failed != 32 || len(made.Causes) != 30 || made.Others != 2 || made.Causes[29].Count != 1 {
			t.Errorf("%d failed of %d reasons, %d of others, %v", made.Failed, len(made.Causes), made.Others, err)
		}
	})
}

func TestWhoBeganALongRepetitionIsWrittenHowItWent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClinic(t, memory.New())
		defer c.Run()()
		anna := engine.Person{ID: "anna", Email: "anna@example.test", Language: "ru", TimeZone: "Europe/Moscow"}
		if err := c.Store.AddPerson(t.Context(), enginetest.WS, anna); err != nil {
			t.Fatal(err)
		}
		c.fall(300, engine.Settings{})
		all, err := c.Choose(t.Context(), enginetest.WS, engine.Selection{Query: engine.OperationQuery{States: []engine.State{engine.Failed}}}, 500)
		if err != nil {
			t.Fatal(err)
		}
		letters := func(every time.Duration, tell engine.PersonID, ops []engine.Operation) (about []engine.Letter) {
			b, err := c.Repeat(t.Context(), enginetest.WS, engine.Batch{Processing: c.p.ID, From: engine.FromFailed, Every: every, Tell: tell}, ops)
			if err != nil {
				t.Fatal(err)
			}
			c.await(b.ID)
			synctest.Wait()
			for _, l := range c.Post.Letters() {
				if l.Kind == engine.Repeated && l.Batch.ID == b.ID {
					about = append(about, l)
				}
			}
			return about
		}
		told := letters(time.Second, "anna", all.Operations[:200])
		if len(told) != 1 {
			t.Fatalf("%d letters", len(told))
		}
		l := told[0]
		if l.To[0] != anna.Email || l.Language != "ru" || l.TimeZone != "Europe/Moscow" || l.Name != "test" || l.Batch.Succeeded != 120 || l.Batch.Failed != 80 || l.Batch.Causes[0].Count != 80 {
			t.Errorf("%+v of %+v", l, l.Batch)
		}
		for name, none := range map[string][]engine.Letter{
			"a short one": letters(0, "anna", all.Operations[200:210]), "one that nobody wants to hear of": letters(time.Second, "", all.Operations[210:280]),
			"one of somebody who is gone": letters(5*time.Second, "nobody", all.Operations[280:]),
		} {
			if len(none) > 0 {
				t.Errorf("%d letters about %s", len(none), name)
			}
		}
	})
}
