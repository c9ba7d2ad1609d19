package sources_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func prepareSchedule(t *testing.T, with string, settings engine.Settings) engine.PreparedSource {
	t.Helper()
	p, err := source(t, "schedule").Prepare(json.RawMessage(with), settings)
	if err != nil {
		t.Fatalf("%s: %v", with, err)
	}
	return p
}

func TestAnIntervalBeginsWhenTheProcessingWasStarted(t *testing.T) {
	next := prepareSchedule(t, `{"every":"90s"}`, engine.Settings{}).Schedule.Next
	cases := []struct{ after, want time.Duration }{
		{-time.Hour, 90 * time.Second}, {0, 90 * time.Second}, {time.Second, 90 * time.Second},
		{90 * time.Second, 180 * time.Second}, {89*time.Second + 999*time.Millisecond, 90 * time.Second},
		{24 * time.Hour, 24*time.Hour + 90*time.Second},
	}
	for _, c := range cases {
		got, ok := next(began, began.Add(c.after))
		if !ok || !got.Equal(began.Add(c.want)) {
			t.Errorf("after %v: %v, want %v", c.after, got.Sub(began), c.want)
		}
	}
}

func TestAScheduleHasItsOwnZoneOrTheDocuments(t *testing.T) {
	cases := []struct{ with, settings, want string }{
		{`{"cron":"0 9 * * *","time_zone":"Asia/Tokyo"}`, "Europe/Moscow", "2026-03-03T09:00:00+09:00"},
		{`{"cron":"0 9 * * *"}`, "Europe/Moscow", "2026-03-03T09:00:00+03:00"},
		{`{"cron":"0 9 * * *"}`, "", "2026-03-03T09:00:00Z"},
		{`{"cron":"0 9 * * *"}`, "No/Where", "2026-03-03T09:00:00Z"},
		{`{"cron":"@daily"}`, "America/Sao_Paulo", "2026-03-03T00:00:00-03:00"},
	}
	for _, c := range cases {
		p := prepareSchedule(t, c.with, engine.Settings{TimeZone: c.settings})
		next, _ := p.Schedule.Next(time.Time{}, began)
		check(t, c.with+c.settings, next.In(p.Schedule.Zone).Format(time.RFC3339), c.want)
	}
}

func TestAScheduleSaysWhatBecomesOfTicksItMissed(t *testing.T) {
	p := prepareSchedule(t, `{"every":"1h"}`, engine.Settings{})
	check(t, "by default", []bool{p.Schedule.Skip, p.Schedule.Alone}, []bool{false, false})
	p = prepareSchedule(t, `{"every":"1h","missed":"skip","overlap":"skip"}`, engine.Settings{})
	check(t, "if asked", []bool{p.Schedule.Skip, p.Schedule.Alone}, []bool{true, true})
}

func TestATickKnowsWhenItWasMeantFor(t *testing.T) {
	p := prepareSchedule(t, `{"every":"1h","time_zone":"Europe/Moscow"}`, engine.Settings{})
	check(t, "outputs", p.Outputs, "[scheduled_at received_at]")
	late := engine.Event{At: began, Data: json.RawMessage(`{"scheduled_at":"2026-03-02T06:00:00Z"}`)}
	check(t, "tick", text(valueOf(t, p, late)), `{"received_at":"2026-03-02T09:58:11Z","scheduled_at":"2026-03-02T09:00:00+03:00"}`)
	check(t, "bare tick", text(valueOf(t, p, engine.Event{At: began})), `{"received_at":"2026-03-02T09:58:11Z","scheduled_at":"2026-03-02T12:58:11+03:00"}`)
	ev := p.Schedule.Event(began.Add(-time.Hour), began)
	check(t, "event", text(valueOf(t, p, ev)), `{"received_at":"2026-03-02T09:58:11Z","scheduled_at":"2026-03-02T11:58:11+03:00"}`)
	for _, data := range []string{`{`, `{"scheduled_at":"soon"}`} {
		if _, err := p.Value(engine.Event{Data: json.RawMessage(data)}); err == nil {
			t.Errorf("%s was read", data)
		}
	}
}

