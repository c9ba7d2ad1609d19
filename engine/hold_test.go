package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

// service is what an action sends to. It refuses what it is told to, or leaves
// unknown what became of it, and writes down what arrived.
type service struct {
	mu     sync.Mutex
	bad    map[string]engine.Kind
	called []string
}

func (s *service) action() engine.Action {
	return act("send", engine.Once, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		n := fmt.Sprint(in.Vars["source"].(map[string]any)["n"])
		s.mu.Lock()
		defer s.mu.Unlock()
		if kind, bad := s.bad[n]; bad {
			s.called = append(s.called, "!"+n)
			return engine.Outcome{}, &engine.Error{Kind: kind, Code: "http.status"}
		}
		s.called = append(s.called, n)
		return engine.Outcome{}, nil
	})
}

// breaks makes the service refuse all that are named, from now on.
func (s *service) breaks(kind engine.Kind, all ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bad = map[string]engine.Kind{}
	for _, n := range all {
		s.bad[n] = kind
	}
}

func (s *service) log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.called, " ")
}

var holding = engine.Settings{Lane: "client", LaneOnFailure: engine.HoldLane}

// held is a processing whose first operation of anna's has failed, with two more
// behind it.
type held struct {
	*enginetest.Bench
	*service
	p                    engine.Processing
	first, second, third engine.Operation
}

func heldLane(b *enginetest.Bench, s *service, kind engine.Kind, settings engine.Settings) held {
	s.breaks(kind, "1")
	h := held{Bench: b, service: s, p: b.Start(settings, engine.Node{ID: "a", Type: "send"})}
	h.first = h.sends(1)
	h.second, h.third = h.sends(2), h.sends(3)
	synctest.Wait()
	return h
}

// sends sends an event of anna's, a moment after the last one.
func (h held) sends(n int) engine.Operation {
	op := h.Send(h.p, fmt.Sprintf(`{"client": "anna", "n": %d}`, n))
	time.Sleep(time.Millisecond)
	return op
}

func (h held) want(when, log string) {
	h.T.Helper()
	synctest.Wait()
	if got := h.log(); got != log {
		h.T.Errorf("%s: %q, want %q", when, got, log)
	}
}

func (h held) must(_ any, err error) {
	h.T.Helper()
	if err != nil {
		h.T.Fatal(err)
	}
}

// repair mends the service for good.
func (h held) repair() { h.breaks(engine.Invalid) }

func inHeld(t *testing.T, kind engine.Kind, test func(h held)) {
	t.Helper()
	s := new(service)
	bubble(t, enginetest.Source{}, []engine.Action{s.action()}, func(b *enginetest.Bench) {
		test(heldLane(b, s, kind, holding))
	})
}

func TestWithoutTheChoiceAFailureHoldsNothing(t *testing.T) {
	for _, settings := range []engine.Settings{{Lane: "client"}, {Lane: "client", LaneOnFailure: engine.GoOn}, {LaneOnFailure: engine.HoldLane}} {
		s := new(service)
		bubble(t, enginetest.Source{}, []engine.Action{s.action()}, func(b *enginetest.Bench) {
			heldLane(b, s, engine.Invalid, settings).want("all", "!1 2 3")
		})
	}
}

func TestAFailedOperationHoldsItsLaneAndNoOther(t *testing.T) {
	inHeld(t, engine.Invalid, func(h held) {
		h.want("behind a failure", "!1")
		h.Wait(h.Send(h.p, `{"client": "boris", "n": 9}`))
		h.want("another lane", "!1 9")
		time.Sleep(24 * time.Hour)
		h.want("a day later", "!1 9")
		hold, ok, err := h.Held(h.T.Context(), enginetest.WS, h.third)
		if want := (engine.Hold{Processing: h.p.ID, Operation: h.first.ID, Waiting: 2}); hold != want || !ok || err != nil {
			h.T.Errorf("held by %+v %v %v", hold, ok, err)
		}
		if all := h.Holds(enginetest.WS); !slices.Equal(all, []engine.Hold{hold}) || h.Holds("other") != nil {
			h.T.Errorf("holds are %+v", all)
		}
	})
}

