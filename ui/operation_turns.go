package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/ui/part"
	"stanok/ui/words"
)

// fewTurns is how many turns of a loop are shown at once.
const fewTurns = 5

// turns are those of an operation's loops, and which are shown.
type turns struct {
	states map[engine.StepKey][]engine.StepState // of the turns of a loop, by its step
	shown  map[engine.StepKey]int                // the one that is shown; -1 for all
}

// turnParam says in an address which turn is shown, as "orders#3".
const turnParam = "turn"

func turnsOf(o opened) turns {
	t := turns{map[engine.StepKey][]engine.StepState{}, map[engine.StepKey]int{}}
	for _, s := range o.steps {
		for loop, n := range turnsIn(s.Key) {
			states := t.states[loop]
			for len(states) <= n {
				states = append(states, engine.StepDone)
			}
			if worse(s.State, states[n]) {
				states[n] = s.State
			}
			t.states[loop] = states
		}
	}
	for loop, states := range t.states {
		if t.shown[loop] = -1; len(states) > fewTurns {
			t.shown[loop] = max(0, firstFailed(states))
		}
	}
	for _, key := range []string{o.open, o.turn} {
		for loop, n := range turnsIn(engine.StepKey(key)) {
			if len(t.states[loop]) > fewTurns {
				t.shown[loop] = n
			}
		}
	}
	return t
}

// turnsIn are the loops that a key is in, with the turn of each.
func turnsIn(key engine.StepKey) map[engine.StepKey]int {
	var all map[engine.StepKey]int
	for i, r := range key {
		if r != '#' {
			continue
		}
		number, _, _ := strings.Cut(string(key)[i+1:], "/")
		if n, err := strconv.Atoi(number); err == nil && n >= 0 && n < maxWaterRows {
			if all == nil {
				all = map[engine.StepKey]int{}
			}
			all[key[:i]] = n
		}
	}
	return all
}

// badness orders the states of steps.
var badness = []engine.StepState{
	engine.StepDone, engine.StepSkipped, engine.StepOpen, engine.StepRunning, engine.StepWaiting, engine.StepRetrying, engine.StepUncertain, engine.StepFailed,
}

func worse(a, b engine.StepState) bool { return slices.Index(badness, a) > slices.Index(badness, b) }

func firstFailed(states []engine.StepState) int {
	return slices.IndexFunc(states, func(s engine.StepState) bool { return s == engine.StepFailed || s == engine.StepUncertain })
}

// shows reports whether a step's row is shown.
func (t turns) shows(key engine.StepKey) bool {
	for loop, n := range turnsIn(key) {
		if shown := t.shown[loop]; shown >= 0 && shown != n {
			return false
		}
	}
	return true
}

// draw puts the turns of a loop into its row.
func (t turns) draw(v words.Voice, o opened, s engine.Step, r *part.StepView) {
	states := t.states[s.Key]
	if len(states) < 2 {
		return
	}
	at := func(n int) string {
		key := string(s.Key.Turn(n))
		return o.href(url.Values{"step": {""}, turnParam: {key}}) + "#" + r.ID
	}
	failed := firstFailed(states)
	from := 0
	if shown := t.shown[s.Key]; shown >= part.MaxTurns { // the one that is shown is among those drawn
		from = min(shown-part.MaxTurns/2, len(states)-part.MaxTurns)
	}
	for n := from; n < min(len(states), from+part.MaxTurns); n++ {
		shown := t.shown[s.Key]
		r.Turns = append(r.Turns, part.TurnView{Number: strconv.Itoa(n + 1), State: string(states[n]), Href: at(n), Shown: shown < 0 || shown == n})
	}
	if len(states) > len(r.Turns) {
		r.More = v.T("water.turns.of", "n", len(r.Turns), "all", len(states))
	}
	if failed >= 0 {
		r.Failed = part.LinkView{Text: v.T("water.failed", "n", failed+1), Href: at(failed)}
	}
}
