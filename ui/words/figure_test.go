package words_test

import (
	"testing"
	"time"
)

func TestFiguresAreWrittenAsTheLanguageHasThem(t *testing.T) {
	w := load(t)
	en, ru, pt := w.In("en"), w.In("ru"), w.In("pt-BR")
	for _, c := range []struct{ got, want string }{
		{en.Number(1204), "1,204"}, {pt.Number(1234567), "1.234.567"}, {ru.Number(-1204), "−1\u00a0204"}, {ru.Number(999), "999"},
		{en.Decimal(1.5, 1), "1.5"}, {ru.Decimal(1.5, 1), "1,5"}, {pt.Decimal(2, 1), "2"}, {en.Decimal(-0.5, 1), "-0.5"}, {ru.Decimal(1204.25, 2), "1\u00a0204,25"},
		{en.Size(0), "0\u00a0B"}, {en.Size(1023), "1,023\u00a0B"}, {ru.Size(3174), "3,1\u00a0КБ"}, {pt.Size(5 << 30), "5\u00a0GB"},
		{en.Span(412 * time.Millisecond), "412\u00a0ms"}, {ru.Span(11650 * time.Millisecond), "11,6\u00a0с"}, {en.Span(time.Minute), "1\u00a0min"},
		{en.Span(59990 * time.Millisecond), "59.9\u00a0s"}, {pt.Span(200 * time.Second), "3\u00a0min 20\u00a0s"}, {ru.Span(125 * time.Minute), "2\u00a0ч 5\u00a0мин"}, {en.Span(50 * time.Hour), "2\u00a0d 2\u00a0h"},
		{en.Span(0), "0\u00a0ms"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestMomentsAreSeenFromNowInItsZone(t *testing.T) {
	w := load(t)
	zone := time.FixedZone("", 3*60*60)
	now := time.Date(2026, 11, 21, 0, 30, 0, 0, zone)
	en, ru, pt := w.In("en"), w.In("ru"), w.In("pt-BR")
	for _, c := range []struct{ got, want string }{
		{en.Moment(now.Add(-time.Minute).UTC(), now), "today, 00:29:00"},
		{ru.Moment(now.Add(-time.Hour), now), "вчера, 23:30:00"},
		{pt.Moment(now.AddDate(0, 0, -2), now), "19/11/2026, 00:30:00"},
		{en.Date(now), "Nov 21, 2026"}, {ru.Date(now), "21.11.2026"},
		{en.Ago(now.Add(-3*time.Second), now), "just now"}, {ru.Ago(now.Add(-42*time.Second), now), "42 секунды назад"},
		{ru.Ago(now.Add(-21*time.Minute), now), "21 минуту назад"}, {pt.Ago(now.Add(-90*time.Minute), now), "há 1 hora"}, {en.Ago(now.AddDate(0, 0, -2), now), "2 days ago"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
