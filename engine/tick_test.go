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

// every ticks at whole multiples of d.
func every(d time.Duration) *engine.Schedule {
	return &engine.Schedule{
		Next: func(_, after time.Time) (time.Time, bool) { return after.Truncate(d).Add(d), true },
		Event: func(tick, now time.Time) engine.Event {
			return engine.Event{Source: "test", Key: tick.Format(time.RFC3339), At: now, Data: []byte(`{"tick":"` + tick.Format(time.RFC3339) + `"}`)}
		},
	}
}

func ended(b *enginetest.Bench, p engine.Processing) int {
	b.T.Helper()
	page, err := b.Store.FindOperations(b.T.Context(), enginetest.WS, engine.OperationQuery{Processing: p.ID, Limit: 500})
	if err != nil {
		b.T.Fatal(err)
	}
	return len(page.Operations)
}

func TestATickBeginsOneOperation(t *testing.T) {
	bubble(t, enginetest.Source{Schedule: every(time.Minute)}, []engine.Action{echo("echo")}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
		time.Sleep(100*time.Minute + time.Second)
		synctest.Wait()
		if n := ended(b, p); n != 100 {
			b.T.Errorf("%d operations of 100 ticks", n)
		}
		if _, err := b.Stop(b.T.Context(), enginetest.WS, p.ID); err != nil {
			b.T.Fatal(err)
		}
		time.Sleep(time.Hour)
		if n := ended(b, p); n != 100 {
			b.T.Errorf("%d operations an hour after the stop", n)
		}
	})
}

func TestOfMissedTicksTheLatestRunsOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		away time.Duration
		skip bool
		want int
	}{
		"a restart between two ticks": {10 * time.Second, false, 0},
		"hours away":                  {5*time.Hour + 30*time.Minute, false, 1},
		"hours away, skipping":        {5*time.Hour + 30*time.Minute, true, 0},
		"a week away":                 {7*24*time.Hour + 30*time.Minute, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				schedule := every(time.Hour)
				schedule.Skip = tc.skip
				store := memory.New()
				b := enginetest.New(t, store, enginetest.Source{Schedule: schedule}, echo("echo"))
				stop := b.Run()
				p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
				time.Sleep(time.Hour + time.Minute)
				stop()
				before := ended(b, p)
				time.Sleep(tc.away)
				b = enginetest.New(t, store, enginetest.Source{Schedule: schedule}, echo("echo"))
				defer b.Run()()
				time.Sleep(time.Minute)
				synctest.Wait()
				if n := ended(b, p) - before; before != 1 || n != tc.want {
					t.Errorf("%d before, %d of the missed ticks ran, want %d", before, n, tc.want)
				}
			})
		})
	}
}

func TestASlowProcessingMaySkipTicks(t *testing.T) {
	slow := act("slow", engine.Reads, func(ctx context.Context, _ engine.Input) (engine.Outcome, error) {
		return engine.Outcome{}, engine.SystemClock{}.Sleep(ctx, 150*time.Second)
	})
	schedule := every(time.Minute)
	schedule.Alone = true
	bubble(t, enginetest.Source{Schedule: schedule}, []engine.Action{slow}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "slow"})
		time.Sleep(30*time.Minute + time.Second)
		synctest.Wait()
		if n := ended(b, p); n != 10 {
			b.T.Errorf("%d operations of 150 s in 30 minutes", n)
		}
	})
}
