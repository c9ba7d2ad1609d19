package engine_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

// diary is an action that writes down when it begins and ends for whom. The
// event says how long it takes, and how often it fails first.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) write(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

func (d *diary) read() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.lines)
}

func (d *diary) action() engine.Action {
	return act("work", engine.Reads, func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		source := in.Vars["source"].(map[string]any)
		d.write("+%s", source["n"])
		if err := (engine.SystemClock{}).Sleep(ctx, time.Second); err != nil {
			return engine.Outcome{}, err
		}
		if source["fail"] != nil && in.Attempt == 1 {
			d.write("!%s", source["n"])
			return engine.Outcome{}, &engine.Error{Kind: engine.Unavailable, Code: "http.unreachable", After: time.Minute}
		}
		d.write("-%s", source["n"])
		return engine.Outcome{}, nil
	})
}

// inLanes are settings under which events with one client follow one another.
var inLanes = engine.Settings{Lane: "client"}

func TestOperationsOfOneLaneFollowOneAnother(t *testing.T) {
	var d diary
	bubble(t, enginetest.Source{}, []engine.Action{d.action()}, func(b *enginetest.Bench) {
		p := b.Start(inLanes, engine.Node{ID: "a", Type: "work"})
		b.Send(p, `{"client": "anna", "n": 1, "fail": true}`)
		time.Sleep(time.Millisecond)
		b.Send(p, `{"client": "anna", "n": 2}`)
		time.Sleep(time.Millisecond)
		b.Wait(b.Send(p, `{"client": "anna", "n": 3}`))
		if got, want := fmt.Sprint(d.read()), "[+1 !1 +1 -1 +2 -2 +3 -3]"; got != want {
			b.T.Errorf("one lane: %s, want %s", got, want)
		}
	})
}

func TestLanesDoNotWaitForEachOther(t *testing.T) {
	var d diary
	bubble(t, enginetest.Source{}, []engine.Action{d.action()}, func(b *enginetest.Bench) {
		p := b.Start(inLanes, engine.Node{ID: "a", Type: "work"})
		b.Send(p, `{"client": "anna", "n": 1, "fail": true}`)
		time.Sleep(time.Millisecond)
		began := time.Now()
		b.Wait(b.Send(p, `{"client": "boris", "n": 2}`))
		if took := time.Since(began); took != time.Second {
			b.T.Errorf("another lane took %s", took)
		}
	})
}

func TestALaneGoesOnWhenItsFirstIsCancelled(t *testing.T) {
	var d diary
	bubble(t, enginetest.Source{}, []engine.Action{d.action()}, func(b *enginetest.Bench) {
		p := b.Start(inLanes, engine.Node{ID: "a", Type: "work"})
		first := b.Send(p, `{"client": "anna", "n": 1, "fail": true}`)
		time.Sleep(10 * time.Second) // it waits to be tried again
		second := b.Send(p, `{"client": "anna", "n": 2}`)
		time.Sleep(time.Millisecond)
		third := b.Send(p, `{"client": "anna", "n": 3}`)
		synctest.Wait()
		if _, err := b.Cancel(b.T.Context(), enginetest.WS, second.ID); err != nil {
			b.T.Fatal(err)
		}
		if _, err := b.Cancel(b.T.Context(), enginetest.WS, first.ID); err != nil {
			b.T.Fatal(err)
		}
		b.Wait(third)
		if got, want := fmt.Sprint(d.read()), "[+1 !1 +3 -3]"; got != want {
			b.T.Errorf("%s, want %s", got, want)
		}
	})
}

func TestALaneKeepsItsOrderOverARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		store := memory.New()
		b := enginetest.New(t, store, enginetest.Source{}, d.action())
		stop := b.Run()
		p := b.Start(inLanes, engine.Node{ID: "a", Type: "work"})
		b.Send(p, `{"client": "anna", "n": 1, "fail": true}`)
		time.Sleep(2 * time.Second) // it waits for a minute now, later than those behind it are due
		b.Send(p, `{"client": "anna", "n": 2}`)
		time.Sleep(time.Millisecond)
		last := b.Send(p, `{"client": "anna", "n": 3}`)
		stop()
		b = enginetest.New(t, store, enginetest.Source{}, d.action())
		defer b.Run()()
		b.Wait(last)
		if got, want := fmt.Sprint(d.read()), "[+1 !1 +1 -1 +2 -2 +3 -3]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func TestALaneIsFreeAgainWhenItsProcessingIsDeleted(t *testing.T) {
	var d diary
	bubble(t, enginetest.Source{}, []engine.Action{d.action()}, func(b *enginetest.Bench) {
		p := b.Start(inLanes, engine.Node{ID: "a", Type: "work"})
		b.Send(p, `{"client": "anna", "n": 1, "fail": true}`)
		time.Sleep(time.Millisecond)
		behind := b.Send(p, `{"client": "anna", "n": 2}`)
		synctest.Wait()
		if err := b.Delete(b.T.Context(), enginetest.WS, p.ID); err != nil {
			b.T.Fatal(err)
		}
		if op, _ := b.Wait(behind); op.State != engine.Cancelled {
			b.T.Errorf("what waited in the lane is %s", op.State)
		}
		time.Sleep(time.Hour)
		if got := b.Stats().Ready; got != 0 {
			b.T.Errorf("%d operations still wait", got)
		}
	})
}

func TestATestDoesNotWaitInALane(t *testing.T) {
	var d diary
	bubble(t, enginetest.Source{}, []engine.Action{d.action()}, func(b *enginetest.Bench) {
		p := b.Start(inLanes, engine.Node{ID: "a", Type: "work"})
		b.Send(p, `{"client": "anna", "n": 1, "fail": true}`)
		time.Sleep(2 * time.Second)
		op, err := b.Do(b.T.Context(), enginetest.WS, p.ID, engine.Run{Test: true}, func(engine.PreparedSource) (engine.Event, error) {
			return engine.Event{Source: "test", At: time.Now(), Data: []byte(`{"client": "anna", "n": 2}`)}, nil
		})
		if err != nil {
			b.T.Fatal(err)
		}
		b.Wait(op)
		if got, want := fmt.Sprint(d.read()), "[+1 !1 +2 -2]"; got != want {
			b.T.Errorf("%s, want %s", got, want)
		}
	})
}

func TestTicksOfOneScheduleDoNotOverlap(t *testing.T) {
	var mu sync.Mutex
	now, most, ran := 0, 0, 0
	slow := act("slow", engine.Reads, func(ctx context.Context, _ engine.Input) (engine.Outcome, error) {
		mu.Lock()
		now++
		most, ran = max(most, now), ran+1
		mu.Unlock()
		defer func() { mu.Lock(); now--; mu.Unlock() }()
		return engine.Outcome{}, engine.SystemClock{}.Sleep(ctx, 90*time.Second)
	})
	bubble(t, enginetest.Source{Schedule: every(time.Minute)}, []engine.Action{slow}, func(b *enginetest.Bench) {
		b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "slow"})
		time.Sleep(30*time.Minute + time.Second)
		mu.Lock()
		defer mu.Unlock()
		if most != 1 || ran < 19 {
			b.T.Errorf("%d ran, %d at once", ran, most)
		}
	})
}

func TestOperationsOfAProcessingWithAPaceBeginThatFarApart(t *testing.T) {
	var mu sync.Mutex
	var begun []time.Time
	work := act("work", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
		mu.Lock()
		defer mu.Unlock()
		begun = append(begun, time.Now())
		return engine.Outcome{}, nil
	})
	bubble(t, enginetest.Source{}, []engine.Action{work, echo("echo")}, func(b *enginetest.Bench) {
		slow := b.Start(engine.Settings{Pace: 10 * time.Second}, engine.Node{ID: "a", Type: "work"})
		quick := b.StartAs("quick", engine.SourceConfig{Type: "test"}, engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
		for range 5 {
			b.Send(slow, `{}`)
		}
		at := time.Now()
		b.Wait(b.Send(quick, `{}`))
		if took := time.Since(at); took != 0 {
			b.T.Errorf("another processing waited %s", took)
		}
		time.Sleep(time.Minute)
		b.Wait(b.Send(slow, `{}`)) // after a pause, at once
		b.Wait(b.Send(slow, `{}`))
		if len(begun) != 7 {
			b.T.Fatalf("%d were begun", len(begun))
		}
		for i, want := range []time.Duration{10 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second, 20 * time.Second, 10 * time.Second} {
			if apart := begun[i+1].Sub(begun[i]); apart != want {
				b.T.Errorf("between %d and %d: %s, want %s", i, i+1, apart, want)
			}
		}
	})
}
