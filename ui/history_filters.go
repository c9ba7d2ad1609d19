package ui

import (
	"slices"
	"strconv"

	"stanok/engine"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// mostShown is how far the counts of filters go.
const mostShown = 1000

// historyFilters fills in what stands above a list: views, filters with their
// counts, conditions that are set, and why operations failed.
func (u *UI) historyFilters(c *call, v words.Voice, q historyQuery, view *history.View) error {
	view.Views = u.historyViews(c, v, q)
	var err error
	if view.States, err = u.stateChips(c, v, q); err != nil {
		return err
	}
	for _, p := range periods {
		on := q.period == p
		changed := q.with(func(q *historyQuery) { q.period, q.from, q.to = off(on, p), "", "" })
		view.Others = append(view.Others, part.FilterView{Text: v.T("history.period." + p), On: on, Href: changed.href(), TestID: "filter-" + p})
	}
	view.Others = append(view.Others, part.FilterView{Text: v.T("history.tests"), On: q.test, Href: q.with(func(q *historyQuery) { q.test = !q.test }).href(), TestID: "filter-test"})
	view.Set = u.conditions(c, v, q)
	view.Conditions = u.moreFilters(c, v, q)
	for name, values := range q.values() {
		for _, value := range values {
			if name != "q" {
				view.Hidden = append(view.Hidden, history.Pair{Name: name, Value: value})
			}
		}
	}
	if c.visit != nil && view.Narrowed {
		view.Keep = q.values().Encode()
	}
	view.Failures = len(q.states) > 0 && !slices.ContainsFunc(q.states, func(s string) bool { return s != "failed" && s != "uncertain" })
	view.Causes, err = u.causes(c, v, q)
	return err
}

// stateChips are the filters by state, each with how many there are.
func (u *UI) stateChips(c *call, v words.Voice, q historyQuery) (all []part.FilterView, err error) {
	for _, s := range stateFilters {
		on := slices.Contains(q.states, s)
		changed := q.with(func(q *historyQuery) {
			if q.states = append(q.states, s); on {
				q.states = slices.DeleteFunc(q.states, func(one string) bool { return one == s })
			}
		})
		f := part.FilterView{Text: v.T("history.state." + s), On: on, Href: changed.href(), TestID: "filter-" + s}
		if q.field == "" {
			alone := q.with(func(q *historyQuery) { q.states = []string{s} })
			if f.Count, err = u.counted(c, v, alone); err != nil {
				return nil, err
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// counted is how many operations a query has, in words: "1000+" for many.
func (u *UI) counted(c *call, v words.Voice, q historyQuery) (string, error) {
	n, all, err := u.Store.CountOperations(c.Request().Context(), c.ws, q.asked(u.now(c)), mostShown)
	said := v.Number(int64(n))
	if !all {
		said += "+"
	}
	return said, err
}

// conditions are those of a query that have no filter of their own, each with the
// way to take it away.
func (u *UI) conditions(c *call, v words.Voice, q historyQuery) (all []history.Condition) {
	add := func(say, value string, without func(*historyQuery)) {
		if value != "" {
			all = append(all, history.Condition{Text: v.T("history.set", "name", say, "value", clipRunes(value, 60)), Href: q.with(without).href()})
		}
	}
	add(v.T("history.cond.cause"), u.causeName(c, q.cause), func(q *historyQuery) { q.cause = "" })
	add(v.T("operations.where"), u.nodeName(c, q), func(q *historyQuery) { q.node = "" })
	if q.source != "" {
		add(v.T("history.cond.source"), u.typeName(c.lang, q.source), func(q *historyQuery) { q.source = "" })
	}
	if q.version > 0 {
		add(v.T("operations.version"), "v"+strconv.Itoa(q.version), func(q *historyQuery) { q.version = 0 })
	}
	add(v.T("history.cond.from"), q.from, func(q *historyQuery) { q.from = "" })
	add(v.T("history.cond.to"), q.to, func(q *historyQuery) { q.to = "" })
	if q.slow != "" {
		add(v.T("history.cond.slow"), v.T("history.slow."+q.slow), func(q *historyQuery) { q.slow = "" })
	}
	if q.field != "" {
		add(v.T("history.cond.field"), q.field+" = "+q.value, func(q *historyQuery) { q.field, q.value = "", "" })
	}
	return all
}

// causeName is a cause as people read it.
func (u *UI) causeName(c *call, cause string) string {
	code, status := codeOf(cause)
	if cause == "" {
		return ""
	}
	if !u.Texts.Has(code) {
		return cause
	}
	say, _ := u.Texts.Say(c.lang, code, map[string]string{"status": status})
	return say
}

func (u *UI) nodeName(c *call, q historyQuery) string {
	if q.node == "" || q.processing == "" {
		return string(q.node)
	}
	if p, err := u.Store.Processing(c.Request().Context(), c.ws, q.processing); err == nil {
		if k, ok := u.digest(p).knot(q.node); ok {
			return k.number + " " + u.name(c.lang, k)
		}
	}
	return string(q.node)
}

// moreFilters is the form of the conditions that are seldom asked for.
func (u *UI) moreFilters(c *call, v words.Voice, q historyQuery) history.MoreView {
	m := history.MoreView{Path: q.path(), From: q.from, To: q.to, Field: q.field, Value: q.value, MaySearch: c.seesValues()}
	rest := q.with(func(q *historyQuery) {
		q.from, q.to, q.field, q.value, q.slow, q.source, q.node, q.version = "", "", "", "", "", "", "", 0
	})
	for name, values := range rest.values() {
		for _, value := range values {
			m.Hidden = append(m.Hidden, history.Pair{Name: name, Value: value})
		}
	}
	for _, s := range slownesses {
		m.Slow = append(m.Slow, part.OptionView{Value: s, Label: v.T("history.slow." + s), Chosen: q.slow == s})
	}
	for _, kind := range []string{"webhook", "schedule", "manual", "call", engine.FailureSource} {
		m.Sources = append(m.Sources, part.OptionView{Value: kind, Label: u.typeName(c.lang, kind), Chosen: q.source == kind})
	}
	if q.processing == "" {
		return m
	}
	p, err := u.Store.Processing(c.Request().Context(), c.ws, q.processing)
	if err != nil {
		return m
	}
	for _, k := range u.digest(p).nodes {
		m.Nodes = append(m.Nodes, part.OptionView{Value: string(k.id), Label: k.number + " " + u.name(c.lang, k), Chosen: k.id == q.node})
	}
	for n := p.Latest; n > max(0, p.Latest-50); n-- {
		m.Versions = append(m.Versions, part.OptionView{Value: strconv.Itoa(n), Label: "v" + strconv.Itoa(n), Chosen: n == q.version})
	}
	return m
}
