package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
)

// historyQuery is what the address of a list of operations asks for.
type historyQuery struct {
	processing engine.ProcessingID
	states     []string // names of groups of states
	period     string   // one of periods, or "" for from and to
	from, to   string   // days
	node       engine.NodeID
	cause      string
	source     string // type
	version    int
	slow       string // one of slownesses
	test       bool
	text       string
	field      string // that has the value
	value      string
	cursor     string
}

// stateGroups are the states a filter shows.
var stateGroups = map[string][]engine.State{
	"failed":    {engine.Failed},
	"uncertain": {engine.UncertainState},
	"waiting":   {engine.Queued, engine.Running, engine.Waiting},
	"kept":      {engine.Kept},
	"succeeded": {engine.Succeeded, engine.Stopped},
	"cancelled": {engine.Cancelled},
}

// stateFilters, periods and slownesses are in the order of the page.
var (
	stateFilters = []string{"failed", "uncertain", "waiting", "kept", "succeeded", "cancelled"}
	periods      = []string{"15m", "1h", "today", "7d"}
	slownesses   = []string{"1s", "10s", "1m", "10m"}
)

// maxCondition bounds what an address says of one condition, in bytes.
const maxCondition = 200

func historyQueryOf(c *call) historyQuery {
	v := c.QueryParams()
	short := func(name string) string { return clipped(strings.TrimSpace(v.Get(name)), maxCondition) }
	q := historyQuery{
		processing: engine.ProcessingID(short("processing")), period: one(v.Get("period"), periods), slow: one(v.Get("slow"), slownesses),
		from: day(v.Get("from")), to: day(v.Get("to")), node: engine.NodeID(short("node")), cause: short("cause"), source: short("source"),
		test: v.Get("test") == "true", text: clipped(v.Get("q"), maxCondition), field: short("field"), value: short("value"), cursor: v.Get("cursor"),
	}
	if id := c.Param("id"); id != "" && strings.HasPrefix(c.Path(), "/p/") {
		q.processing = engine.ProcessingID(id)
	}
	if n, err := strconv.Atoi(v.Get("version")); err == nil && n > 0 {
		q.version = n
	}
	for _, s := range stateFilters {
		if slices.Contains(v["state"], s) {
			q.states = append(q.states, s)
		}
	}
	if q.from != "" || q.to != "" {
		q.period = ""
	}
	if q.field == "" || q.value == "" {
		q.field, q.value = "", ""
	}
	if !c.seesValues() { // what is found tells what is in it
		q.text, q.field, q.value = "", "", ""
	}
	return q
}

// one is a value if it is one of those known.
func one(value string, known []string) string {
	if slices.Contains(known, value) {
		return value
	}
	return ""
}

// day is a day as an address writes it, or none.
func day(s string) string {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

// values are q as they stand in an address, but for its processing and cursor.
func (q historyQuery) values() url.Values {
	v := url.Values{}
	for _, s := range q.states {
		v.Add("state", s)
	}
	for name, value := range map[string]string{
		"period": q.period, "q": q.text, "from": q.from, "to": q.to, "node": string(q.node), "cause": q.cause, "source": q.source,
		"slow": q.slow, "field": q.field, "value": q.value,
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.version > 0 {
		v.Set("version", strconv.Itoa(q.version))
	}
	if q.test {
		v.Set("test", "true")
	}
	return v
}

// path is the address of the list without conditions.
func (q historyQuery) path() string {
	if q.processing != "" {
		return "/p/" + url.PathEscape(string(q.processing)) + "/ops"
	}
	return "/ops"
}

func (q historyQuery) href() string { return withQuery(q.path(), q.values()) }

// with is q with something changed.
func (q historyQuery) with(change func(*historyQuery)) historyQuery {
	q.states = slices.Clone(q.states)
	q.cursor = ""
	change(&q)
	return q
}

// live is the address of the stream of what changes in the list that is drawn now.
func (q historyQuery) live(now time.Time) string {
	v := q.told()
	v.Set(sinceParam, strconv.FormatInt(now.UnixMilli(), 10))
	return withQuery("/ops/live", v)
}

func withQuery(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// asked is q as a store understands it. With a field, it is those that have its
// value anywhere; see foundOf.
func (q historyQuery) asked(now time.Time) engine.OperationQuery {
	asked := engine.OperationQuery{
		Processing: q.processing, Text: q.text, Test: q.test, Cursor: q.cursor, Cause: q.cause, Node: q.node, Version: q.version, Source: q.source,
	}
	asked.From, asked.To = q.span(now)
	asked.Longer, _ = time.ParseDuration(q.slow)
	if q.text == "" {
		asked.Text = q.value
	}
	for _, s := range q.states {
		asked.States = append(asked.States, stateGroups[s]...)
	}
	return asked
}

// span is the time that q asks for; zero at an end that is open.
func (q historyQuery) span(now time.Time) (from, to time.Time) {
	switch q.period {
	case "15m":
		return now.Add(-15 * time.Minute), to
	case "1h":
		return now.Add(-time.Hour), to
	case "today":
		return startOf(now), to
	case "7d":
		return now.AddDate(0, 0, -7), to
	}
	if t, err := time.ParseInLocation(time.DateOnly, q.from, now.Location()); err == nil {
		from = t
	}
	if t, err := time.ParseInLocation(time.DateOnly, q.to, now.Location()); err == nil {
		to = t.AddDate(0, 0, 1)
	}
	return from, to
}

// startOf is the beginning of a day.
func startOf(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
}

// shows reports whether an operation is one that q asks for, but for its text.
func (q historyQuery) shows(op engine.Operation, now time.Time) bool {
	asked := q.asked(now)
	return op.Test == q.test && (q.processing == "" || op.Processing == q.processing) && asked.Fits(op) &&
		(len(asked.States) == 0 || slices.Contains(asked.States, op.State)) && !op.Created.Before(asked.From) &&
		(asked.To.IsZero() || op.Created.Before(asked.To))
}
