package ui

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/part"
	"stanok/ui/words"
)

// withStep is the address of the operation with a step's detail shown; none if
// key is "".
func withStep(o opened, key string) string {
	return o.at() + "?step=" + url.QueryEscape(key)
}

// water is how the operation went, its source first.
func (u *UI) water(c *call, v words.Voice, o opened) part.WaterView {
	end := o.Finished
	if end.IsZero() {
		end = u.Clock.Now()
	}
	scale := timescale{from: o.Created, all: max(end.Sub(o.Created), time.Millisecond)}
	w := part.WaterView{ID: "water", Ticks: []string{"0"}}
	ticks := time.Duration(4)
	if scale.all < ticks*time.Millisecond { // which would all read the same
		ticks = 1
	}
	for i := range ticks {
		w.Ticks = append(w.Ticks, v.Span(scale.all*(i+1)/ticks))
	}
	w.Rows = append(w.Rows, u.sourceRow(c, v, o))
	for i, s := range o.steps[:min(len(o.steps), o.shown)] {
		w.Rows = append(w.Rows, u.waterRow(c, v, o, i, s, scale))
	}
	return w
}

func (u *UI) sourceRow(c *call, v words.Voice, o opened) part.StepView {
	name := u.typeName(c.lang, o.Event.Source)
	r := part.StepView{
		Key: sourceKey, ID: "s-0", Bead: part.BeadView{Number: "1", Kind: "source"}, Name: name, State: string(engine.StepDone),
		From: v.Span(0), Took: v.Span(0), Bars: []part.BarView{{Look: "ok"}}, Open: o.open == sourceKey,
	}
	r.Href = rowHref(o, r)
	if len(o.Event.Search) > 0 && c.seesValues() {
		r.Carry.Value = clipRunes(o.Event.Search[0], 60)
		if len(o.Event.Search) == len(o.digest.params) {
			r.Carry.Name = o.digest.params[0]
		}
	}
	return r
}

func rowHref(o opened, r part.StepView) string {
	if r.Open {
		return withStep(o, "") + "#" + r.ID
	}
	return withStep(o, r.Key) + "#" + r.ID
}

func (u *UI) waterRow(c *call, v words.Voice, o opened, i int, s engine.Step, scale timescale) part.StepView {
	k, known := o.digest.knot(s.Node)
	if !known {
		k = knot{id: s.Node, kind: "tools", title: string(s.Node), number: itoa(i + 2)}
	}
	r := part.StepView{
		Key: string(s.Key), ID: "s-" + itoa(i+1), Bead: part.BeadView{Number: k.number, Kind: k.kind, Off: s.State == engine.StepSkipped},
		Name: turn(v, s.Key) + u.name(c.lang, k), State: string(s.State), From: v.Span(s.Started.Sub(o.Created)), Took: "—",
		Broken: s.State == engine.StepFailed && o.State == engine.Failed || s.State == engine.StepUncertain, Open: o.open == string(s.Key),
	}
	r.Href = rowHref(o, r)
	r.Bars = scale.bars(k, s, u.Clock.Now())
	if !s.Finished.IsZero() {
		r.Took = v.Span(s.Finished.Sub(s.Started))
	}
	r.Carry = u.carry(c, v, s)
	return r
}

// turn says in which turn of its loops a step was.
func turn(v words.Voice, key engine.StepKey) string {
	said := ""
	for piece := range strings.SplitSeq(string(key), "/") {
		if _, n, ok := strings.Cut(piece, "#"); ok {
			var i int
			if json.Unmarshal([]byte(n), &i) == nil {
				said += v.T("op.turn", "n", i+1) + " › "
			}
		}
	}
	return said
}

// carry is, in a few words, what came out of a step or why nothing did.
func (u *UI) carry(c *call, v words.Voice, s engine.Step) part.CarryView {
	var carry part.CarryView
	if s.Attempt > 1 {
		carry.Name = v.T("op.attempt", "n", s.Attempt)
	}
	switch {
	case s.State == engine.StepRetrying && !s.WakeAt.IsZero(), s.State == engine.StepWaiting:
		carry.Value = v.T("history.again", "when", v.Moment(s.WakeAt, u.now(c)))
	case s.Failure != nil:
		carry.Value, _ = u.sayFailure(c, s.Failure)
	}
	if carry.Value != "" || !c.seesValues() {
		return carry
	}
	out, _ := engine.Decode(head(s.Output)).(map[string]any)
	for _, name := range []string{"status", "fields"} {
		if n, ok := out[name].(json.Number); ok {
			carry.More = name + " " + n.String()
		}
	}
	return carry
}

// head is an output if it is short enough to be looked into for a summary.
func head(raw json.RawMessage) json.RawMessage {
	if len(raw) > 64<<10 {
		return nil
	}
	return raw
}

// timescale places moments of an operation in thousandths of it.
type timescale struct {
	from time.Time
	all  time.Duration
}

func (t timescale) at(d time.Duration) int {
	return int(min(max(d, 0), t.all) * 1000 / t.all)
}

// bars are the stretches of time of a step: what it worked, what it waited.
func (t timescale) bars(k knot, s engine.Step, now time.Time) []part.BarView {
	if s.Started.IsZero() || s.State == engine.StepSkipped {
		return nil
	}
	end, look := s.Finished, "ok"
	switch s.State {
	case engine.StepFailed:
		look = "fail"
	case engine.StepUncertain:
		look = "unsure"
	case engine.StepRetrying, engine.StepWaiting:
		look = "wait"
	case engine.StepRunning, engine.StepOpen:
		look = "now"
	}
	if k.typ == "delay" && look == "ok" {
		look = "wait"
	}
	if end.IsZero() {
		end = now
	}
	from, wide := s.Started.Sub(t.from), end.Sub(s.Started)
	return []part.BarView{{
		Look: look, From: t.at(from), Wide: t.at(from+wide) - t.at(from), OffsetMS: from.Milliseconds(), WidthMS: wide.Milliseconds(),
	}}
}
