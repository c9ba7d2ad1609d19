package sources_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func TestChangesOfClocksAreToldWhereAScheduleMeetsThem(t *testing.T) {
	const year = 366 * 24 * time.Hour
	for _, c := range []struct{ with, want string }{
		{`{"cron":"30 2 * * *","time_zone":"Europe/Berlin"}`, "gap 2026-03-29 02:30 at 03:00 twice=false, double 2026-10-25 02:30 at 02:30 twice=false"},
		{`{"cron":"30 2 * * 1-5","time_zone":"Europe/Berlin"}`, ""},
		{`{"cron":"*/30 2 * * *","time_zone":"Europe/Berlin"}`, "gap 2026-03-29 02:00 at 03:00 twice=false, double 2026-10-25 02:00 at 02:00 twice=true"},
		{`{"cron":"0 9 * * *","time_zone":"Europe/Berlin"}`, ""},
		{`{"cron":"30 * * * *","time_zone":"Europe/Berlin"}`, ""},
		{`{"cron":"30 2 * * *","time_zone":"Europe/Moscow"}`, ""},
		{`{"cron":"15 2 * * *","time_zone":"Australia/Lord_Howe"}`, "gap 2026-10-04 02:15 at 02:30 twice=false"},
		{`{"every":"1h","time_zone":"Europe/Berlin"}`, ""},
	} {
		s := prepareSchedule(t, c.with, engine.Settings{}).Schedule
		var got []string
		if s.Shifts != nil {
			for _, one := range s.Shifts(began, began.Add(year)) {
				kind := map[bool]string{true: "gap", false: "double"}[one.Gap]
				got = append(got, fmt.Sprintf("%s %s at %s twice=%v", kind, one.Wall.Format("2006-01-02 15:04"), one.At.Format("15:04"), one.Twice))
				if next, ok := s.Next(began, one.At.Add(-time.Second)); !ok || !next.Equal(one.At) {
					t.Errorf("%s: ticks at %v, and not at %v", c.with, next, one.At)
				}
			}
		}
		check(t, c.with, strings.Join(got, ", "), c.want)
	}
}
