package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
	"stanok/tools/load"
	"stanok/tools/program"
)

// What is promised of the time in which much is forgotten, and of what is written
// after it.
const (
	mostPurging = 3   // times the time an empty store takes to accept meanwhile
	mostRefill  = 1.1 // times the size of the file before
)

// aged is how much older than the history the operations are that are forgotten:
// older than what went well is kept.
const aged = 15 * 24 * time.Hour

// renewed is how much newer they are that come after it.
const renewed = 14 * 24 * time.Hour

// purgeWithin is how long it may take.
const purgeWithin = 10 * time.Minute

// measurePurge adds operations to the history that are too old, more than half a
// million to a million, has the program forget them while it accepts others, and
// writes as many anew.
func (w *world) measurePurge(ctx context.Context, t *table) error {
	many := w.operations * 55 / 100
	if err := w.reseed(ctx, many, aged); err != nil {
		return err
	}
	before, err := w.fileSize()
	if err != nil {
		return err
	}
	server, err := w.start(ctx, "full")
	if err != nil {
		return err
	}
	defer func() { server.Kill() }()
	began, probe := time.Now(), newProbe(server, w.history.Cookie)
	err = w.beside(ctx, server, func(p pair) error {
		for old := true; old; {
			if time.Since(began) > purgeWithin {
				return fmt.Errorf("what was too old was not forgotten within %v", purgeWithin)
			}
			if err := p.round(ctx, true); err != nil {
				return err
			}
			text, _, err := probe.ask(ctx, "/ops?state=succeeded&to="+time.Now().Add(-aged).Format(time.DateOnly))
			if err != nil {
				return err
			}
			old = rows(text) > 0 || hasMore(text)
		}
		t.note("%d operations were added that were too old; those that went well were forgotten within %.0f s, %d rounds of webhooks meanwhile", many, time.Since(began).Seconds(), len(p.ratios))
		t.add("webhook accepted at p99 meanwhile, the median of the ratios", load.Median(p.ratios), mostPurging, "times")
		return nil
	})
	if err != nil {
		return err
	}
	if err := server.Stop(); err != nil {
		return err
	}
	if err := w.reseed(ctx, many, -renewed); err != nil { // newer than all there are, as what comes is
		return err
	}
	after, err := w.fileSize()
	if err != nil {
		return err
	}
	t.add("the file after as many came anew, beside before", float64(after)/float64(before), mostRefill, "times")
	return nil
}

// reseed adds operations as old as those of the history, or older.
func (w *world) reseed(ctx context.Context, many int, older time.Duration) error {
	known := w.history
	defer func() { w.history = known }()
	return w.within("full", func(s *bolt.Store) error {
		m, err := deployed{engine.OperationID(w.history.Model)}.read(ctx, s)
		if err != nil {
			return err
		}
		seed := seeding{store: s, model: m, world: w, now: time.Now().Add(-older)}
		return seed.run(ctx, many)
	})
}

func (w *world) fileSize() (int64, error) {
	info, err := os.Stat(filepath.Join(program.Server{Home: w.folder("full")}.Data(), "stanok.db"))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
