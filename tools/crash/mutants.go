package main

import "context"

// mutant is a program with one planted fault.
type mutant struct {
	name    string
	patches []patch
	breaks  string // the name of the finding that must break for it
	traced  bool   // only syncs show it: a kill leaves the kernel's memory alone
	try     func(ctx context.Context, s *suite, bin pair) ([]finding, error)
}

var mutants = []mutant{answersEarly, noSync, randomKey, overwritesEnds, goesOn}

func underKills(ctx context.Context, s *suite, bin pair) ([]finding, error) {
	return runCampaign(ctx, bin, s.home, s.bitten)
}

func oneAfterAnother(ctx context.Context, s *suite, bin pair) ([]finding, error) {
	return runSyncTrial(ctx, bin, s.home, s.synced)
}

func onABrokenDisk(ctx context.Context, s *suite, bin pair) ([]finding, error) {
	return runFaultTrial(ctx, bin, s.home, 8, s.events)
}

// answersEarly says that a change is durable and writes it a moment later, as
// one does to save the sender the wait.
var answersEarly = mutant{
	name:   "answers before the commit",
	breaks: nothingLost,
	try:    underKills,
	patches: []patch{{
		file: "store/bolt/writer.go",
		old: `			err := w.write(batch)
			left := w.settle(batch, err)
			clear(batch)
`,
		new: `			written := make([]*change, len(batch))
			for i, c := range batch {
				written[i] = &change{}
				for _, p := range c.puts {
					written[i].puts = append(written[i].puts, put{p.in, append([]byte(nil), p.key...), append([]byte(nil), p.record...)})
				}
			}
			left := w.settle(batch, nil)
			time.Sleep(10 * time.Millisecond)
			_ = w.write(written)
			clear(batch)
`,
	}},
}

// noSync leaves it to the kernel when what was written reaches the disk.
var noSync = mutant{
	name:   "no sync",
	breaks: syncedFirst,
	traced: true,
	try:    oneAfterAnother,
	patches: []patch{{
		file: "store/bolt/open.go",
		old:  "		FreelistType:    bbolt.FreelistMapType,\n",
		new:  "		FreelistType:    bbolt.FreelistMapType,\n		NoSync:          true,\n",
	}},
}

// randomKey sends every attempt under a key of its own.
var randomKey = mutant{
	name:   "a random key for each attempt",
	breaks: oneKey,
	try:    underKills,
	patches: []patch{{
		file: "engine/run.go",
		old:  `Key: string(r.op.ID) + "/" + string(s.Key), Attempt:`,
		new:  `Key: string(NewID(r.clock.Now())) + "/" + string(s.Key), Attempt:`,
	}},
}

// overwritesEnds takes operations that ended shortly before a restart for
// crashed ones.
var overwritesEnds = mutant{
	name:   "an end is overwritten on recovery",
	breaks: endsStay,
	try:    underKills,
	patches: []patch{{
		file: "store/bolt/open.go",
		old: `	if err := s.remember(epoch); err != nil {
`,
		new: `	if err := db.Update(func(tx *bbolt.Tx) error {
		rows := map[string][]byte{}
		c := settledBucket.of(tx).Cursor()
		for key, record := c.Last(); key != nil && len(rows) < 200; key, record = c.Prev() {
			payload, err := by.opened(key, record)
			if err != nil {
				return err
			}
			row := append([]byte(nil), payload...)
			row[0] = stateCode(engine.Failed)
			rows[string(key)] = by.record(nil, key, row)
		}
		for key, record := range rows {
			if err := settledBucket.of(tx).Put([]byte(key), record); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if err := s.remember(epoch); err != nil {
`,
	}},
}

// goesOn refuses the change whose sync failed and accepts the next.
var goesOn = mutant{
	name:   "goes on after a failed sync",
	breaks: silentAfter,
	traced: true,
	try:    onABrokenDisk,
	patches: []patch{{
		file: "store/bolt/health.go",
		old: `	if h.cause.CompareAndSwap(nil, e) {
		close(h.failed)
	}
	return h.err()
`,
		new: `	return e
`,
	}},
}
