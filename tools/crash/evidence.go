package main

import (
	"cmp"
	"sort"
	"time"
)

// evidence is all that a run left behind: what was promised, what arrived, when
// the program was killed, and what it says itself.
type evidence struct {
	receipts []receipt
	arrivals []arrival         // in order of arrival
	kills    []time.Time       // kills[i] ended life i
	ends     map[string]ending // by operation, at rest
	seen     map[string]ending // by operation, the first final state that it was seen in

	proofs []time.Time // what prove found, by life
}

// ending is how an operation stands.
type ending struct{ state, finished string }

func (e ending) final() bool {
	switch e.state {
	case "succeeded", "stopped", "failed", "uncertain", "cancelled":
		return true
	}
	return false
}

// handOver is how long the program may take from an answer to the moment when
// it hands the end of the step over to be committed: it has to get its turn, on
// a machine that has other things to do.
const handOver = 100 * time.Millisecond

// inFlight reports whether a step may still have been in flight when the program
// was killed: it was not answered, or its end may not have been committed yet.
// Commits keep their order, so that a commit which was asked for later and is
// known to be done proves that the end was committed too.
func (e *evidence) inFlight(a arrival) bool {
	if a.life >= len(e.kills) {
		return false // that life was not ended by a kill
	}
	if e.proofs == nil {
		e.proofs = e.prove()
	}
	return a.answered.IsZero() || a.answered.Add(handOver).After(e.proofs[a.life])
}

// prove finds a moment in each life such that all commits that were asked for
// before it were done before the kill. An acknowledgement proves one that was
// asked for after its event was sent. So does a send for the answer of the step
// before it, since the beginning of a send is committed before it leaves.
func (e *evidence) prove() []time.Time {
	proofs := make([]time.Time, len(e.kills))
	proof := func(life int, moment time.Time) {
		if life < len(proofs) && moment.After(proofs[life]) {
			proofs[life] = moment
		}
	}
	for _, r := range e.receipts {
		proof(sort.Search(len(e.kills), func(i int) bool { return e.kills[i].After(r.got) }), r.sent)
	}
	before := map[string]arrival{} // by operation, the step before the send
	for _, a := range e.arrivals {
		if a.step == goodsStep {
			before[a.operation()] = a
		} else if b := before[a.operation()]; b.life == a.life {
			proof(a.life, b.answered)
		}
	}
	return proofs
}

// allInFlight is the sum over the kills of the steps that were in flight, and of
// them those that the sink had not even answered.
func (e *evidence) allInFlight() (all, unanswered int) {
	for _, a := range e.arrivals {
		if !e.inFlight(a) {
			continue
		}
		all++
		if a.answered.IsZero() || a.answered.After(e.kills[a.life]) {
			unanswered++
		}
	}
	return all, unanswered
}

// repeats are the arrivals of a key that had arrived before; those are
// unexplained that did not follow a kill with that very step in flight.
func (e *evidence) repeats() (all int, unexplained []arrival) {
	last := map[string]arrival{}
	for _, a := range e.arrivals {
		if before, ok := last[a.key]; ok {
			all++
			if before.life == a.life || !e.inFlight(before) {
				unexplained = append(unexplained, a)
			}
		}
		last[a.key] = a
	}
	return all, unexplained
}

// runAgain are the arrivals of a step at a time when a later step of the same
// operation had arrived already, so that the earlier one was on record as done.
func (e *evidence) runAgain() (again []arrival) {
	sent := map[string]bool{}
	for _, a := range e.arrivals {
		switch {
		case a.step == sendStep:
			sent[a.operation()] = true
		case sent[a.operation()]:
			again = append(again, a)
		}
	}
	return again
}

// effect is what one key stands for.
type effect struct {
	flow, step string
	n          int64
	body       string
}

func (a arrival) effect() effect { return effect{a.flow, a.step, a.n, a.body} }

// twoEffects are arrivals whose key stood for another effect before.
func (e *evidence) twoEffects() (wrong []arrival) {
	of := map[string]effect{}
	for _, a := range e.arrivals {
		if first, ok := of[a.key]; ok && first != a.effect() {
			wrong = append(wrong, a)
		} else {
			of[a.key] = a.effect()
		}
	}
	return wrong
}

// twoKeys are arrivals of an effect that had come under another key before, or
// whose key is not the one that is promised: <operation>/<step>.
func (e *evidence) twoKeys() (wrong []arrival) {
	operations := map[int64]string{}
	for _, r := range e.receipts {
		operations[r.n] = r.operation
	}
	of := map[effect]string{}
	for _, a := range e.arrivals {
		of[a.effect()] = cmp.Or(of[a.effect()], a.key)
		operation, known := operations[a.n]
		if of[a.effect()] != a.key || known && a.key != operation+"/"+a.step {
			wrong = append(wrong, a)
		}
	}
	return wrong
}
