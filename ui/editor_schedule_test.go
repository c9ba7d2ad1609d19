package ui_test

import (
	"strings"
	"testing"
)

func TestAScheduleTellsWhatItDoesWhenClocksAreChangedAndWhenItWasOff(t *testing.T) {
	c := newClient(t)
	night := c.add(`format: 1
name: Night
source: {type: schedule, with: {cron: "30 2 * * *", time_zone: Europe/Berlin, missed: skip}}
`)
	for lang, says := range map[string][]string{
		"en":    {"02:30 does not exist: clocks go forward. It will run at 03:00.", "It will run once, the first time.", "the run is left out"},
		"ru":    {"времени 02:30 не бывает", "Запуск будет один", "запуск пропускается"},
		"pt-BR": {"02:30 não existe", "Será executado uma vez", "a execução é pulada"},
	} {
		s := c.browse("GET", "/p/"+night, nil, "Accept-Language", lang).shows(says...)
		if n := strings.Count(s.body, `data-testid="clock-shift"`); n != 2 {
			t.Errorf("%s: %d changes of clocks in a year", lang, n)
		}
	}
	day := c.add(`format: 1
name: Day
source: {type: schedule, with: {cron: "0 9 * * *", time_zone: Europe/Berlin}}
`)
	c.browse("GET", "/p/"+day, nil).shows("made up for once").lacks(`data-testid="clock-shift"`)
}

func TestWhatIsNotFilledInYetIsNotReadOutAsIfItWere(t *testing.T) {
	c := newClient(t)
	empty := c.add(`format: 1
name: Some day
source: {type: schedule, with: {cron: "", time_zone: Europe/Berlin}}
actions: [{id: ask, type: http.request, with: {url: "https://example.com", timeout: soons}}]
`)
	c.browse("GET", "/p/"+empty, nil).shows("The timetable is not filled in yet.").lacks("By the timetable")
	c.browse("GET", "/p/"+empty+"?at=ask", nil).shows("This is not a length of time.", `value="soon"`).lacks("soons")
}