func TestWhatEndsAHold(t *testing.T) {
	ctx := context.Background()
	release := func(h held) { h.must(h.LetGo(ctx, enginetest.WS, h.first.ID)) }
	repeat := func(h held) { h.must(h.Replay(ctx, enginetest.WS, h.first.ID, engine.Replay{From: engine.FromFailed})) }
	for _, test := range []struct {
		name string
		kind engine.Kind
		end  func(h held)
		want string
	}{
		{"let go by a person", engine.Invalid, release, "!1 2 3"},
		{"uncertain, let go", engine.Uncertain, release, "!1 2 3"},
		{"a repeat ends well", engine.Invalid, func(h held) { h.repair(); repeat(h) }, "!1 1 2 3"},
		{"a repeat of a repeat ends well", engine.Invalid, func(h held) {
			again, err := h.Replay(ctx, enginetest.WS, h.first.ID, engine.Replay{From: engine.FromFailed})
			h.must(again, err)
			h.Wait(again)
			h.want("after a repeat that failed", "!1 !1")
			h.repair()
			h.must(h.Replay(ctx, enginetest.WS, again.ID, engine.Replay{From: engine.FromStart}))
		}, "!1 !1 1 2 3"},
		{"it had arrived", engine.Uncertain, func(h held) { h.must(h.Resolve(ctx, enginetest.WS, h.first.ID, true)) }, "!1 2 3"},
		{"it had not arrived, and does", engine.Uncertain, func(h held) {
			h.repair()
			h.must(h.Resolve(ctx, enginetest.WS, h.first.ID, false))
		}, "!1 1 2 3"},
		{"it is given up", engine.Uncertain, func(h held) { h.must(h.Cancel(ctx, enginetest.WS, h.first.ID)) }, "!1 2 3"},
		{"it is erased", engine.Invalid, func(h held) { h.must(h.Erase(ctx, enginetest.WS, h.first.ID)) }, "!1 2 3"},
		{"uncertain, erased", engine.Uncertain, func(h held) { h.must(h.Erase(ctx, enginetest.WS, h.first.ID)) }, "!1 2 3"},
		{"the setting is switched off", engine.Invalid, func(h held) { h.set(engine.Settings{Lane: "client"}) }, "!1 2 3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			inHeld(t, test.kind, func(h held) {
				h.want("before", "!1")
				began := time.Now()
				test.end(h)
				h.want("after", test.want)
				if took := time.Since(began); took > time.Second {
					t.Errorf("it took %s", took)
				}
				if all := h.Holds(enginetest.WS); all != nil {
					t.Errorf("holds are %+v", all)
				}
			})
		})
	}
}

// set starts the processing anew with other settings.
func (h held) set(settings engine.Settings) {
	h.T.Helper()
	def, err := h.Store.Definition(h.T.Context(), enginetest.WS, h.p.ID, 1)
	h.must(def, err)
	def.Settings = settings
	draft, err := json.Marshal(def)
	h.must(draft, err)
	h.must(h.Save(h.T.Context(), enginetest.WS, h.p.ID, 0, "me", "test", draft))
	h.must(h.Engine.Start(h.T.Context(), enginetest.WS, h.p.ID, "me"))
}

func TestAHoldEndsWithItsProcessing(t *testing.T) {
	inHeld(t, engine.Invalid, func(h held) {
		if err := h.Delete(h.T.Context(), enginetest.WS, h.p.ID); err != nil {
			h.T.Fatal(err)
		}
		synctest.Wait()
		if got := h.Stats().Ready; got != 0 || h.Holds(enginetest.WS) != nil {
			h.T.Errorf("%d wait, holds %v", got, h.Holds(enginetest.WS))
		}
	})
}

func TestAFailureThatFailsAgainStillHolds(t *testing.T) {
	inHeld(t, engine.Uncertain, func(h held) {
		h.breaks(engine.Invalid, "1")
		h.must(h.Resolve(h.T.Context(), enginetest.WS, h.first.ID, false))
		time.Sleep(time.Hour)
		h.want("resolved, and failed", "!1 !1")
		h.must(h.Cancel(h.T.Context(), enginetest.WS, h.first.ID))
		h.want("what has failed is not cancelled", "!1 !1")
		h.must(h.LetGo(h.T.Context(), enginetest.WS, h.first.ID))
		h.want("let go", "!1 !1 2 3")
	})
}

func TestEachFailureInALaneHoldsItAnew(t *testing.T) {
	inHeld(t, engine.Invalid, func(h held) {
		h.breaks(engine.Invalid, "1", "2")
		h.must(h.LetGo(h.T.Context(), enginetest.WS, h.first.ID))
		h.want("the next one fails too", "!1 !2")
		if _, err := h.LetGo(h.T.Context(), enginetest.WS, h.first.ID); engine.KindOf(err) != engine.Conflict {
			h.T.Errorf("letting go twice: %v", err)
		}
		h.must(h.LetGo(h.T.Context(), enginetest.WS, h.second.ID))
		h.want("at last", "!1 !2 3")
	})
}

func TestWhatFailedBeforeItWasChosenDoesNotHold(t *testing.T) {
	inHeld(t, engine.Invalid, func(h held) {
		h.set(engine.Settings{Lane: "client"})
		h.want("off", "!1 2 3")
		time.Sleep(time.Minute)
		h.set(holding)
		h.sends(4)
		h.want("on again", "!1 2 3 4")
	})
}

