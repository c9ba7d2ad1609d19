package engine_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
)

// moody fails while told to.
func moody() (enginetest.Action, *atomic.Bool) {
	var bad atomic.Bool
	return act("moody", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
		if bad.Load() {
			return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "fail.message", Args: map[string]string{"message": "no"}}
		}
		return engine.Outcome{}, nil
	}), &bad
}

func kinds(letters []engine.Letter) string {
	s := ""
	for _, l := range letters {
		s += fmt.Sprintf("%s:%d ", l.Kind, l.Count)
	}
	return s
}

func TestFailuresAreToldOnceAnHourAndRecoveryOnce(t *testing.T) {
	action, bad := moody()
	bubble(t, enginetest.Source{}, []engine.Action{action}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "moody"})
		told := func(when, want string) {
			b.T.Helper()
			time.Sleep(time.Minute)
			synctest.Wait()
			if got := kinds(b.Post.Letters()); got != want {
				b.T.Errorf("%s: letters %s, want %s", when, got, want)
			}
		}
		b.Wait(b.Send(p, `{}`))
		told("after a success", "")
		bad.Store(true)
		b.Wait(b.Send(p, `{}`))
		told("after the first failure", "failure:1 ")
		for range 5 {
			b.Wait(b.Send(p, `{}`))
		}
		told("after five more", "failure:1 ")
		time.Sleep(time.Hour)
		told("an hour later", "failure:1 digest:5 ")
		for range 14 {
			b.Wait(b.Send(p, `{}`))
		}
		told("after twenty in a row", "failure:1 digest:5 many:14 ")
		bad.Store(false)
		b.Wait(b.Send(p, `{}`))
		told("after a success", "failure:1 digest:5 many:14 recovered:20 ")
		b.Wait(b.Send(p, `{}`))
		told("after another", "failure:1 digest:5 many:14 recovered:20 ")
	})
}

func TestAProcessingThatComesAndGoesDoesNotFloodTheMailbox(t *testing.T) {
	action, bad := moody()
	bubble(t, enginetest.Source{}, []engine.Action{action}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "moody"})
		for i := range 600 { // ten hours
			bad.Store(i%2 == 0)
			b.Wait(b.Send(p, `{}`))
			time.Sleep(time.Minute)
		}
		synctest.Wait()
		if n := len(b.Post.Letters()); n < 4 || n > 22 {
			b.T.Errorf("%d letters in ten hours", n)
		}
	})
}

func TestAProcessingWithNothingButFailuresForFiveDaysIsStopped(t *testing.T) {
	action, bad := moody()
	bubble(t, enginetest.Source{}, []engine.Action{action}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "moody"})
		days := func(n int) engine.Processing {
			for range n * 24 {
				if now, err := b.Store.Processing(b.T.Context(), enginetest.WS, p.ID); err != nil || !now.Running {
					break
				}
				b.Wait(b.Send(p, `{}`))
				time.Sleep(time.Hour)
			}
			synctest.Wait()
			now, err := b.Store.Processing(b.T.Context(), enginetest.WS, p.ID)
			if err != nil {
				b.T.Fatal(err)
			}
			return now
		}
		bad.Store(true)
		if p := days(4); !p.Running {
			b.T.Error("stopped after four days")
		}
		bad.Store(false)
		b.Wait(b.Send(p, `{}`)) // one success begins the count anew
		bad.Store(true)
		if p := days(4); !p.Running {
			b.T.Error("stopped in spite of a success")
		}
		if p := days(2); p.Running || !p.Halted {
			b.T.Errorf("after six days: running %v, halted %v", p.Running, p.Halted)
		}
		letters := b.Post.Letters()
		if !slices.ContainsFunc(letters[len(letters)-2:], func(l engine.Letter) bool { return l.Kind == engine.Halted }) { // a digest may be of the same moment
			b.T.Errorf("the last letters are %s", kinds(letters[len(letters)-2:]))
		}
		if _, err := b.Engine.Start(b.T.Context(), enginetest.WS, p.ID, ""); err != nil {
			b.T.Fatal(err)
		}
		if p := days(1); !p.Running || p.Halted {
			b.T.Error("stopped at once, though somebody has just started it")
		}
		if p := days(5); p.Running {
			b.T.Error("runs on after five more days")
		}
	})
}

func TestLettersWaitForTheMailServer(t *testing.T) {
	action, bad := moody()
	bubble(t, enginetest.Source{}, []engine.Action{action}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "moody"})
		b.Post.Fail(&engine.Error{Kind: engine.Unavailable, Code: "mail.unreachable"})
		bad.Store(true)
		b.Wait(b.Send(p, `{}`))
		time.Sleep(3 * time.Hour)
		if n := len(b.Post.Letters()); n != 0 {
			b.T.Fatalf("%d letters through a server that is down", n)
		}
		b.Post.Fail(nil)
		time.Sleep(16 * time.Minute)
		if got := kinds(b.Post.Letters()); got != "failure:1 " {
			b.T.Errorf("letters once it is back: %s", got)
		}
	})
}

func TestLettersWaitUntilThereIsAMailServer(t *testing.T) {
	action, bad := moody()
	bubble(t, enginetest.Source{}, []engine.Action{action}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "moody"})
		synctest.Wait() // the engine has looked for letters once
		b.Post.Shut(true)
		bad.Store(true)
		b.Wait(b.Send(p, `{}`))
		time.Sleep(48 * time.Hour) // longer than a letter is tried
		if n := len(b.Post.Letters()); n != 0 {
			b.T.Fatalf("%d letters without a mail server", n)
		}
		b.Post.Shut(false)
		time.Sleep(time.Minute)
		if got := kinds(b.Post.Letters()); got != "failure:1 " {
			b.T.Errorf("letters once there is one: %s", got)
		}
	})
}

func TestATestedDraftAlarmsNobody(t *testing.T) {
	action, bad := moody()
	bubble(t, enginetest.Source{}, []engine.Action{action}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "moody"})
		bad.Store(true)
		op, err := b.Do(b.T.Context(), enginetest.WS, p.ID, engine.Run{Draft: true, Pretend: true}, func(engine.PreparedSource) (engine.Event, error) {
			return engine.Event{Data: []byte(`{}`)}, nil
		})
		if err != nil {
			b.T.Fatal(err)
		}
		if op, _ = b.Wait(op); op.State != engine.Failed || !op.Test {
			b.T.Errorf("%s, test %v", op.State, op.Test)
		}
		time.Sleep(2 * time.Hour)
		if n := len(b.Post.Letters()); n != 0 {
			b.T.Errorf("%d letters", n)
		}
	})
}
