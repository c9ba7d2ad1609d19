package main

import (
	"errors"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"stanok/tools/flow"
	"stanok/tools/load"
)

func TestTheBaselineRunsTheFlowWithoutLoss(t *testing.T) {
	sink, err := flow.StartSink()
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	file := filepath.Join(t.TempDir(), "baseline.db")
	store, err := openStore(file)
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(sink.Addr(), store)
	var all sync.WaitGroup
	for range 8 {
		all.Go(s.work)
	}
	web := httptest.NewServer(s)
	for _, rate := range []float64{0, 1000} {
		l := load.Load{Webhook: web.URL + "/webhook", Events: 200, Connections: 8, Rate: rate, Patience: 5 * time.Second}
		result, err := l.Run(t.Context(), sink, 1+int64(rate))
		if err != nil || !result.Clean() || result.PerSecond <= 0 || result.Answer99 <= 0 {
			t.Errorf("at rate %g: %+v, %v", rate, result, err)
		}
	}
	web.Close()
	close(s.jobs)
	all.Wait()
	if err := store.close(); err != nil {
		t.Fatal(err)
	}
	pending, finished := count(t, file)
	if pending != 0 || finished != 400 {
		t.Errorf("the file holds %d pending and %d finished flows, want 0 and 400", pending, finished)
	}
}

func count(t *testing.T, file string) (pending, finished int) {
	t.Helper()
	s, err := openStore(file)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	tx, err := s.db.Begin(false)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	return tx.Bucket(pendingBucket).Stats().KeyN, tx.Bucket(historyBucket).Stats().KeyN
}

func TestATargetThatIsMissedIsAnError(t *testing.T) {
	well := figures{closed: done(1000), open: done(0), peak: 40}
	cases := map[string]struct {
		spoil  func(stanok, history *figures)
		missed string
	}{
		"all hold":            {func(*figures, *figures) {}, ""},
		"too slow":            {func(s, h *figures) { s.closed.PerSecond, h.closed.PerSecond = 499, 499 }, "of the baseline, at least"},
		"late answers":        {func(s, h *figures) { s.open.Answer99 = 21 * time.Millisecond }, "answer p99 at"},
		"too much memory":     {func(s, h *figures) { s.peak = 151 }, "peak memory"},
		"slower with history": {func(s, h *figures) { h.closed.PerSecond = 899 }, "of history"},
		"later with history":  {func(s, h *figures) { h.open.Answer99 = 12 * time.Millisecond }, "with that history"},
		"one webhook lost":    {func(s, h *figures) { s.open.Lost = 1 }, "1 lost"},
	}
	for name, c := range cases {
		b := &benchmark{
			options:    options{rounds: 3, history: 100},
			contenders: []contender{newBaseline(""), newFresh("", ""), newFilled(options{}, "")},
			figures:    map[string][]figures{},
		}
		for range b.rounds {
			s, h := well, well
			c.spoil(&s, &h)
			b.figures[baseline] = append(b.figures[baseline], well)
			b.figures[stanok] = append(b.figures[stanok], s)
			b.figures[history] = append(b.figures[history], h)
		}
		var out strings.Builder
		err := b.report(&out)
		if errors.Is(err, errMissed) != (c.missed != "") {
			t.Errorf("%s: error %v\n%s", name, err, out.String())
		}
		for line := range strings.Lines(out.String()) {
			if missed := strings.HasPrefix(line, "MISSED"); missed != (c.missed != "" && strings.Contains(line, c.missed)) {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}

func TestOneBadRoundDoesNotDecide(t *testing.T) {
	b := &benchmark{figures: map[string][]figures{
		baseline: {{closed: done(1000)}, {closed: done(1000)}, {closed: done(4000)}},
		stanok:   {{closed: done(600)}, {closed: done(100)}, {closed: done(2400)}},
	}}
	if got := load.Median(b.ratios(stanok, baseline, perSecond)); got != 0.6 {
		t.Errorf("the median of the ratios is %v, want 0.6", got)
	}
}

// done is a result without a fault.
func done(perSecond float64) load.Result {
	return load.Result{Sent: 10, Accepted: 10, Completed: 10, PerSecond: perSecond, Answer99: 10 * time.Millisecond}
}
