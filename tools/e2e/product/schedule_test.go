package product_test

import (
	"testing"

	"stanok/tools/e2e/product"
)

const timed = `
format: 1
name: Timed
source: {type: schedule, with: {cron: 0 9 * * 1-5, time_zone: Europe/Moscow}}
actions: [{id: wait, type: delay, with: {for: 5s}}]
`

func TestAScheduleIsASentenceAndItsNextRuns(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(timed)
	p := w.Owner()
	product.Open(p, m.ID, "source")
	p.Says("schedule-sentence", "Every working day at 09:00, Europe/Moscow")
	p.Numbers("next-run", 5)
	p.Says("next-run", "09:00")
	p.Says("next-run", "your time: 06:00") // in UTC, where the reader is
	p.Screenshot("schedule")

	p.Choose("schedule-mode", "monthly")
	p.Fill("schedule-day", "31")
	p.Click("#next-title")
	product.Saved(p)
	p.Says("schedule-sentence", "31")
	p.Fill("schedule-day", "42")
	p.Click("#next-title")
	product.Saved(p)
	p.See("error-cron")
	p.Holds("schedule-day", "42")
	p.Screenshot("schedule-wrong")
	p.Choose("schedule-mode", "cron")
	p.See("field-cron")
	p.Fill("field-cron", "whenever")
	p.Click("#next-title")
	product.Saved(p)
	p.See("error-cron")
	p.Holds("field-cron", "whenever")
	p.Fill("field-cron", "*/10 8-18 * * 1-5")
	p.Fill("field-time_zone", "Mars/Olympus")
	p.Click("#next-title")
	product.Saved(p)
	p.See("error-cron")
	p.Holds("field-time_zone", "Mars/Olympus")
	p.Fill("field-time_zone", "America/Sao_Paulo")
	p.Click("#next-title")
	product.Saved(p)
	p.Gone("error-cron")
	p.Numbers("next-run", 5)
	p.Choose("schedule-mode", "every")
	p.Fill("schedule-amount", "-3")
	p.Click("#next-title")
	product.Saved(p)
	p.See("error-cron")
	p.Holds("schedule-amount", "-3")
}
