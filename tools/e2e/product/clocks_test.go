package product_test

import (
	"testing"

	"stanok/tools/e2e/product"
)

func TestAScheduleNamesTheNightThatHasNoHalfPastTwo(t *testing.T) {
	w := product.New(t)
	id := w.Add("format: 1\nname: Night\nsource: {type: schedule, with: {cron: \"30 2 * * *\", time_zone: Europe/Berlin}}\n")
	p := w.Owner()
	product.Open(p, id, "source")
	p.Numbers("next-run", 5)
	p.Numbers("clock-shift", 2)
	p.Says("clock-shift", "02:30 does not exist: clocks go forward. It will run at 03:00.")
	p.Says("schedule-missed-words", "made up for once")
	p.Choose("schedule-missed", "skip")
	p.Says("schedule-missed-words", "left out")
	p.Axe()
	p.Screenshot("schedule")
}
