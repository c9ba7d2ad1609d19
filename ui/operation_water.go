package ui

import (
	"cmp"
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
	return o.href(url.Values{"step": {key}})
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
	turned := turnsOf(o)
	for i, s := range o.steps {
		if !turned.shows(s.Key) {
			continue
		}
		if len(w.Rows) > o.shown {
			break
		}
		r := u.waterRow(c, v, o, i, s, scale)
		turned.draw(v, o, s, &r)
		w.Rows = append(w.Rows, r)
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
	r.Carry, r.Tries = u.carry(c, v, s), tries(v, s)
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
	if carry.Name = tries(v, s); carry.Name == "" && s.Attempt > 1 {
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
	var all []part.BarView
	stretch := func(look string, from, to time.Time) {
		at, wide := from.Sub(t.from), to.Sub(from)
		all = append(all, part.BarView{Look: look, From: t.at(at), Wide: t.at(at+wide) - t.at(at), OffsetMS: at.Milliseconds(), WidthMS: wide.Milliseconds()})
	}
	began := s.Started
	for i, try := range s.Tries {
		stretch("fail", try.Began, try.Ended)
		if began = s.Began; i+1 < len(s.Tries) {
			began = s.Tries[i+1].Began
		}
		if !began.After(try.Ended) { // it waits now
			began = now
		}
		stretch("wait", try.Ended, began)
	}
	end, look := s.Finished, barLook(k, s)
	if end.IsZero() {
		end = now
	}
	if len(s.Tries) == 0 || s.State != engine.StepRetrying {
		stretch(look, began, end)
	}
	return all
}

func barLook(k knot, s engine.Step) string {
	switch s.State {
	case engine.StepFailed:
		return "fail"
	case engine.StepUncertain:
		return "unsure"
	case engine.StepRetrying, engine.StepWaiting:
		return "wait"
	case engine.StepRunning, engine.StepOpen:
		return "now"
	}
	if k.typ == "delay" {
		return "wait"
	}
	return "ok"
}

// tries are the attempts of a step in words, as in "503, 503, 200"; "" if there
// was one.
func tries(v words.Voice, s engine.Step) string {
	if len(s.Tries) == 0 {
		return ""
	}
	var all []string
	for _, t := range s.Tries {
		all = append(all, cmp.Or(t.Status, part.StepStatus(v, string(engine.StepFailed)).Word))
	}
	out, _ := engine.Decode(head(s.Output)).(map[string]any)
	switch status, known := out["status"].(json.Number); {
	case s.State == engine.StepRetrying:
	case known:
		all = append(all, status.String())
	case s.Failure != nil:
		all = append(all, cmp.Or(s.Failure.Args["status"], part.StepStatus(v, string(s.State)).Word))
	default:
		all = append(all, part.StepStatus(v, string(s.State)).Word)
	}
	return v.T("water.tries", "list", strings.Join(all, ", "))
}
