package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// start is when every told story begins.
var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func after(d time.Duration) time.Time { return start.Add(d) }

// sent is an arrival of event n for operation op in a life, answered 10 ms after
// it came.
func sent(flow, op string, n int64, life int, at time.Duration) arrival {
	return arrival{
		flow: flow, n: n, step: sendStep, key: op + "/" + sendStep, body: string(expected(flow, n)), life: life,
		at: after(at), answered: after(at + 10*time.Millisecond),
	}
}

func unanswered(a arrival) arrival {
	a.answered = time.Time{}
	return a
}

func asked(op string, n int64, life int, at time.Duration) arrival {
	a := sent(chain, op, n, life, at)
	a.step, a.key, a.body = goodsStep, op+"/"+goodsStep, ""
	return a
}

// story is a run in which nothing went wrong, killed once after a second: event
// 1 was cut off and sent again, event 2 was cut off and left to a person.
func story() *evidence {
	at := func(sent time.Duration, flow string, n int64, op string) receipt {
		return receipt{flow: flow, n: n, operation: op, sent: after(sent), got: after(sent + 5*time.Millisecond)}
	}
	return &evidence{
		receipts: []receipt{
			at(900*time.Millisecond, forward, 1, "a"), at(980*time.Millisecond, once, 2, "b"), at(1350*time.Millisecond, chain, 3, "c"),
		},
		arrivals: []arrival{
			unanswered(sent(forward, "a", 1, 0, 990*time.Millisecond)),
			unanswered(sent(once, "b", 2, 0, 995*time.Millisecond)),
			sent(forward, "a", 1, 1, 1300*time.Millisecond),
			asked("c", 3, 1, 1400*time.Millisecond),
			sent(chain, "c", 3, 1, 1500*time.Millisecond),
		},
		kills: []time.Time{after(time.Second)},
		ends: map[string]ending{
			"a": {"succeeded", "12:00:02"}, "b": {"uncertain", "12:00:01"}, "c": {"succeeded", "12:00:03"},
			"z": {"succeeded", "12:00:03"}, // its acknowledgement was lost
		},
		seen: map[string]ending{"a": {"succeeded", "12:00:02"}},
	}
}

func TestARunWithoutFaultsHolds(t *testing.T) {
	for _, f := range story().judge() {
		if !f.holds {
			t.Errorf("%s: %s", f.name, f.text)
		}
	}
	if all, unexplained := story().repeats(); all != 1 || len(unexplained) != 0 {
		t.Errorf("%d repeats, unexplained %v", all, unexplained)
	}
	if all, unanswered := story().allInFlight(); all != 2 || unanswered != 2 {
		t.Errorf("%d in flight, %d unanswered", all, unanswered)
	}
}

