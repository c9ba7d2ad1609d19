package product_test

import (
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
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

// TestA48AScheduleTellsBothClocksInThreeLanguages: nine o'clock in Moscow is three
// in the morning in São Paulo all the year, as neither changes its clocks.
func TestA48AScheduleTellsBothClocksInThreeLanguages(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m, night := w.Make(timed), w.Make(strings.Replace(timed, "0 9 * * 1-5, time_zone: Europe/Moscow", "30 2 * * *, time_zone: America/New_York", 1))
	p := w.Owner()
	p.Go("/account")
	p.Fill("[name=zone]", "America/Sao_Paulo")
	p.Click("account-submit")
	p.See("account-saved")
	for _, one := range []struct{ lang, sentence, here, gap string }{
		{"en", "Every working day at 09:00, Europe/Moscow", "your time: 03:00", "02:30 does not exist: clocks go forward. It will run at 03:00."},
		{"ru", "По будням в 09:00, Europe/Moscow", "по вашему времени: 03:00", "времени 02:30 не бывает: часы переводят вперёд. Запуск будет в 03:00."},
		{"pt-BR", "Todo dia útil às 09:00, Europe/Moscow", "no seu horário: 03:00", "02:30 não existe: os relógios são adiantados. A execução será às 03:00."},
	} {
		product.Prefer(p, "language", one.lang)
		product.Open(p, m.ID, "source")
		p.Says("schedule-sentence", one.sentence)
		p.Numbers("next-run", 5)
		for _, run := range p.Texts("[data-testid=next-run]") {
			if !strings.Contains(run, "09:00 Europe/Moscow") || !strings.Contains(run, one.here) {
				t.Errorf("%s: a run is said as %q", one.lang, run)
			}
		}
		p.Gone("clock-shift")
		p.Screenshot("a48-" + one.lang)
		product.Open(p, night.ID, "source")
		p.Says("clock-shift", one.gap)
	}
	if wide := browser.Eval[bool](p, `() => document.documentElement.scrollWidth > document.documentElement.clientWidth`); wide {
		t.Error("the sentence of the gap makes the page wider than it is")
	}
}
