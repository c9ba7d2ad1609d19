package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"stanok/tools/load"
)

// What the project promises of its speed.
const (
	leastShare   = 0.5 // of the baseline's completed operations a second
	mostAnswer   = 2.0 // times the baseline's answer at p99
	mostMemory   = 150 // MiB, resident, at its peak
	historyShare = 0.1 // of change that a filled store may make
	// answerNoise is a change of an answer's time that says nothing about the
	// store: a tenth of few milliseconds is less than a scheduler's turn.
	answerNoise = time.Millisecond
)

// column is one figure of a round, as a number.
type column struct {
	title string
	of    func(figures) float64
}

var columns = []column{
	{"completed/s", func(f figures) float64 { return f.closed.PerSecond }},
	{"end to end p50 ms", func(f figures) float64 { return milliseconds(f.closed.End50) }},
	{"end to end p99 ms", func(f figures) float64 { return milliseconds(f.closed.End99) }},
	{"answer p50 ms", func(f figures) float64 { return milliseconds(f.open.Answer50) }},
	{"answer p99 ms", func(f figures) float64 { return milliseconds(f.open.Answer99) }},
	{"peak MiB", func(f figures) float64 { return f.peak }},
	{"of it mapped files", func(f figures) float64 { return f.files }},
}

// report prints the table and the targets, and gives errMissed when one does not
// hold.
func (b *benchmark) report(out io.Writer) error {
	fmt.Fprintf(out, "\nclosed loop: %d webhooks, %d connections; open loop: %d webhooks, %g a second; medians of %d rounds (lowest to highest)\n\n",
		b.events, b.connections, b.due, b.rate, b.rounds)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, c := range b.contenders {
		fmt.Fprintf(table, "\t%s", c.name())
	}
	fmt.Fprintln(table)
	for _, column := range columns {
		fmt.Fprint(table, column.title)
		for _, c := range b.contenders {
			values := b.values(c.name(), column.of)
			fmt.Fprintf(table, "\t%.2f (%.2f to %.2f)", load.Median(values), slices.Min(values), slices.Max(values))
		}
		fmt.Fprintln(table)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	missed := false
	for _, t := range b.targets() {
		verdict := "holds"
		if !t.holds {
			verdict, missed = "MISSED", true
		}
		fmt.Fprintf(out, "%-7s %s\n", verdict, t.text)
	}
	if missed {
		return errMissed
	}
	return nil
}

// target is one promise, with the figure it is judged by.
type target struct {
	text  string
	holds bool
}

func (b *benchmark) targets() []target {
	all := b.clean()
	if len(b.figures[stanok]) == 0 {
		return all
	}
	peak := load.Median(b.values(stanok, func(f figures) float64 { return f.peak }))
	all = append(all, target{fmt.Sprintf("peak memory: %.0f MiB, at most %d", peak, mostMemory), peak <= mostMemory})
	if len(b.figures[baseline]) > 0 {
		share := load.Median(b.ratios(stanok, baseline, perSecond))
		times := load.Median(b.ratios(stanok, baseline, answer))
		all = append(all,
			target{fmt.Sprintf("completed a second: %.2f of the baseline, at least %.1f", share, leastShare), share >= leastShare},
			target{fmt.Sprintf("answer p99 at %g a second: %.2f times the baseline, at most %.0f", b.rate, times, mostAnswer), times <= mostAnswer})
	}
	if len(b.figures[history]) > 0 {
		share := load.Median(b.ratios(history, stanok, perSecond))
		times := load.Median(b.ratios(history, stanok, answer))
		later := load.Median(b.values(history, answer)) - load.Median(b.values(stanok, answer))
		all = append(all,
			target{fmt.Sprintf("completed a second with %d operations of history: %.2f of a fresh store, at least %.1f", b.history, share, 1-historyShare), share >= 1-historyShare},
			target{fmt.Sprintf("answer p99 with that history: %.2f times a fresh store (%+.2f ms), at most %.1f or %v more", times, later, 1+historyShare, answerNoise),
				times <= 1+historyShare || later <= milliseconds(answerNoise)})
	}
	return all
}

// clean judges that every webhook arrived exactly once, for each contender.
func (b *benchmark) clean() []target {
	var all []target
	for _, c := range b.contenders {
		t := target{text: c.name() + ": every webhook arrived once, and right", holds: true}
		for _, f := range b.figures[c.name()] {
			for _, r := range []load.Result{f.closed, f.open} {
				if t.holds && !r.Clean() {
					t = target{text: fmt.Sprintf("%s: of %d webhooks %d lost, %d repeated, %d wrong, %d not accepted: %s",
						c.name(), r.Sent, r.Lost, r.Repeated, r.Wrong, r.Failed, r.Trouble)}
				}
			}
		}
		all = append(all, t)
	}
	return all
}

func (b *benchmark) values(contender string, of func(figures) float64) []float64 {
	var values []float64
	for _, f := range b.figures[contender] {
		values = append(values, of(f))
	}
	return values
}

// ratios compares two contenders round by round.
func (b *benchmark) ratios(of, to string, value func(figures) float64) []float64 {
	var ratios []float64
	tops, bottoms := b.values(of, value), b.values(to, value)
	for i := range min(len(tops), len(bottoms)) {
		ratios = append(ratios, tops[i]/bottoms[i])
	}
	return ratios
}

func perSecond(f figures) float64 { return f.closed.PerSecond }

func answer(f figures) float64 { return milliseconds(f.open.Answer99) }

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