func TestEachFaultBreaksWhatItIsAbout(t *testing.T) {
	cases := map[string]struct {
		plant  func(*evidence)
		breaks []string
	}{
		"an operation is gone": {
			func(e *evidence) { delete(e.ends, "c") }, []string{nothingLost},
		},
		"an operation runs at rest": {
			func(e *evidence) { e.ends["z"] = ending{"running", ""} }, []string{nothingStuck},
		},
		"an operation succeeded without its send": {
			func(e *evidence) { e.arrivals = e.arrivals[:4] }, []string{allArrived},
		},
		"an operation failed": {
			func(e *evidence) { e.ends["c"] = ending{"failed", "12:00:03"} }, []string{endedWell},
		},
		"a send that may be repeated was left to a person": {
			func(e *evidence) { e.ends["c"] = ending{"uncertain", "12:00:03"} }, []string{endedWell, uncertainCutOff},
		},
		"an event was sent by two operations": {
			func(e *evidence) {
				e.arrivals = append(e.arrivals, sent(forward, "y", 1, 1, 2*time.Second))
			}, []string{oneKey},
		},
		"a repeat has a key of its own": {
			func(e *evidence) { e.arrivals[2].key = "a/send-2" }, []string{oneKey},
		},
		"a key came with two events": {
			func(e *evidence) {
				e.arrivals = append(e.arrivals, sent(forward, "c", 9, 1, 2*time.Second))
			}, []string{oneEffect, fewRepeats},
		},
		"a body is wrong": {
			func(e *evidence) { e.arrivals[4].wrong = "not what was expected" }, []string{rightBodies},
		},
		"a send was repeated without a kill": {
			func(e *evidence) {
				e.arrivals = append(e.arrivals, sent(forward, "a", 1, 1, 2*time.Second))
			}, []string{fewRepeats},
		},
		"a send was repeated though answered well before the kill": {
			func(e *evidence) {
				e.arrivals[0] = sent(forward, "a", 1, 0, 800*time.Millisecond)
			}, []string{fewRepeats},
		},
		"a send that must not be repeated was": {
			func(e *evidence) {
				e.arrivals = append(e.arrivals, sent(once, "b", 2, 1, 2*time.Second))
			}, []string{neverTwice, uncertainCutOff},
		},
		"a send was left to a person though answered well before the kill": {
			func(e *evidence) { e.arrivals[1] = sent(once, "b", 2, 0, 500*time.Millisecond) }, []string{uncertainCutOff},
		},
		"a finished step ran again": {
			func(e *evidence) { e.arrivals = append(e.arrivals, asked("c", 3, 1, 2*time.Second)) }, []string{fewRepeats, notRunAgain},
		},
		"an end was written over": {
			func(e *evidence) { e.ends["a"] = ending{"succeeded", "12:00:09"} }, []string{endsStay},
		},
	}
	for name, c := range cases {
		e := story()
		c.plant(e)
		var got []string
		for _, f := range e.judge() {
			if !f.holds {
				got = append(got, f.name)
			}
		}
		if !slices.Equal(got, c.breaks) {
			t.Errorf("%s breaks %q, want %q", name, got, c.breaks)
		}
	}
}

func TestAStepIsInFlightUntilALaterCommitIsProven(t *testing.T) {
	e := evidence{
		kills:    []time.Time{after(time.Second), after(3 * time.Second)},
		arrivals: []arrival{asked("x", 9, 1, 2690*time.Millisecond), sent(chain, "x", 9, 1, 2800*time.Millisecond)},
		receipts: []receipt{
			{sent: after(700 * time.Millisecond), got: after(990 * time.Millisecond)},
			{sent: after(800 * time.Millisecond), got: after(950 * time.Millisecond)},
			{sent: after(2 * time.Second), got: after(2100 * time.Millisecond)},
			{sent: after(4 * time.Second), got: after(4100 * time.Millisecond)},
		},
	}
	cases := []struct {
		answered time.Duration // after the start; 0 for never
		life     int
		want     bool
	}{
		{0, 0, true},
		{time.Second + time.Millisecond, 0, true},
		{800*time.Millisecond - handOver + time.Millisecond, 0, true},
		{800*time.Millisecond - handOver - time.Millisecond, 0, false},
		{1900 * time.Millisecond, 1, false},
		{2500 * time.Millisecond, 1, false}, // before an answer, at 2700 ms, whose send followed
		{2700*time.Millisecond - handOver + time.Millisecond, 1, true},
		{2750 * time.Millisecond, 1, true},
		{0, 2, false}, // the last life ends in peace
	}
	for _, c := range cases {
		a := arrival{life: c.life}
		if c.answered > 0 {
			a.answered = after(c.answered)
		}
		if got := e.inFlight(a); got != c.want {
			t.Errorf("answered %v, life %d: in flight %v", c.answered, c.life, got)
		}
	}
}

func TestReadinessIsJudgedByTheSlowStarts(t *testing.T) {
	quick := slices.Repeat([]time.Duration{100 * time.Millisecond}, 99)
	if f := readiness(append(quick, time.Minute)); !f.holds || !strings.Contains(f.text, "100 starts") {
		t.Errorf("one slow start of a hundred: %+v", f)
	}
	if f := readiness(append(quick, time.Minute, time.Minute)); f.holds {
		t.Errorf("two slow starts of a hundred and one: %+v", f)
	}
	if f := readiness(nil); f.holds {
		t.Error("no start at all holds")
	}
}
