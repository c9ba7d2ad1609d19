package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// size is how much the suite does.
type size struct {
	kills  plan
	bitten plan  // for a program with a planted fault
	synced int   // events whose syncs are watched
	faults []int // the sync of each thread that fails, a trial each
	events int   // of such a trial
	strict bool  // what cannot be shown here counts as broken
}

var full = size{
	kills:  plan{kills: 200, events: 20_000, within: 15 * time.Minute, drain: time.Minute, connections: 24},
	bitten: plan{kills: 16, events: 1_500, within: 2 * time.Minute, drain: 15 * time.Second, connections: 24},
	synced: 100,
	faults: []int{1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 23, 26, 29, 32, 36, 40},
	events: 60,
	strict: true,
}

var small = size{
	kills:  plan{kills: 25, events: 2_000, within: 2 * time.Minute, drain: time.Minute, connections: 24},
	bitten: plan{kills: 8, events: 400, within: time.Minute, drain: 5 * time.Second, connections: 24},
	synced: 25,
	faults: []int{1, 6, 12},
	events: 60,
}

// suite is everything that is tried on one program.
type suite struct {
	bin, source, home string
	size
	broken bool
}

func (s *suite) run(ctx context.Context, teeth bool) error {
	tracing := canTrace()
	if err := s.sound(ctx, tracing == nil); err != nil {
		return err
	}
	if teeth {
		if err := s.planted(ctx, tracing == nil); err != nil {
			return err
		}
	}
	if tracing != nil {
		s.broken = s.broken || s.strict
		fmt.Printf("\nNOT SHOWN: what the program does about syncs. It needs strace, which was not installed or may not trace here: %v\n", tracing)
	}
	if s.broken {
		return errBroken
	}
	return nil
}

// sound tries the program as it is.
func (s *suite) sound(ctx context.Context, tracing bool) error {
	heading("kill -9, at least %d times while at least %d events are acknowledged", s.kills.kills, s.kills.events)
	if err := s.report(runCampaign(ctx, pair{s.bin, s.bin}, s.home, s.kills)); err != nil {
		return err
	}
	if !tracing {
		return nil
	}
	heading("syncs before acknowledgements, seen by strace")
	if err := s.report(runSyncTrial(ctx, pair{s.bin, s.bin}, s.home, s.synced)); err != nil {
		return err
	}
	heading("a sync fails with EIO, in turn the number %v of each thread", s.faults)
	var trials [][]finding
	for _, nth := range s.faults {
		findings, err := runFaultTrial(ctx, pair{s.bin, s.bin}, s.home, nth, s.events)
		if err != nil {
			return fmt.Errorf("letting sync %d fail: %w", nth, err)
		}
		trials = append(trials, findings)
	}
	return s.report(together(trials), nil)
}

// together makes one finding of those with the same name: the first that does
// not hold, or the last that does.
func together(trials [][]finding) []finding {
	all := slices.Clone(trials[0])
	for i := range all {
		for _, t := range trials {
			if all[i].holds {
				all[i] = t[i]
			}
		}
		all[i].text += fmt.Sprintf("; %d trials", len(trials))
	}
	return all
}

// report writes the findings of a trial.
func (s *suite) report(findings []finding, err error) error {
	for _, f := range findings {
		f.write(os.Stdout)
	}
	s.broken = s.broken || !allHold(findings)
	return err
}

// planted tries programs with a fault each. All must be found.
func (s *suite) planted(ctx context.Context, tracing bool) error {
	heading("planted faults, each of which must be found")
	found, tried := 0, 0
	for _, m := range mutants {
		if m.traced && !tracing {
			continue
		}
		began := time.Now()
		bin, err := build(ctx, s.source, s.home, m.patches)
		if err != nil {
			return fmt.Errorf("planting the fault %q: %w", m.name, err)
		}
		findings, err := m.try(ctx, s, pair{bin, s.bin})
		if err != nil {
			return fmt.Errorf("looking for the fault %q: %w", m.name, err)
		}
		f := m.verdict(findings)
		f.text += fmt.Sprintf(" (%v)", time.Since(began).Round(time.Second))
		f.write(os.Stdout)
		if tried++; f.holds {
			found++
		}
	}
	fmt.Printf("%d of %d planted faults found, %d not tried\n", found, len(mutants), len(mutants)-tried)
	s.broken = s.broken || found < tried
	return nil
}

// verdict is whether a fault broke what it is about.
func (m mutant) verdict(findings []finding) finding {
	for _, f := range findings {
		if f.name == m.breaks && !f.holds {
			return finding{m.name, true, fmt.Sprintf("found: %s: %s", f.name, strings.TrimSuffix(f.text[:min(len(f.text), 60)], "\n"))}
		}
	}
	return finding{name: m.name, text: "not found: " + m.breaks + " still holds"}
}

func heading(format string, args ...any) { fmt.Printf("\n"+format+"\n", args...) }
