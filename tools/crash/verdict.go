package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"stanok/tools/load"
)

// The names of what must hold. A planted fault says by name what it breaks.
const (
	nothingLost     = "lost"
	nothingStuck    = "stuck"
	allArrived      = "never arrived"
	endedWell       = "ended otherwise"
	oneKey          = "sent under two keys"
	oneEffect       = "keys of two effects"
	rightBodies     = "wrong bodies"
	fewRepeats      = "repeated sends"
	neverTwice      = "repeated though it must not be"
	uncertainCutOff = "uncertain though not cut off"
	notRunAgain     = "finished steps run again"
	endsStay        = "changed after the end"
	quicklyReady    = "time to readiness"
	fileSound       = "stanok check"
)

// finding is one thing that must hold, and how it stands.
type finding struct {
	name  string
	holds bool
	text  string
}

func (f finding) write(out io.Writer) {
	verdict := "ok"
	if !f.holds {
		verdict = "FAILS"
	}
	fmt.Fprintf(out, "%-6s %-32s %s\n", verdict, f.name, f.text)
}

// none is a finding that there are no examples of something wrong.
func none[T any](name string, wrong []T, of string) finding {
	f := finding{name, len(wrong) == 0, fmt.Sprintf("%d %s", len(wrong), of)}
	if len(wrong) > 0 {
		f.text += fmt.Sprintf("; the first: %.600s", fmt.Sprintf("%+v", wrong[0]))
	}
	return f
}

func allHold(findings []finding) bool {
	return !slices.ContainsFunc(findings, func(f finding) bool { return !f.holds })
}

// judge holds the evidence against what is promised.
func (e *evidence) judge() []finding {
	acknowledged := fmt.Sprintf("of %d acknowledged", len(e.receipts))
	arrivals := fmt.Sprintf("of %d requests at the sink", len(e.arrivals))
	return []finding{
		none(nothingLost, e.lost(), acknowledged),
		none(nothingStuck, e.stuck(), fmt.Sprintf("of %d operations", len(e.ends))),
		none(allArrived, e.missing(), fmt.Sprintf("%s, %d uncertain aside", acknowledged, e.uncertain())),
		none(endedWell, e.otherwise(), fmt.Sprintf("of %d operations", len(e.ends))),
		none(oneKey, e.twoKeys(), arrivals),
		none(oneEffect, e.twoEffects(), arrivals),
		none(rightBodies, e.wrongBodies(), arrivals),
		e.boundedRepeats(),
		none(neverTwice, e.twice(), "of the sends that are not repeat-safe"),
		none(uncertainCutOff, e.needlesslyUncertain(), fmt.Sprintf("of %d uncertain", e.uncertain())),
		none(notRunAgain, e.runAgain(), arrivals),
		none(endsStay, e.changed(), fmt.Sprintf("of %d that were seen ended during the run", len(e.seen))),
	}
}

// lost are acknowledged events whose operation is not there.
func (e *evidence) lost() (wrong []receipt) {
	for _, r := range e.receipts {
		if _, ok := e.ends[r.operation]; !ok {
			wrong = append(wrong, r)
		}
	}
	return wrong
}

// stuck are operations, acknowledged or not, that have not ended at rest.
func (e *evidence) stuck() (wrong []string) {
	for id, end := range e.ends {
		if !end.final() {
			wrong = append(wrong, id+" is "+end.state)
		}
	}
	return wrong
}

// missing are acknowledged events that the sink never saw though their
// operation says that all went well.
func (e *evidence) missing() (wrong []receipt) {
	arrived := map[int64]bool{}
	for _, a := range e.arrivals {
		if a.step == sendStep {
			arrived[a.n] = true
		}
	}
	for _, r := range e.receipts {
		if e.ends[r.operation].state == "succeeded" && !arrived[r.n] {
			wrong = append(wrong, r)
		}
	}
	return wrong
}

// otherwise are operations that ended in a state that nothing here leads to:
// the sink never refuses, so only a send that must not be repeated has an end
// other than success.
func (e *evidence) otherwise() (wrong []string) {
	careful := map[string]bool{} // operations known to be of the flow once
	for _, r := range e.receipts {
		careful[r.operation] = r.flow == once
	}
	for id, end := range e.ends {
		flow, known := careful[id]
		fine := end.state == "succeeded" || !end.final() || end.state == "uncertain" && (flow || !known)
		if !fine {
			wrong = append(wrong, id+" is "+end.state)
		}
	}
	return wrong
}

func (e *evidence) uncertain() (count int) {
	for _, end := range e.ends {
		if end.state == "uncertain" {
			count++
		}
	}
	return count
}

// needlesslyUncertain are sends that were not in flight at a kill, and that are
// left to a person all the same.
func (e *evidence) needlesslyUncertain() (wrong []arrival) {
	for _, a := range e.arrivals {
		if e.ends[a.operation()].state == "uncertain" && !e.inFlight(a) {
			wrong = append(wrong, a)
		}
	}
	return wrong
}

func (e *evidence) wrongBodies() (wrong []string) {
	for _, a := range e.arrivals {
		if a.wrong != "" {
			wrong = append(wrong, a.wrong)
		}
	}
	return wrong
}

// twice are arrivals of a send that must not be repeated.
func (e *evidence) twice() (wrong []arrival) {
	sent := map[string]bool{}
	for _, a := range e.arrivals {
		if a.flow == once && sent[a.key] {
			wrong = append(wrong, a)
		}
		sent[a.key] = true
	}
	return wrong
}

func (e *evidence) boundedRepeats() finding {
	all, unexplained := e.repeats()
	bound, unanswered := e.allInFlight()
	f := none(fewRepeats, unexplained, "without a kill that cut them off")
	f.holds = f.holds && all <= bound
	f.text = fmt.Sprintf("%d, at most %d in flight at the kills (%d not answered, %d whose end need not have been committed); %s",
		all, bound, unanswered, bound-unanswered, f.text)
	return f
}

// changed are operations that were seen ended and stand otherwise now.
func (e *evidence) changed() (wrong []string) {
	for id, then := range e.seen {
		if now := e.ends[id]; now != then {
			wrong = append(wrong, fmt.Sprintf("%s was %+v and is %+v", id, then, now))
		}
	}
	return wrong
}

// readyWithin is how long 99 of 100 starts may take.
const readyWithin = 2 * time.Second

func readiness(starts []time.Duration) finding {
	p99 := load.Percentile(slices.Clone(starts), 99)
	return finding{quicklyReady, p99 <= readyWithin && len(starts) > 0,
		fmt.Sprintf("p50 %v, p99 %v, at most %v; %d starts", rounded(load.Percentile(slices.Clone(starts), 50)), rounded(p99), readyWithin, len(starts))}
}

func rounded(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
