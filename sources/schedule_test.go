package sources_test

import (
	"encoding/json"
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
		`{"every":"soon"}`:                          "every document.kind",
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
