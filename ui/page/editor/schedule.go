package editor

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/part"
)

// ScheduleView is a timetable as a sentence with choices in it, and when it comes
// true next.
type ScheduleView struct {
	Timing
	Scope    string
	Modes    []part.OptionView
	Days     []part.OptionView
	Units    []part.OptionView
	Missed   FieldView
	Overlap  FieldView
	Sentence string
	Ticks    []TickView
	Shifts   []string // what changes of clocks do to it, in words
	Late     string   // what becomes of runs that were missed, in words
	Error    string
	Plain    bool
}

// TickView is one coming run, on the schedule's clock and, if that is another,
// on the reader's.
type TickView struct{ There, Here string }

// Timing is when a schedule begins operations, as people choose it.
type Timing struct {
	Mode     string `json:"mode"` // every daily weekdays weekly monthly cron
	At       string `json:"at"`   // 09:00
	Day      string `json:"day"`  // of the week, 0 is Sunday; of the month
	Amount   string `json:"amount"`
	Unit     string `json:"unit"`
	Cron     string `json:"cron"`
	TimeZone string `json:"time_zone"`
	Missed   string `json:"missed"`
	Overlap  string `json:"overlap"`
}

var modes = []string{"weekdays", "daily", "weekly", "monthly", "every", "cron"}

var clockwork = regexp.MustCompile(`^(\d{1,2}) (\d{1,2}) (\*|[^\s*/,-]+) \* (\*|[0-6]|1-5)$`)

// timing reads a schedule's config.
func timing(with object) Timing {
	t := Timing{TimeZone: with.text("time_zone"), Missed: with.text("missed"), Overlap: with.text("overlap"), Cron: with.text("cron")}
	t.Amount, t.Unit, t.At, t.Day = "15", "m", "09:00", "1"
	if every := with.text("every"); every != "" && t.Cron == "" {
		t.Mode = "every"
		t.Amount, t.Unit = durationParts(every)
		return t
	}
	m := clockwork.FindStringSubmatch(strings.Join(strings.Fields(t.Cron), " "))
	t.Mode = "cron"
	if m == nil || m[3] != "*" && m[4] != "*" {
		return t
	}
	minute, _ := strconv.Atoi(m[1])
	hour, _ := strconv.Atoi(m[2])
	if minute > 59 || hour > 23 {
		return t
	}
	t.At = fmt.Sprintf("%02d:%02d", hour, minute)
	switch {
	case m[3] != "*":
		t.Mode, t.Day = "monthly", m[3]
	case m[4] == "*":
		t.Mode = "daily"
	case m[4] == "1-5":
		t.Mode = "weekdays"
	default:
		t.Mode, t.Day = "weekly", m[4]
	}
	return t
}

// ReadTiming is the config that a schedule's panel sends.
func ReadTiming(sent json.RawMessage) (json.RawMessage, error) {
	var rows []Timing
	if err := json.Unmarshal(sent, &rows); err != nil || len(rows) != 1 {
		return nil, wrongRows(err)
	}
	return json.Marshal(rows[0].config())
}

func (t Timing) config() map[string]any {
	with := map[string]any{}
	for name, s := range map[string]string{"time_zone": t.TimeZone, "missed": t.Missed, "overlap": t.Overlap} {
		if s != "" {
			with[name] = s
		}
	}
	if t.Mode == "every" {
		with["every"] = or(t.Amount+t.Unit, "15m") // neither is there when the mode has just been chosen
		return with
	}
	with["cron"] = t.cron()
	return with
}

func (t Timing) cron() string {
	hour, minute, _ := strings.Cut(or(t.At, "09:00"), ":")
	clock := strings.TrimPrefix(minute, "0") + " " + strings.TrimPrefix(hour, "0")
	if at, err := time.Parse("15:04", t.At); err == nil {
		clock = strconv.Itoa(at.Minute()) + " " + strconv.Itoa(at.Hour())
	}
	day := or(t.Day, "1")
	switch t.Mode {
	case "daily":
		return clock + " * * *"
	case "weekdays":
		return clock + " * * 1-5"
	case "weekly":
		if !slices.Contains(weekdays, day) {
			day = "1"
		}
		return clock + " * * " + day
	case "monthly":
		return clock + " " + day + " * *"
	}
	return t.Cron
}

// sentence says a schedule in the language of the page.
func (d *Draft) sentence(with object) string {
	t, v := timing(with), d.Voice
	zone := or(or(t.TimeZone, d.Definition.Settings.TimeZone), "UTC")
	switch t.Mode {
	case "every":
		return v.T("editor.when.every", "amount", t.Amount, "unit", v.T("field.duration."+t.Unit))
	case "cron":
		if strings.TrimSpace(t.Cron) == "" {
			return v.T("editor.when.cron.none")
		}
		return v.T("editor.when.cron", "cron", t.Cron, "zone", zone)
	case "weekly":
		return v.T("editor.when.weekly", "day", v.T("editor.weekday."+t.Day), "at", t.At, "zone", zone)
	case "monthly":
		return v.T("editor.when.monthly", "day", t.Day, "at", t.At, "zone", zone)
	}
	return v.T("editor.when."+t.Mode, "at", t.At, "zone", zone)
}

// schedule draws the panel of a schedule.
func (d *Draft) schedule(with object) ScheduleView {
	v := d.Voice
	fields := d.fields(d.spec(d.At).Fields, with)
	view := ScheduleView{
		Timing: timing(with), Scope: "source/with", Sentence: d.sentence(with), Plain: d.Plain, Error: d.errorAt("source/with"),
		Missed: one(fields, "missed"), Overlap: one(fields, "overlap"),
	}
	for _, m := range modes {
		view.Modes = append(view.Modes, part.OptionView{Value: m, Label: v.T("editor.mode." + m), Chosen: m == view.Mode})
	}
	for _, day := range weekdays {
		view.Days = append(view.Days, part.OptionView{Value: day, Label: v.T("editor.weekday." + day), Chosen: day == view.Day})
	}
	for _, u := range []string{"s", "m", "h", "d"} {
		view.Units = append(view.Units, part.OptionView{Value: u, Label: v.T("field.duration." + u), Chosen: u == view.Unit})
	}
	for _, at := range d.Values.Ticks {
		tick := TickView{There: d.moment(at, at.Location()) + " " + at.Location().String()}
		if _, here := at.In(d.Now.Location()).Zone(); here != offset(at) {
			tick.Here = d.moment(at, d.Now.Location())
			if here := at.In(d.Now.Location()); here.Day() == at.Day() {
				tick.Here = here.Format("15:04")
			}
		}
		view.Ticks = append(view.Ticks, tick)
	}
	for _, s := range d.Values.Shifts {
		view.Shifts = append(view.Shifts, d.shift(s))
	}
	view.Late = v.T("editor.schedule.missed.latest")
	if view.Timing.Missed == "skip" {
		view.Late = v.T("editor.schedule.missed.skip")
	}
	return view
}

// shift says what a change of clocks does to a schedule.
func (d *Draft) shift(s engine.Shift) string {
	day, clock := d.Voice.Date(s.Wall), s.Wall.Format("15:04")
	switch {
	case s.Gap:
		return d.Voice.T("editor.schedule.gap", "day", day, "clock", clock, "at", s.At.Format("15:04"))
	case s.Twice:
		return d.Voice.T("editor.schedule.twice", "day", day, "clock", clock)
	}
	return d.Voice.T("editor.schedule.double", "day", day, "clock", clock)
}

func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}
