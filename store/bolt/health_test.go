package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
	"stanok/store/bolt"
)

// with opens a store with options until the test ends.
func with(t *testing.T, folder string, o bolt.Options) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(folder, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// is reports it if err has not the kind and code.
func is(t *testing.T, err error, kind engine.Kind, code, doing string) {
	t.Helper()
	var e *engine.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code {
		t.Errorf("%s: got %v, want %s", doing, err, code)
	}
}

func create(t *testing.T, s *bolt.Store, id engine.OperationID) error {
	t.Helper()
	_, _, err := s.CreateOperation(t.Context(), "main", engine.Operation{ID: id, Processing: "p", Created: t0})
	return err
}

func TestAfterAFailedSyncNothingIsAccepted(t *testing.T) {
	var broken atomic.Bool
	folder := t.TempDir()
	s := with(t, folder, bolt.Committing(func(tx *bbolt.Tx) error {
		if broken.Load() {
			_ = tx.Rollback()
			return fmt.Errorf("fdatasync: %w", syscall.EIO)
		}
		return tx.Commit()
	}))
	if err := create(t, s, "before"); err != nil {
		t.Fatal(err)
	}
	l, _, _, err := s.Claim(t.Context(), "main", "before", t0, t0.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	broken.Store(true)
	is(t, create(t, s, "while"), engine.Unavailable, "storage.failed", "creating while it is broken")
	select {
	case <-s.Failed():
	default:
		t.Error("nobody is told")
	}
	broken.Store(false)
	is(t, create(t, s, "after"), engine.Unavailable, "storage.failed", "creating afterwards")
	_, err = s.Operation(t.Context(), "main", "before")
	is(t, err, engine.Unavailable, "storage.failed", "reading")
	is(t, s.Checkpoint(t.Context(), "main", l, engine.Progress{State: engine.Succeeded}), engine.Unavailable, "storage.failed", "a checkpoint")
	_, err = s.Extend(t.Context(), "main", l, t0.Add(time.Hour))
	is(t, err, engine.Unavailable, "storage.failed", "extending")
	is(t, s.Ready(), engine.Unavailable, "storage.failed", "ready")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, folder)
	if _, err := s.Operation(t.Context(), "main", "before"); err != nil {
		t.Error(err)
	}
	for _, id := range []engine.OperationID{"while", "after"} {
		_, err := s.Operation(t.Context(), "main", id)
		is(t, err, engine.NotFound, "operation.not_found", "what was refused")
	}
}

func TestAFullDiskRefusesAndGoesOnWhenThereIsRoom(t *testing.T) {
	var full atomic.Bool
	s := with(t, t.TempDir(), bolt.Committing(func(tx *bbolt.Tx) error {
		if full.Load() {
			_ = tx.Rollback()
			return &os.PathError{Op: "write", Path: "stanok.db", Err: syscall.ENOSPC}
		}
		return tx.Commit()
	}))
	if err := create(t, s, "a"); err != nil {
		t.Fatal(err)
	}
	l, _, _, err := s.Claim(t.Context(), "main", "a", t0, t0.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	full.Store(true)
	is(t, create(t, s, "b"), engine.Unavailable, "storage.full", "creating")
	is(t, s.Accepting(), engine.Unavailable, "storage.full", "accepting")
	is(t, s.Ready(), engine.Unavailable, "storage.full", "ready")
	is(t, s.Checkpoint(t.Context(), "main", l, engine.Progress{State: engine.Succeeded}), engine.Unavailable, "storage.full", "a checkpoint")
	if op, err := s.Operation(t.Context(), "main", "a"); err != nil || op.State != engine.Running {
		t.Errorf("reading: %+v, %v", op, err)
	}
	if all, err := s.Due(t.Context(), engine.Due{}, t0.Add(2*time.Hour), 9); err != nil || len(all) != 1 {
		t.Errorf("due %+v, %v", all, err)
	}
	full.Store(false)
	if err := create(t, s, "b"); err != nil {
		t.Error(err)
	}
	if err := s.Checkpoint(t.Context(), "main", l, engine.Progress{State: engine.Succeeded}); err != nil {
		t.Error(err)
	}
	if err := s.Ready(); err != nil {
		t.Error(err)
	}
}

func TestBelowTheReserveOnlyWorkUnderWayIsWritten(t *testing.T) {
	var free atomic.Int64
	free.Store(1000)
	s := with(t, t.TempDir(), bolt.Measuring(1000, free.Load))
	if err := create(t, s, "a"); err != nil {
		t.Fatal(err)
	}
	l, _, _, err := s.Claim(t.Context(), "main", "a", t0, t0.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		free    int64
		refused bool
	}{{999, true}, {1000, true}, {1499, true}, {1500, false}, {1000, false}, {0, true}} {
		free.Store(step.free)
		s.Look()
		if err := create(t, s, engine.OperationID(fmt.Sprint(step))); step.refused {
			is(t, err, engine.Unavailable, "storage.full", fmt.Sprint("creating with ", step.free))
			is(t, s.Ready(), engine.Unavailable, "storage.full", "ready")
		} else if err != nil {
			t.Errorf("creating with %d free: %v", step.free, err)
		}
	}
	if err := s.Checkpoint(t.Context(), "main", l, engine.Progress{State: engine.Succeeded}); err != nil {
		t.Error(err)
	}
}

// TestATrulyFullDisk fills a small disk of its own. Where the system grants no
// such disk, the faked one above is the test.
func TestATrulyFullDisk(t *testing.T) {
	folder := t.TempDir()
	cmd := child("fill", folder)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit), exit != nil && exit.ExitCode() == 77:
		t.Logf("no disk to be had: %v %s", err, out)
	case err != nil:
		t.Errorf("%v: %s", err, out)
	default:
		t.Logf("%s", out)
	}
}

