package sources_test

import (
	"flag"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"stanok/sources"
)

var everyYear = flag.Bool("every-year", false, "compare cron with the oracle over 2020 to 2040, not a sample of years")

// zones are forty, with every kind of summer time there is: none, at midnight,
// half an hour long, in winter, with Ramadan, dropped lately, on the date line.
var zones = strings.Fields(`UTC Europe/Moscow Europe/Berlin Europe/London Europe/Dublin Europe/Lisbon Europe/Kyiv
	Europe/Istanbul Europe/Chisinau Europe/Samara Asia/Yekaterinburg Asia/Vladivostok Asia/Kolkata Asia/Kathmandu
	Asia/Tehran Asia/Beirut Asia/Gaza Asia/Jerusalem Asia/Amman Asia/Almaty Asia/Tokyo Africa/Casablanca Africa/Cairo
	Africa/Lagos Atlantic/Azores America/Sao_Paulo America/New_York America/St_Johns America/Los_Angeles America/Santiago
	America/Asuncion America/Havana America/Mexico_City America/Nuuk America/Phoenix Australia/Sydney Australia/Lord_Howe
	Pacific/Auckland Pacific/Chatham Antarctica/Troll`)

// expressions are twelve: fixed, intervals, and those around midnight and two.
var expressions = []string{
	"30 2 * * *", "0 0 * * *", "15,45 1-3 * * *", "*/15 * * * *", "*/20 2 * * *", "0 */2 * * *",
	"30 * * * *", "0 3 * * 0", "59 23 31 12 *", "0 12 1,15 * 5", "7 0-3/1 * 3,4,9-11 *", "@hourly",
}

// oracle lists the ticks of a span by looking at every minute of it, knowing
// nothing of how they are computed. seen tells which readings of a wall clock
// have been.
func oracle(matches func(time.Time) bool, interval bool, zone *time.Location, from, to time.Time) []time.Time {
	var ticks []time.Time
	seen := map[int64]bool{}
	reading := func(t time.Time) int64 { // minutes, as a wall clock shows them
		_, offset := t.In(zone).Zone()
		return (t.Unix() + int64(offset)) / 60
	}
	matchesAt := func(minute int64) bool { return matches(time.Unix(minute*60, 0).UTC()) }
	last := reading(from.Add(-3 * time.Hour))
	for at := from.Add(-3*time.Hour + time.Minute); at.Before(to); at = at.Add(time.Minute) {
		now := reading(at)
		tick := matchesAt(now) && (interval || !seen[now])
		for missing := last + 1; missing < now; missing++ {
			tick = tick || matchesAt(missing)
		}
		if tick && !at.Before(from) {
			ticks = append(ticks, at)
		}
		seen[now], last = true, now
	}
	return ticks
}

func TestCronAgreesWithLookingAtEveryMinute(t *testing.T) {
	years := 1
	if *everyYear {
		years = 21
	}
	ticks := 0
	for i, name := range zones {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for n := range years {
			year := 2020 + n
			if !*everyYear {
				year = 2020 + (i*8)%21 // a few of each year
			}
			for _, expression := range expressions {
				ticks += compare(t, expression, zone, year)
			}
		}
	}
	t.Logf("%d ticks compared", ticks)
	if ticks < 80_000 {
		t.Errorf("only %d ticks compared", ticks)
	}
}

// compare looks at the weeks of a year in which a zone's clocks change, at one
// in which they do not, and at the last.
func compare(t *testing.T, expression string, zone *time.Location, year int) int {
	t.Helper()
	table, err := sources.ParseCron(expression, zone)
	if err != nil {
		t.Fatal(err)
	}
	matches := plainMatcher(t, expression)
	compared := 0
	for _, from := range weeks(zone, year) {
		to := from.AddDate(0, 0, 5)
		want := oracle(matches, sources.IsInterval(expression), zone, from, to)
		compared += len(want)
		at := from.Add(-time.Second)
		for _, w := range want {
			next, ok := table.Next()(at)
			if !ok || !next.Equal(w) {
				t.Errorf("%s in %s: after %s got %s, want %s", expression, zone, at.In(zone), next, w.In(zone))
				return compared
			}
			at = next
		}
		if next, _ := table.Next()(at); next.Before(to) {
			t.Errorf("%s in %s: %s is no tick", expression, zone, next)
		}
	}
	return compared
}

// weeks begin some days before each change of clocks, on a whole minute.
func weeks(zone *time.Location, year int) []time.Time {
	from := []time.Time{time.Date(year, 6, 28, 0, 0, 0, 0, time.UTC), time.Date(year, 12, 29, 0, 0, 0, 0, time.UTC)}
	end := time.Date(year, 12, 30, 0, 0, 0, 0, time.UTC)
	for at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); ; {
		_, change := at.In(zone).ZoneBounds()
		if change.IsZero() || !change.Before(end) {
			return from
		}
		from = append(from, change.UTC().AddDate(0, 0, -2).Truncate(time.Minute))
		at = change
	}
}

