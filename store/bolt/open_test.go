package bolt_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
	"stanok/store/bolt"
)

var update = flag.Bool("update", false, "write testdata/formats anew for the format of this program")

func TestASecondProcessIsToldWhoHoldsTheFolder(t *testing.T) {
	folder := t.TempDir()
	open(t, folder)
	_, err := bolt.Open(folder, options)
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "storage.busy" || e.Kind != engine.Unavailable || e.Args["pid"] != strconv.Itoa(os.Getpid()) {
		t.Errorf("got %v %+v", err, e)
	}
	is(t, check(filepath.Join(folder, "stanok.db")), engine.Unavailable, "storage.busy", "checking a file in use")
}

func TestANewerFormatIsRefusedAndLeftAlone(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "stanok.db")
	s := with(t, folder, options)
	if err := errors.Join(s.File().Update(func(tx *bbolt.Tx) error { return bolt.SetFormat(tx, bolt.Format+1) }), s.Close()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = bolt.Open(folder, options)
	is(t, err, engine.Invalid, "storage.newer", "opening")
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was altered, %v", err)
	}
}

func TestAFileOfAnotherProgramIsRefused(t *testing.T) {
	folder := t.TempDir()
	db, err := bbolt.Open(filepath.Join(folder, "stanok.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = bolt.Open(folder, options)
	is(t, err, engine.Invalid, "storage.damaged", "opening")
}

func TestAFolderThatCannotBeUsedIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := bolt.Open(file, options)
	is(t, err, engine.Invalid, "storage.unusable", "a file for a folder")
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "stanok.db"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = bolt.Open(folder, options)
	is(t, err, engine.Invalid, "storage.unusable", "a folder for a file")
}

func TestMigrationsRunOnceAfterTheFileWasCopied(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, options)
	stock(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ran := ""
	step := func(name string) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { ran += name; return nil }
	}
	if err := bolt.Migrate(t, folder, step("a"), step("b")); err != nil {
		t.Fatal(err)
	}
	if err := bolt.Migrate(t, folder, step("a"), step("b"), step("c")); err != nil {
		t.Fatal(err)
	}
	if ran != "abc" {
		t.Errorf("ran %q", ran)
	}
	first, second := fmt.Sprint("stanok.db.before-", bolt.Format+1), fmt.Sprint("stanok.db.before-", bolt.Format+3)
	for _, name := range []string{first, second} {
		if err := check(filepath.Join(folder, name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.Rename(filepath.Join(folder, first), filepath.Join(folder, "stanok.db")); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, folder).Processing(t.Context(), "main", "p"); err != nil {
		t.Error(err)
	}
}

func TestAFailedMigrationChangesNothing(t *testing.T) {
	folder := t.TempDir()
	if err := with(t, folder, options).Close(); err != nil {
		t.Fatal(err)
	}
	err := bolt.Migrate(t, folder, func(tx *bbolt.Tx) error { return errors.Join(bolt.SetFormat(tx, 9), errors.New("no")) })
	is(t, err, engine.Invalid, "storage.unusable", "migrating")
	open(t, folder)
}

func TestWhatIsInMemoryIsReadAtStart(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, options)
	ctx := t.Context()
	for i, wake := range []time.Duration{0, time.Hour, 0, 0, 0, 0} {
		op := engine.Operation{ID: engine.OperationID(fmt.Sprint(i)), Processing: "p", Created: t0}
		if wake > 0 {
			op.WakeAt = t0.Add(wake)
		}
		if _, _, err := s.CreateOperation(ctx, "main", op); err != nil {
			t.Fatal(err)
		}
	}
	leases := map[engine.OperationID]engine.Lease{}
	for id, state := range map[engine.OperationID]engine.State{"2": "", "3": engine.Running, "4": engine.Waiting, "5": engine.Succeeded} {
		l, _, _, err := s.Claim(ctx, "main", id, t0, t0.Add(9*time.Hour))
		if err == nil && state != "" {
			err = s.Checkpoint(ctx, "main", l, engine.Progress{State: state, At: t0, WakeAt: t0.Add(time.Minute), Reply: &engine.Reply{Status: 200}})
		}
		if err != nil {
			t.Fatal(err)
		}
		leases[id] = l
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = open(t, folder)
	all, err := s.Due(ctx, engine.Due{}, t0.Add(2*time.Hour), 9)
	if err != nil {
		t.Fatal(err)
	}
	want := []engine.Due{
		{Workspace: "main", Processing: "p", Operation: "0"}, {Workspace: "main", Processing: "p", Operation: "2"},
		{Workspace: "main", Processing: "p", Operation: "3"},
		{Workspace: "main", Processing: "p", Operation: "4", At: t0.Add(time.Minute)}, {Workspace: "main", Processing: "p", Operation: "1", At: t0.Add(time.Hour)},
	}
	if !reflect.DeepEqual(all, want) {
		t.Errorf("due\n got %+v\nwant %+v", all, want)
	}
	if n, err := s.CountUnfinished(ctx, "main", "p"); err != nil || n != 5 {
		t.Errorf("%d unfinished, %v", n, err)
	}
	for _, id := range []engine.OperationID{"2", "3"} {
		if _, err := s.Extend(ctx, "main", leases[id], t0.Add(time.Hour)); !errors.Is(err, engine.ErrLeaseLost) {
			t.Errorf("a lease of before: %v", err)
		}
		l, _, _, err := s.Claim(ctx, "main", id, t0, t0.Add(time.Hour))
		if err != nil || l.Token <= leases["5"].Token {
			t.Errorf("token %d after %d, %v", l.Token, leases["5"].Token, err)
		}
		if err := s.Checkpoint(ctx, "main", leases[id], engine.Progress{State: engine.Failed}); !errors.Is(err, engine.ErrLeaseLost) {
			t.Errorf("a checkpoint of before: %v", err)
		}
		if err := s.Checkpoint(ctx, "main", l, engine.Progress{State: engine.Succeeded, At: t0, Reply: &engine.Reply{Status: 500}}); err != nil {
			t.Error(err)
		}
	}
	if op, err := s.Operation(ctx, "main", "3"); err != nil || op.Reply == nil || op.Reply.Status != 200 {
		t.Errorf("the first reply, given before: %+v, %v", op.Reply, err)
	}
}

func TestALaterProcessWritesOverNothing(t *testing.T) {
	folder := t.TempDir()
	for round := range 3 {
		s := with(t, folder, options)
		for i := range 10 {
			id := engine.OperationID(fmt.Sprint(round, i))
			op := engine.Operation{ID: id, Processing: "p", Created: t0, Event: engine.Event{Data: json.RawMessage(`"` + id + `"`)}}
			if _, _, err := s.CreateOperation(t.Context(), "main", op); err != nil {
				t.Fatal(err)
			}
		}
		page, err := s.FindOperations(t.Context(), "main", engine.OperationQuery{})
		if err != nil || len(page.Operations) != 10*(round+1) {
			t.Fatal(len(page.Operations), err)
		}
		for _, found := range page.Operations {
			if op, err := s.Operation(t.Context(), "main", found.ID); err != nil || string(op.Event.Data) != `"`+string(found.ID)+`"` {
				t.Errorf("in round %d, %s has data %s, %v", round, found.ID, op.Event.Data, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestABackupIsAWholeStore(t *testing.T) {
	s := open(t, t.TempDir())
	stock(t, s)
	folder := t.TempDir()
	f, err := os.Create(filepath.Join(folder, "stanok.db"))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		l := life{s: s}
		each(8, 100, func(int) error { return l.one() }, t.Error)
	}()
	err = s.Backup(t.Context(), f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	<-done
	if err := check(f.Name()); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, folder).Operation(t.Context(), "main", "zz"); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Backup(ctx, &bytes.Buffer{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a backup nobody wants any more: %v", err)
	}
}

func TestMemoryThatIsGivenBackLosesNothing(t *testing.T) {
	s := open(t, t.TempDir())
	stock(t, s)
	l := life{s: s}
	each(64, 2000, func(int) error { return l.one() }, t.Error)
	read := func() {
		t.Helper()
		page, err := s.FindOperations(t.Context(), "main", engine.OperationQuery{Limit: 500, States: []engine.State{engine.Succeeded}})
		if err != nil || len(page.Operations) != 500 {
			t.Fatal(len(page.Operations), err)
		}
		for _, op := range page.Operations {
			if steps, err := s.Steps(t.Context(), "main", op.ID); err != nil || len(steps) != 4 {
				t.Fatal(steps, err)
			}
		}
	}
	read()
	before, after := s.GiveBack()
	if after > before-1<<20 {
		t.Errorf("%d bytes in memory before, %d after", before, after)
	}
	each(8, 100, func(int) error { return l.one() }, t.Error)
	read()
}

func TestEveryFormatEverReleasedOpens(t *testing.T) {
	for n := uint64(1); n <= bolt.Format; n++ {
		golden := filepath.Join("testdata", "formats", fmt.Sprintf("%d.db", n))
		if *update && n == bolt.Format {
			if err := os.WriteFile(golden, sound(t, bury), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		raw, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "stanok.db"), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		s := open(t, folder)
		holds(t, s)
	}
}