// fillSmall is what the child of TestATrulyFullDisk does.
func fillSmall(folder string) error {
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=24m"); err != nil {
		fmt.Println(err)
		os.Exit(77)
	}
	s, err := bolt.Open(folder, bolt.Options{Reserve: 1})
	if err != nil {
		return err
	}
	ballast := folder + "/ballast"
	if err := os.WriteFile(ballast, make([]byte, 10<<20), 0o600); err != nil {
		return err
	}
	l := life{s: s}
	acked, full := 0, 0
	for full < 3 {
		switch err := l.one(); {
		case err == nil:
			acked++
		case engine.KindOf(err) == engine.Unavailable:
			full++
		default:
			return err
		}
	}
	if err := os.Remove(ballast); err != nil {
		return err
	}
	for range 50 {
		if err := l.one(); err != nil {
			return fmt.Errorf("with room again: %w", err)
		}
		acked++
	}
	page, err := s.FindOperations(context.Background(), "main", engine.OperationQuery{States: []engine.State{engine.Succeeded}, Limit: 500})
	if err != nil || len(page.Operations) < min(acked, 500) {
		return fmt.Errorf("%d of %d operations are there: %w", len(page.Operations), acked, err)
	}
	fmt.Printf("%d operations, %d times full", acked, full)
	if err := s.Close(); err != nil {
		return err
	}
	return check(folder + "/stanok.db")
}

func TestReadyWritesForReal(t *testing.T) {
	commits := 0
	s := with(t, t.TempDir(), bolt.Committing(func(tx *bbolt.Tx) error { commits++; return tx.Commit() }))
	if err := s.Ready(); err != nil || commits != 1 {
		t.Errorf("%d commits, %v", commits, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	is(t, s.Ready(), engine.Unavailable, "storage.closed", "ready when closed")
}

func TestReadyDoesNotWaitForASlowDisk(t *testing.T) {
	stuck := make(chan struct{})
	s := with(t, t.TempDir(), bolt.Committing(func(tx *bbolt.Tx) error { <-stuck; return tx.Commit() }))
	is(t, s.Ready(), engine.Unavailable, "storage.slow", "ready")
	close(stuck)
}

func TestAClosedStoreRefuses(t *testing.T) {
	s := with(t, t.TempDir(), options)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	is(t, create(t, s, "a"), engine.Unavailable, "storage.closed", "creating")
	_, err := s.Operation(t.Context(), "main", "a")
	is(t, err, engine.Unavailable, "storage.closed", "reading")
}

func TestConcurrentCallsShareACommit(t *testing.T) {
	commits := 0
	begun, goOn := make(chan struct{}), make(chan struct{})
	s := with(t, t.TempDir(), bolt.Committing(func(tx *bbolt.Tx) error {
		if commits++; commits == 1 {
			close(begun)
			<-goOn
		}
		return tx.Commit()
	}))
	put := func(i int) error {
		return s.PutWorkspace(context.Background(), engine.Workspace{ID: engine.WorkspaceID(fmt.Sprint(i))})
	}
	first := make(chan error, 1)
	go func() { first <- put(0) }()
	<-begun // it is alone in its commit
	go func() { s.WaitQueued(50); close(goOn) }()
	each(50, 50, func(i int) error { return put(i + 1) }, t.Error)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if commits != 2 {
		t.Errorf("%d commits of 51 calls", commits)
	}
}