// plainMatcher reads the twelve expressions on its own.
func plainMatcher(t *testing.T, expression string) func(time.Time) bool {
	t.Helper()
	if expression == "@hourly" {
		expression = "0 * * * *"
	}
	f := strings.Fields(expression)
	minute, hour, dom, month, dow := set(f[0], 0, 59), set(f[1], 0, 23), set(f[2], 1, 31), set(f[3], 1, 12), set(f[4], 0, 6)
	return func(w time.Time) bool {
		day := dom[w.Day()] && dow[int(w.Weekday())]
		if f[2] != "*" && f[4] != "*" {
			day = dom[w.Day()] || dow[int(w.Weekday())]
		}
		return minute[w.Minute()] && hour[w.Hour()] && month[int(w.Month())] && day
	}
}

func set(field string, low, high int) [64]bool {
	var all [64]bool
	for part := range strings.SplitSeq(field, ",") {
		span, stepText, _ := strings.Cut(part, "/")
		from, to, step := low, high, 1
		if span != "*" {
			first, last, ranged := strings.Cut(span, "-")
			from = number(first)
			if to = from; ranged {
				to = number(last)
			}
		}
		if stepText != "" {
			step = number(stepText)
		}
		for n := from; n <= to; n += step {
			all[n] = true
		}
	}
	return all
}

func number(s string) (n int) {
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

func TestSummerTimeInBerlin(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct{ expression, after, want string }{
		{"30 2 * * *", "2026-03-28T12:00:00+01:00", "2026-03-29T03:00:00+02:00 2026-03-30T02:30:00+02:00"},
		{"30 2 * * *", "2026-10-24T12:00:00+02:00", "2026-10-25T02:30:00+02:00 2026-10-26T02:30:00+01:00"},
		{"*/30 * * * *", "2026-10-25T01:45:00+02:00", "2026-10-25T02:00:00+02:00 2026-10-25T02:30:00+02:00 2026-10-25T02:00:00+01:00"},
		{"*/30 2 * * *", "2026-03-28T12:00:00+01:00", "2026-03-29T03:00:00+02:00 2026-03-30T02:00:00+02:00"},
		{"0 3 * * *", "2026-03-29T01:59:59+01:00", "2026-03-29T03:00:00+02:00 2026-03-30T03:00:00+02:00"},
		{"0 2,3 * * *", "2026-03-28T12:00:00+01:00", "2026-03-29T03:00:00+02:00 2026-03-30T02:00:00+02:00"},
	}
	for _, c := range cases {
		table, err := sources.ParseCron(c.expression, berlin)
		if err != nil {
			t.Fatal(err)
		}
		at, _ := time.Parse(time.RFC3339, c.after)
		var got []string
		for range strings.Fields(c.want) {
			at, _ = table.Next()(at)
			got = append(got, at.Format(time.RFC3339))
		}
		check(t, c.expression+" after "+c.after, strings.Join(got, " "), c.want)
	}
}

func TestTheRarestDaysAreFound(t *testing.T) {
	for expression, want := range map[string]string{
		"0 0 29 2 *": "2104-02-29", "0 0 31 * *": "2096-03-31", "0 0 29 2 */7": "2097-02-03", "0 0 1 1 *": "2097-01-01",
	} {
		table, err := sources.ParseCron(expression, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		next, _ := table.Next()(time.Date(2096, 2, 29, 12, 0, 0, 0, time.UTC))
		check(t, expression, next.Format(time.DateOnly), want)
	}
}

// ZoneBounds of Go 1.26 names an end in the past on this day, which went on for ever.
func TestTheLastDayOfALeapYearEnds(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	table, err := sources.ParseCron("0 9 * * *", zone)
	if err != nil {
		t.Fatal(err)
	}
	next, _ := table.Next()(time.Date(2028, 12, 31, 15, 0, 0, 0, time.UTC))
	check(t, "next", next, "2029-01-01 09:00:00 -0500 EST")
}

func TestNoExpressionIsSearchedForLong(t *testing.T) {
	for _, name := range zones {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, expression := range []string{"0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "59 23 29 2 *"} {
			table, err := sources.ParseCron(expression, zone)
			if err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			table.Next()(began)
			best := time.Since(begin)
			for range 3 { // the machine may have been busy with something else
				begin = time.Now()
				table.Next()(began)
				best = min(best, time.Since(begin))
			}
			if best > 5*time.Millisecond {
				t.Errorf("%s in %s took %v", expression, name, best)
			}
		}
	}
}

func TestExpressionsThatTheLibraryWouldTakeAreRefused(t *testing.T) {
	for _, expression := range []string{
		"", "TZ=0", "CRON_TZ=UTC 0 0 * * *", "TZ=Europe/Berlin 0 0 * * *", " TZ=x", "@every 5m", "@reboot", "* * * * * *", "* * * *",
		"60 * * * *", "*/0 * * * *", "1-0 * * * *", "a * * * *", "* * * * * " + strings.Repeat("*", 300),
	} {
		if table, err := sources.ParseCron(expression, time.UTC); err == nil {
			t.Errorf("%q was taken: %v", expression, table)
		}
	}
}
