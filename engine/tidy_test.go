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

// scales is a store in which every operation weighs a thousand bytes.
type scales struct{ engine.Store }

func (s scales) Size() (int64, error) {
	all, err := stored(s.Store)
	return int64(len(all)) * 1_000, err
}

// stored lists the ends of all operations.
func stored(s engine.Store) (ends []engine.State, err error) {
	for q := (engine.OperationQuery{Limit: 500}); ; {
		page, err := s.FindOperations(context.Background(), enginetest.WS, q)
		if err != nil {
			return nil, err
		}
		for _, op := range page.Operations {
			ends = append(ends, op.State)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return ends, nil
		}
	}
}

// fickle fails when the event says so.
var fickle = act("fickle", engine.Reads, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
	if in.Vars["source"].(map[string]any)["fail"] != nil {
		return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "fail.message"}
	}
	return engine.Outcome{}, nil
})

func TestHistoryKeepsToItsBudgetAndForgetsSuccessesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := enginetest.New(t, scales{memory.New()}, enginetest.Source{}, fickle)
		defer b.Run()()
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "fickle"})
		for i := range 40 {
			b.Wait(b.Send(p, `{"fail": true}`))
			b.Wait(b.Send(p, fmt.Sprintf(`{"n": %d}`, i)))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		// What went well after the last look may stay, as far as there is room.
		if got := count(t, b.Store); got[engine.Failed] != 40 || int64(40+got[engine.Succeeded])*1_000 > engine.CrowdedAt(b.HistoryBudget()) {
			t.Errorf("of 40 failures and 40 successes are left: %v", got)
		}
		for range 40 {
			b.Wait(b.Send(p, `{"fail": true}`))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := count(t, b.Store); got[engine.Failed] > 50 {
			t.Errorf("of 80 failures are left: %v", got)
		}
	})
}

func count(t *testing.T, s engine.Store) map[engine.State]int {
	t.Helper()
	ends, err := stored(s)
	if err != nil {
		t.Fatal(err)
	}
	n := map[engine.State]int{}
	for _, state := range ends {
		n[state]++
	}
	return n
}

func TestOfWhatWentWellTheDataGoAfterAWeekAndTheRestLater(t *testing.T) {
	const day = 24 * time.Hour
	synctest.Test(t, func(t *testing.T) {
		b := enginetest.New(t, memory.New(), enginetest.Source{}, fickle)
		stop := b.Run()
		defer func() { stop() }()
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "fickle"})
		well, _ := b.Wait(b.Send(p, `{"n": 1}`))
		wrong, _ := b.Wait(b.Send(p, `{"fail": true}`))
		for _, at := range []struct {
			after             time.Duration
			well, data, wrong bool
		}{{7*day - time.Hour, true, true, true}, {2 * time.Hour, true, false, true}, {7 * day, false, false, true}, {46*day - 2*time.Hour, false, false, true}, {3 * time.Hour, false, false, false}} {
			if long := at.after - 2*time.Hour; long > 0 { // what it does every second shows nothing
				stop()
				time.Sleep(long)
				stop = b.Run()
			}
			time.Sleep(min(at.after, 2*time.Hour))
			synctest.Wait()
			one, err := b.Store.Operation(t.Context(), enginetest.WS, well.ID)
			if (err == nil) != at.well || at.well && (len(one.Event.Data) > 0) != at.data {
				t.Errorf("after %s more, what went well is %+v, %v", at.after, one, err)
			}
			if at.well {
				_, err := b.Replay(t.Context(), enginetest.WS, well.ID, engine.Replay{From: engine.FromStart})
				if refused := engine.KindOf(err) == engine.Conflict && err != nil; refused == at.data {
					t.Errorf("repeating it after %s more: %v", at.after, err)
				}
			}
			two, err := b.Store.Operation(t.Context(), enginetest.WS, wrong.ID)
			if (err == nil) != at.wrong || at.wrong && string(two.Event.Data) != `{"fail": true}` {
				t.Errorf("after %s more, the failure is %+v, %v", at.after, two, err)
			}
		}
	})
}
