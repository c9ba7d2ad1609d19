package engine_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

// set is a clock that people set. What has elapsed does not change by that.
type set struct {
	engine.SystemClock
	mu sync.Mutex
	by time.Duration
}

func (c *set) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.SystemClock.Now().Add(c.by)
}

func (c *set) jump(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by += by
}

const year = 365 * 24 * time.Hour

// jumps are how clocks are set: summer time mistaken for UTC, a day's error, and a
// machine whose battery is empty. One that is steered goes a little faster.
var jumps = map[string]time.Duration{"an hour back": -time.Hour, "a day on": 24 * time.Hour, "ten years back": -10 * year, "steered": 400 * time.Millisecond}

func withClock(t *testing.T, source enginetest.Source, actions []engine.Action, try func(b *enginetest.Bench, c *set)) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(20 * year) // so that ten years back is a time like any other
		c := &set{}
		b := enginetest.NewAt(t, memory.New(), c, source, actions...)
		defer b.Run()()
		try(b, c)
	})
}

func TestATickBeginsOneOperationHoweverTheClockIsSet(t *testing.T) {
	for name, by := range jumps {
		t.Run(name, func(t *testing.T) {
			withClock(t, enginetest.Source{Schedule: every(time.Minute)}, []engine.Action{echo("echo")}, func(b *enginetest.Bench, c *set) {
				p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
				time.Sleep(2*time.Hour + time.Second)
				synctest.Wait()
				before := ended(b, p)
				c.jump(by)
				time.Sleep(2*time.Hour + time.Second)
				synctest.Wait()
				after := ended(b, p) - before
				want := 120
				if by == -time.Hour {
					want = 60 // those of one hour were there already
				}
				if before != 120 || after < want || after > want+1 {
					t.Errorf("%d operations in two hours before, %d after; want %d and perhaps one of those missed", before, after, want)
				}
				ticks := map[string]bool{}
				page, err := b.Store.FindOperations(t.Context(), enginetest.WS, engine.OperationQuery{Processing: p.ID, Limit: 500})
				for _, op := range page.Operations {
					if ticks[op.Event.Key] {
						t.Errorf("two operations of the tick %s", op.Event.Key)
					}
					ticks[op.Event.Key] = true
				}
				if err != nil || len(ticks) != before+after {
					t.Errorf("%d ticks of %d operations, %v", len(ticks), before+after, err)
				}
			})
		})
	}
}

func TestAnIntervalGoesOnHoweverTheClockIsSet(t *testing.T) {
	schedule := every(0)
	schedule.Next = func(anchor, after time.Time) (time.Time, bool) { // as the schedule source reads every: 7m
		const d = 7 * time.Minute
		if after.Before(anchor) {
			return anchor.Add(d), true
		}
		return anchor.Add((after.Sub(anchor)/d + 1) * d), true
	}
	for name, by := range jumps {
		t.Run(name, func(t *testing.T) {
			withClock(t, enginetest.Source{Schedule: schedule}, []engine.Action{echo("echo")}, func(b *enginetest.Bench, c *set) {
				p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
				time.Sleep(70*time.Minute + time.Second)
				c.jump(by)
				time.Sleep(70*time.Minute + 61*time.Second)
				synctest.Wait()
				n := ended(b, p)
				want := 20
				if by == -time.Hour {
					want = 11
				}
				if n < want || n > want+1 {
					t.Errorf("%d operations, want %d and perhaps one of those missed", n, want)
				}
			})
		})
	}
}

func TestPausesAndRetriesLastAsLongAsTheyShouldHoweverTheClockIsSet(t *testing.T) {
	for name, by := range jumps {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			var calls []time.Duration
			flaky := act("flaky", engine.Repeatable, func(context.Context, engine.Input) (engine.Outcome, error) {
				mu.Lock()
				defer mu.Unlock()
				if calls = append(calls, elapsed()); len(calls) == 1 {
					return engine.Outcome{}, &engine.Error{Kind: engine.Unavailable, Code: "http.unavailable", Err: errors.New("no")}
				}
				return engine.Outcome{}, nil
			})
			var c *set
			pause := act("pause", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
				return engine.Outcome{Next: engine.Wait{Until: c.Now().Add(20 * time.Minute), Paused: true}}, nil
			})
			withClock(t, enginetest.Source{}, []engine.Action{flaky, pause}, func(b *enginetest.Bench, clock *set) {
				c = clock
				p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "flaky", Retry: engine.RetryPolicy{Attempts: 3, First: 5 * time.Minute, Max: 5 * time.Minute}}, engine.Node{ID: "b", Type: "pause"}, engine.Node{ID: "c", Type: "flaky"})
				began := elapsed()
				op := b.Send(p, `{}`)
				time.Sleep(10 * time.Second)
				c.jump(by)
				time.Sleep(10 * time.Minute)
				c.jump(by)
				b.Wait(op)
				synctest.Wait()
				got := fmt.Sprint(len(calls))
				for _, at := range calls[1:] {
					got += fmt.Sprint(" ", (at - began).Round(5*time.Minute))
				}
				if want := "3 5m0s 25m0s"; got != want && by < 24*time.Hour {
					t.Errorf("calls %s, want %s", got, want)
				}
				if took := elapsed() - began; took > 27*time.Minute || len(calls) != 3 {
					t.Errorf("it took %v and %d calls", took, len(calls))
				}
			})
		})
	}
}

func TestAPaceHoldsHoweverTheClockIsSet(t *testing.T) {
	for name, by := range jumps {
		t.Run(name, func(t *testing.T) {
			withClock(t, enginetest.Source{}, []engine.Action{echo("echo")}, func(b *enginetest.Bench, c *set) {
				p := b.Start(engine.Settings{Pace: time.Minute}, engine.Node{ID: "a", Type: "echo"})
				b.Wait(b.Send(p, `{}`))
				b.Send(p, `{}`)
				c.jump(by)
				began := elapsed()
				b.Wait(b.Send(p, `{}`))
				if took := elapsed() - began; took != 2*time.Minute {
					t.Errorf("the third began after %v", took)
				}
			})
		})
	}
}

func elapsed() time.Duration { return engine.SystemClock{}.Elapsed() }
