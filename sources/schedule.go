package sources

import (
	"encoding/json"
	"errors"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// schedule is a source that ticks: at the times of a cron expression, or at an
// interval from when the processing was switched on.
type schedule struct{}

// scheduleType is its name in documents.
const scheduleType = "schedule"

type scheduleConfig struct {
	Cron     string
	Every    time.Duration
	TimeZone string `json:"time_zone"`
	Missed   string
	Overlap  string
}

var scheduleFields = []engine.Field{
	{Name: "cron", Type: engine.PlainField},
	{Name: "every", Type: engine.DurationField},
	{Name: "time_zone", Type: engine.PlainField},
	{Name: "missed", Type: engine.ChoiceField, Options: []string{"latest", "skip"}, Default: "latest", Advanced: true},
	{Name: "overlap", Type: engine.ChoiceField, Options: []string{"queue", "skip"}, Default: "queue", Advanced: true},
}

var scheduleOutputs = []string{"scheduled_at", "received_at"}

// Spec describes the schedule.
func (schedule) Spec() engine.Spec {
	return engine.Spec{
		Type: scheduleType, Version: 1, Group: "source", Help: help(scheduleType),
		Fields: scheduleFields, Outputs: scheduleOutputs,
	}
}

// Bounds of an interval.
const (
	shortestEvery = time.Second
	longestEvery  = 366 * 24 * time.Hour
)

// Prepare checks a schedule's config. All problems come at once.
func (schedule) Prepare(with json.RawMessage, settings engine.Settings) (engine.PreparedSource, error) {
	var s scheduleConfig
	c := readWith(scheduleFields, with, &s)
	zone := c.zone(s.TimeZone, settings.TimeZone)
	made := &engine.Schedule{Zone: zone, Event: tick, Skip: s.Missed == "skip", Alone: s.Overlap == "skip"}
	switch {
	case len(c.problems) > 0 && s.Cron == "" && s.Every == 0: // said already
	case s.Cron != "" && s.Every != 0:
		c.add("every", "source.schedule_both")
	case s.Cron != "":
		made.Next, made.Shifts = c.cron(s.Cron, zone)
	case s.Every != 0:
		made.Next = c.every(s.Every)
	default:
		c.add("cron", "document.required", "key", "cron")
	}
	return engine.PreparedSource{Outputs: scheduleOutputs, Value: tickValue(zone), Schedule: made, Config: zone}, c.err()
}

// zone finds a time zone: the schedule's own, else the document's, else UTC.
func (c *config) zone(own, document string) *time.Location {
	name := document
	if own != "" {
		name = own
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		if own != "" { // the document's is checked with its settings
			c.add("time_zone", "source.time_zone", "zone", name)
		}
		return time.UTC
	}
	return zone
}

// nextTick finds the first tick after a time, of a schedule that began at anchor.
type nextTick = func(anchor, after time.Time) (time.Time, bool)

func (c *config) cron(expression string, zone *time.Location) (nextTick, func(from, to time.Time) []engine.Shift) {
	t, err := parseCron(expression, zone)
	if err != nil {
		reason := ""
		if e := (*cronError)(nil); errors.As(err, &e) {
			reason = e.reason
		}
		c.add("cron", "source.cron", "cron", expression, "detail", err.Error(), "reason", reason)
		return nil, nil
	}
	// Every day there is comes within eight years, whichever they are.
	if _, ok := t.next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)); !ok {
		c.add("cron", "source.never", "cron", expression)
	}
	return func(_, after time.Time) (time.Time, bool) { return t.next(after) }, t.shifts
}

func (c *config) every(d time.Duration) nextTick {
	if d < shortestEvery || d > longestEvery {
		c.add("every", "document.range", "min", "1s", "max", "366d")
	}
	return func(anchor, after time.Time) (time.Time, bool) {
		if d <= 0 || after.Before(anchor) {
			return anchor.Add(d), d > 0
		}
		return anchor.Add((after.Sub(anchor)/d + 1) * d), true
	}
}

// tickValue reads the record of a tick, {"scheduled_at": "…"}; a tick without
// one was meant for when it came.
func tickValue(zone *time.Location) func(engine.Event) (any, error) {
	return func(ev engine.Event) (any, error) {
		at := ev.At
		if len(ev.Data) > 0 {
			v, err := eval.Decode(ev.Data, eval.Limits{})
			if err != nil {
				return nil, err
			}
			if record, ok := v.(map[string]any); ok {
				if text, ok := record["scheduled_at"].(string); ok {
					planned, err := time.Parse(time.RFC3339Nano, text)
					if err != nil {
						return nil, errors.New("a tick's record without its time")
					}
					at = planned
				}
			}
		}
		return map[string]any{
			"scheduled_at": at.In(zone).Format(time.RFC3339),
			"received_at":  ev.At.UTC().Format(time.RFC3339),
		}, nil
	}
}

// tick is the event of a time of the schedule. Its key is that time.
func tick(at, now time.Time) engine.Event {
	return engine.Event{Source: scheduleType, Key: "tick/" + at.UTC().Format(time.RFC3339Nano), At: now, Data: tickRecord(at)}
}

func tickRecord(at time.Time) json.RawMessage {
	return json.RawMessage(`{"scheduled_at":"` + at.UTC().Format(time.RFC3339Nano) + `"}`)
}
