package engine_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

// wavering fails while it is told to.
func wavering(fails *bool) engine.Action {
	return act("wavering", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
		if *fails {
			return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "value.missing"}
		}
		return engine.Outcome{}, nil
	})
}

func tallyOf(b *enginetest.Bench, id engine.ProcessingID) engine.Tally {
	b.T.Helper()
	seen, err := b.Tally(b.T.Context(), enginetest.WS, id)
	if err != nil {
		b.T.Fatal(err)
	}
	return seen
}

func sums(t engine.Tally) (ok, failed int) {
	for _, h := range t.Hours {
		ok, failed = ok+h.OK, failed+h.Failed
	}
	return ok, failed
}

func TestATallyCountsHoursAndRemembersTheLastOperationAndFailure(t *testing.T) {
	fails := false
	bubble(t, enginetest.Source{}, []engine.Action{wavering(&fails)}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "wavering"})
		if seen := tallyOf(b, p.ID); seen != (engine.Tally{}) {
			b.T.Errorf("before anything: %+v", seen)
		}
		b.Wait(b.Send(p, `{}`))
		fails = true
		broken, _ := b.Wait(b.Send(p, `{}`))
		fails = false
		time.Sleep(2 * time.Hour)
		last, _ := b.Wait(b.Send(p, `{}`))
		seen := tallyOf(b, p.ID)
		if seen.Hours[21] != (engine.HourTally{OK: 1, Failed: 1}) || seen.Hours[23] != (engine.HourTally{OK: 1}) {
			b.T.Errorf("hours %v", seen.Hours)
		}
		if seen.Last.Operation != last.ID || seen.Last.State != engine.Succeeded || seen.Failure.Operation != broken.ID || seen.Failure.Failure.Code != "value.missing" {
			b.T.Errorf("last %+v, failure %+v", seen.Last, seen.Failure)
		}
		time.Sleep(30 * time.Hour)
		seen = tallyOf(b, p.ID)
		if ok, failed := sums(seen); ok != 0 || failed != 0 || seen.Failure.Operation != "" || seen.Last.Operation != last.ID {
			b.T.Errorf("a day later: %+v", seen)
		}
	})
}

func TestATallySurvivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fails, store := false, memory.New()
		b := enginetest.New(t, store, enginetest.Source{}, wavering(&fails))
		stop := b.Run()
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "wavering"})
		old := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "wavering"})
		oldest, _ := b.Wait(b.Send(old, `{}`))
		time.Sleep(25 * time.Hour)
		b.Wait(b.Send(p, `{}`))
		fails = true
		b.Wait(b.Send(p, `{}`))
		want := tallyOf(b, p.ID)
		stop()
		time.Sleep(time.Second)
		again := enginetest.New(t, store, enginetest.Source{}, wavering(&fails))
		defer again.Run()()
		synctest.Wait()
		if got := tallyOf(again, p.ID); got.Hours != want.Hours || got.Last.Operation != want.Last.Operation || got.Failure.Operation != want.Failure.Operation {
			t.Errorf("after a restart %+v, want %+v", got, want)
		}
		if got := tallyOf(again, old.ID); got.Last.Operation != oldest.ID {
			t.Errorf("of long ago: %+v", got.Last)
		}
		again.Wait(again.Send(p, `{}`))
		if _, failed := sums(tallyOf(again, p.ID)); failed != 2 {
			t.Errorf("%d failed, want what was and what came", failed)
		}
	})
}

func TestAnUncertainOperationCountsAsFailedUntilAPersonSaysWhatHappened(t *testing.T) {
	sends := act("sends", engine.Once, func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{}, &engine.Error{Kind: engine.Uncertain, Code: "http.uncertain"}
	})
	bubble(t, enginetest.Source{}, []engine.Action{sends}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "sends"})
		op, _ := b.Wait(b.Send(p, `{}`))
		if seen := tallyOf(b, p.ID); seen.Hours[23] != (engine.HourTally{Failed: 1}) || seen.Failure.Operation != op.ID {
			b.T.Errorf("uncertain: %+v", seen)
		}
		if _, err := b.Resolve(b.T.Context(), enginetest.WS, op.ID, true); err != nil {
			b.T.Fatal(err)
		}
		b.Wait(op)
		if seen := tallyOf(b, p.ID); seen.Hours[23] != (engine.HourTally{OK: 1}) || seen.Failure.Operation != "" {
			b.T.Errorf("resolved: %+v", seen)
		}
	})
}