// What ran while it was not chosen, and fails when it is again, holds its lane
// though another had held it before.
func TestAHoldOfBeforeIsNotInTheWayOfANewOne(t *testing.T) {
	s := new(service)
	slow := act("slow", engine.Reads, func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		if fmt.Sprint(in.Vars["source"].(map[string]any)["n"]) != "2" {
			return engine.Outcome{}, nil
		}
		return engine.Outcome{}, engine.SystemClock{}.Sleep(ctx, time.Minute)
	})
	bubble(t, enginetest.Source{}, []engine.Action{s.action(), slow}, func(b *enginetest.Bench) {
		s.breaks(engine.Invalid, "1", "2")
		h := held{Bench: b, service: s, p: b.Start(holding, engine.Node{ID: "s", Type: "slow"}, engine.Node{ID: "a", Type: "send"})}
		h.sends(1)
		h.second = h.sends(2)
		h.set(engine.Settings{Lane: "client"})
		time.Sleep(time.Second)
		h.set(holding)
		time.Sleep(2 * time.Minute)
		h.third = h.sends(3)
		h.want("the new one holds", "!1 !2")
		if hold, ok, err := h.Held(h.T.Context(), enginetest.WS, h.third); hold.Operation != h.second.ID || !ok || err != nil {
			h.T.Errorf("held by %+v %v %v", hold, ok, err)
		}
	})
}

func TestAHoldOutlivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, store := new(service), memory.New()
		b := enginetest.New(t, store, enginetest.Source{}, s.action())
		stop := b.Run()
		h := heldLane(b, s, engine.Invalid, holding)
		stop()
		h.Bench = enginetest.New(t, store, enginetest.Source{}, s.action())
		defer h.Run()()
		time.Sleep(time.Hour)
		h.want("after a restart", "!1")
		if all := h.Holds(enginetest.WS); len(all) != 1 || all[0].Waiting != 2 {
			t.Errorf("holds are %+v", all)
		}
		h.repair()
		h.must(h.Replay(t.Context(), enginetest.WS, h.first.ID, engine.Replay{From: engine.FromFailed}))
		h.want("repeated", "!1 1 2 3")
	})
}

func TestAHoldEndsWhenItsTimeIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, store := new(service), memory.New()
		b := enginetest.New(t, store, enginetest.Source{}, s.action())
		stop := b.Run()
		h := heldLane(b, s, engine.Invalid, holding)
		stop()
		time.Sleep(60*24*time.Hour - time.Minute) // while the program is away
		h.Bench = enginetest.New(t, store, enginetest.Source{}, s.action())
		fresh := h.Send(h.p, `{"client": "anna", "n": 4}`)
		defer h.Run()()
		h.want("just before", "!1")
		time.Sleep(2 * time.Minute)
		for _, op := range []engine.Operation{h.second, h.third} { // which were too old by then, and hold nothing
			if op, _ := h.Wait(op); op.State != engine.Failed || op.Failure.Code != "operation.deadline" {
				t.Errorf("one that waited is %s", op.State)
			}
		}
		h.Wait(fresh)
		h.want("afterwards", "!1 4")
	})
}

// A crash between seizing the lane and putting the failure on record leaves a
// hold of an operation that runs again.
func TestACrashBetweenHoldAndFailureLeavesNoLaneHeldForGood(t *testing.T) {
	for _, after := range []bool{false, true} {
		for _, mended := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var log []string
				works := mended
				fails := act("send", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
					mu.Lock()
					defer mu.Unlock()
					n := fmt.Sprint(in.Vars["source"].(map[string]any)["n"])
					log = append(log, n)
					if n == "1" && (len(log) == 1 || !works) {
						return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "http.status"}
					}
					return engine.Outcome{}, nil
				})
				store := memory.New()
				b := enginetest.New(t, &crashStore{Store: store, left: 1, after: after}, enginetest.Source{}, fails)
				stop := b.Run()
				h := held{Bench: b, p: b.Start(holding, engine.Node{ID: "a", Type: "send"})}
				h.first, h.second = h.sends(1), h.sends(2)
				synctest.Wait()
				stop()
				h.Bench = enginetest.New(t, store, enginetest.Source{}, fails)
				defer h.Run()()
				time.Sleep(time.Hour)
				first, err := h.Store.Operation(t.Context(), enginetest.WS, h.first.ID)
				h.must(first, err)
				second, err := h.Store.Operation(t.Context(), enginetest.WS, h.second.ID)
				h.must(second, err)
				hold, held, err := h.Held(t.Context(), enginetest.WS, second)
				if well := first.State == engine.Succeeded; err != nil || held == well || (second.State == engine.Succeeded) != well {
					t.Errorf("after %v, mended %v: the first is %s, the second %s, held %v by %+v: %v", after, mended, first.State, second.State, held, hold, err)
				}
				if want := mended && !after; want != (first.State == engine.Succeeded) {
					t.Errorf("after %v, mended %v: the first is %s, %v", after, mended, first.State, log)
				}
			})
		}
	}
}

