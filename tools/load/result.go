package load

import (
	"slices"
	"time"
)

// Result is what became of a load.
type Result struct {
	Sent      int
	Accepted  int // answered with 2xx
	Completed int // distinct, at the sink
	Lost      int // accepted, never at the sink
	Repeated  int // at the sink again
	Wrong     int // calls of the sink that the flow does not make
	Failed    int // answered otherwise, or not at all
	Trouble   string

	PerSecond float64       // completed, until the last of them arrived
	Answer50  time.Duration // from the sending, or when it was due, to the answer
	Answer99  time.Duration
	End50     time.Duration // to the lead at the sink
	End99     time.Duration
}

// Clean reports whether every webhook was accepted and arrived exactly once.
func (r Result) Clean() bool {
	return r.Lost == 0 && r.Repeated == 0 && r.Wrong == 0 && r.Failed == 0 && r.Completed == r.Sent
}

func (l *ledger) result() Result {
	r := Result{Failed: int(l.failed.Load()), Trouble: l.trouble}
	var answers, ends []time.Duration
	var last time.Duration
	for i := range l.entries {
		e := &l.entries[i]
		sent, answered, arrived := time.Duration(e.sent.Load()), time.Duration(e.answered.Load()), time.Duration(e.arrived.Load())
		if sent > 0 {
			r.Sent++
		}
		if answered > 0 {
			answers = append(answers, answered-sent)
		}
		if arrived > 0 {
			ends = append(ends, arrived-sent)
			last = max(last, arrived)
		} else if answered > 0 {
			r.Lost++
		}
		r.Repeated += max(int(e.arrivals.Load())-1, 0)
	}
	r.Accepted, r.Completed = len(answers), len(ends)
	if last > 0 {
		r.PerSecond = float64(r.Completed) / last.Seconds()
	}
	r.Answer50, r.Answer99 = Percentile(answers, 50), Percentile(answers, 99)
	r.End50, r.End99 = Percentile(ends, 50), Percentile(ends, 99)
	return r
}

// Percentile is the smallest of the values that is not below p percent of them
// (nearest rank); zero when there are none. It sorts its argument.
func Percentile(values []time.Duration, p int) time.Duration {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	rank := (len(values)*p + 99) / 100
	return values[max(rank, 1)-1]
}

// Median is the middle of the values, or between the two in the middle; zero
// when there are none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}
