package words

import "time"

// Clock writes the time of day to the second: 12:03:58 in every language.
func (v Voice) Clock(t time.Time) string { return t.Format("15:04:05") }

// Date writes a day: Nov 21, 2026; 21.11.2026; 21/11/2026.
func (v Voice) Date(t time.Time) string {
	switch v.lang {
	case "ru":
		return t.Format("02.01.2006")
	case "pt-BR":
		return t.Format("02/01/2006")
	}
	return t.Format("Jan 2, 2006")
}

// Moment writes a day and a time, the day in words when it is today or yesterday
// seen from now. Both are taken in the zone of now.
func (v Voice) Moment(t, now time.Time) string {
	t = t.In(now.Location())
	switch day := t.Format(time.DateOnly); day {
	case now.Format(time.DateOnly):
		return v.T("time.today", "clock", v.Clock(t))
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		return v.T("time.yesterday", "clock", v.Clock(t))
	}
	return v.T("time.day", "date", v.Date(t), "clock", v.Clock(t))
}

// Ago writes how long ago t was, in one unit: "2 minutes ago", "just now".
func (v Voice) Ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case d < 10*time.Second:
		return v.T("time.now")
	case d < time.Minute:
		return v.T("time.ago.s", "n", int(d/time.Second))
	case d < time.Hour:
		return v.T("time.ago.min", "n", int(d/time.Minute))
	case d < 24*time.Hour:
		return v.T("time.ago.h", "n", int(d/time.Hour))
	}
	return v.T("time.ago.d", "n", int(d/(24*time.Hour)))
}