func TestAScheduleThatNeverTicksIsRefused(t *testing.T) {
	cases := map[string]string{
		`{}`:                                        "cron document.required",
		`{"cron":"0 0 30 2 *"}`:                     "cron source.never",
		`{"cron":"TZ=UTC 0 0 1 * *"}`:               "cron source.cron",
		`{"cron":"0 0 * *"}`:                        "cron source.cron",
		`{"cron":"@daily","every":"1h"}`:            "every source.schedule_both",
		`{"every":"999ms"}`:                         "every document.range",
		`{"every":"400d"}`:                          "every document.range",
		`{"every":"soon"}`:                          "every document.duration",
		`{"every":"1h","time_zone":"Mars/Olympus"}`: "time_zone source.time_zone",
		`{"every":"1h","time_zone":"Local"}`:        "time_zone source.time_zone",
		`{"every":"1h","missed":"all"}`:             "missed document.choice",
	}
	for with, want := range cases {
		_, err := source(t, "schedule").Prepare(json.RawMessage(with), engine.Settings{})
		problems := engine.ProblemsOf(err)
		if len(problems) != 1 || problems[0].Field+" "+problems[0].Code != want {
			t.Errorf("%s: %v, want %s", with, problems, want)
		}
	}
}

func TestATickIsNamedByItsTime(t *testing.T) {
	p := prepareSchedule(t, `{"every":"1s"}`, engine.Settings{})
	first, again := p.Schedule.Event(began, began), p.Schedule.Event(began, began.Add(time.Minute))
	if first.Source != "schedule" || first.Key == "" || first.Key != again.Key || first.Key == p.Schedule.Event(began.Add(time.Second), began).Key {
		t.Errorf("keys %q and %q", first.Key, again.Key)
	}
}

func TestSundayHasTwoNumbersAndAWeekItsEnd(t *testing.T) {
	cases := map[string]string{ // the days of the first week of March 2026, which begins on a Sunday
		"7": "1", "0": "1", "SUN": "1", "sun": "1", "0,7": "1", "5-7": "1 6 7", "6-7": "1 7", "0-7": "1 2 3 4 5 6 7",
		"1-7": "1 2 3 4 5 6 7", "MON-SUN": "1 2 3 4 5 6 7", "FRI-MON": "1 2 6 7", "fri-sun": "1 6 7", "5-1": "1 2 6 7",
		"MON-FRI": "2 3 4 5 6", "1,3,SAT": "2 4 7", "6-2/2": "2 7", "1-7/2": "1 2 4 6", "2/2": "3 5 7", "7/2": "1", "*/3": "1 4 7",
		"SAT-SAT": "7", "mon,tue-wed": "2 3 4", "?": "1 2 3 4 5 6 7",
	}
	for field, want := range cases {
		p := prepareSchedule(t, `{"cron":"0 9 * * `+field+`"}`, engine.Settings{})
		at, days := time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC), []string{}
		for {
			at, _ = p.Schedule.Next(time.Time{}, at)
			if at.Day() > 7 {
				break
			}
			days = append(days, strconv.Itoa(at.Day()))
		}
		check(t, field, strings.Join(days, " "), want)
	}
}

func TestATimetableThatCannotBeReadSaysWhy(t *testing.T) {
	cases := map[string]string{
		"0 0 L * *": "extended", "0 0 lw * *": "extended", "0 0 L-3 * *": "extended", "0 0 15W * *": "extended",
		"0 0 * * 5L": "extended", "0 0 * * FRIL": "extended", "0 0 * * 2#1": "extended", "0 0 * * TUE#2": "extended",
		"0 22-2 * * *": "backwards", "50-10 * * * *": "backwards", "0 0 * 11-2/1 *": "backwards", "0 0 1 * * *": "fields", "0 9 * *": "fields",
		"TZ=UTC 0 0 1 * *": "zone", "@every 5m": "interval", "0 0 * * 8": "", "0 0 * * MO": "", "0 0 * * 1-8": "", "0 0 * * 1/0": "",
		"0 0 * * -1": "", "0 0 * * 1-2-3": "", "0 24 * * *": "", "0 0 * WED *": "", "@sometimes": "",
	}
	for cron, want := range cases {
		_, err := source(t, "schedule").Prepare(json.RawMessage(`{"cron":"`+cron+`"}`), engine.Settings{})
		problems := engine.ProblemsOf(err)
		if len(problems) != 1 || problems[0].Code != "source.cron" || problems[0].Args["reason"] != want {
			t.Errorf("%q: %v, want one for %q", cron, problems, want)
		}
	}
	prepareSchedule(t, `{"cron":"0 0 * JUL WED"}`, engine.Settings{})
}