func TestRepeatingManyOfAHeldLaneKeepsTheirOrder(t *testing.T) {
	for _, last := range []bool{false, true} { // which of the five holds
		s := new(service)
		bubble(t, enginetest.Source{}, []engine.Action{s.action()}, func(b *enginetest.Bench) {
			s.breaks(engine.Invalid, "1", "2", "3", "4", "5")
			if !last {
				s.breaks(engine.Uncertain, "1", "2", "3", "4", "5")
			}
			h := held{Bench: b, service: s, p: b.Start(engine.Settings{Lane: "client"}, engine.Node{ID: "a", Type: "send"})}
			failed := []engine.Operation{h.sends(1)}
			synctest.Wait()
			s.breaks(engine.Invalid, "1", "2", "3", "4", "5")
			for n := 2; n < 5; n++ {
				failed = append(failed, h.sends(n))
			}
			synctest.Wait()
			if last {
				h.set(holding)
				failed = append(failed, h.sends(5))
			} else {
				failed = append(failed, h.sends(5))
				synctest.Wait()
				h.set(holding)
				h.must(h.Resolve(h.T.Context(), enginetest.WS, failed[0].ID, false))
			}
			synctest.Wait()
			behind := h.sends(6)
			synctest.Wait()
			hold, ok, err := h.Held(h.T.Context(), enginetest.WS, behind)
			if want := failed[map[bool]int{true: 4}[last]].ID; !ok || hold.Operation != want || err != nil {
				h.T.Fatalf("held by %v, want %s: %v", hold, want, err)
			}
			before := len(strings.Fields(h.log()))
			h.repair()
			h.must(h.Repeat(h.T.Context(), enginetest.WS, engine.Batch{From: engine.FromFailed}, failed))
			time.Sleep(time.Minute)
			got := strings.Join(strings.Fields(h.log())[before:], " ")
			want := "1 6 2 3 4 5" // what waited came before the repeats
			if last {
				want = "1 2 3 4 5 6"
			}
			if got != want {
				h.T.Errorf("last %v: %s, want %s", last, got, want)
			}
		})
	}
}

func TestThoseWhoWaitInAHeldLaneUseUpNoPace(t *testing.T) {
	s := new(service)
	paced := holding
	paced.Pace = time.Second
	bubble(t, enginetest.Source{}, []engine.Action{s.action()}, func(b *enginetest.Bench) {
		s.breaks(engine.Invalid, "1")
		h := held{Bench: b, service: s, p: b.Start(paced, engine.Node{ID: "a", Type: "send"})}
		for i := range 40 {
			h.Send(h.p, fmt.Sprintf(`{"client": "c%d", "n": 1}`, i))
			time.Sleep(time.Second)
			h.Send(h.p, fmt.Sprintf(`{"client": "c%d", "n": 2}`, i))
		}
		time.Sleep(time.Minute)
		for range 100 { // at any time between two looks
			began := time.Now()
			h.Wait(h.Send(h.p, `{"client": "free", "n": 3}`))
			if took := time.Since(began); took > time.Second {
				h.T.Fatalf("it waited %s", took)
			}
			time.Sleep(1700 * time.Millisecond)
		}
	})
}

// What waits behind a failure is bounded, so that one processing does not use up
// the room of all.
func TestAHeldLaneTakesOnlySoMany(t *testing.T) {
	const most = 20_000
	inHeld(t, engine.Invalid, func(h held) {
		flow, ev := h.Flow(h.p), engine.Event{Source: "test", Data: json.RawMessage(`{"client": "anna", "n": 4}`)}
		for range most - 2 {
			if _, _, err := h.Begin(h.T.Context(), flow, ev); err != nil {
				h.T.Fatal(err)
			}
		}
		for range 2 {
			_, _, err := h.Begin(h.T.Context(), flow, ev)
			if err != nil && engine.KindOf(err) == engine.Unavailable {
				break
			}
			h.must(nil, err)
		}
		if _, _, err := h.Begin(h.T.Context(), flow, ev); engine.KindOf(err) != engine.Unavailable {
			h.T.Errorf("one too many: %v", err)
		}
		quick := h.StartAs("quick", engine.SourceConfig{Type: "test"}, engine.Settings{}, engine.Node{ID: "a", Type: "send"})
		h.Wait(h.Send(quick, `{"n": 9}`))
	})
}
