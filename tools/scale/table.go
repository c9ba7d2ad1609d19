package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"stanok/tools/load"
)

// table is what was found out, in the order it was.
type table struct {
	lines []line
	notes []string
}

// line is one figure and the bound it is held to; a bound of 0 is none.
type line struct {
	name  string
	value float64
	bound float64
	unit  string
}

func (l line) holds() bool { return l.bound == 0 || l.value <= l.bound }

func (t *table) add(name string, value, bound float64, unit string) {
	t.lines = append(t.lines, line{name, value, bound, unit})
	say("%s: %.4g %s", name, value, unit)
}

// asked adds how long answers took, at p95.
func (t *table) asked(name string, took []time.Duration, bound time.Duration) {
	t.add(name, milliseconds(load.Percentile(took, 95)), milliseconds(bound), "ms")
}

func (t *table) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
	say(format, args...)
}

// print writes the table, and gives errMissed when a line does not hold.
func (t *table) print(out io.Writer) error {
	for _, n := range t.notes {
		fmt.Fprintln(out, n)
	}
	fmt.Fprintln(out)
	columns := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, l := range t.lines {
		bound, verdict := "", ""
		if l.bound > 0 {
			bound, verdict = fmt.Sprintf("at most %.4g %s", l.bound, l.unit), "ok"
		}
		if !l.holds() {
			verdict = "FAIL"
		}
		fmt.Fprintf(columns, "%s\t%.4g %s\t%s\t%s\n", l.name, l.value, l.unit, bound, verdict)
	}
	if err := columns.Flush(); err != nil {
		return err
	}
	if slices.ContainsFunc(t.lines, func(l line) bool { return !l.holds() }) {
		return errMissed
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
