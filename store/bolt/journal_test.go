package bolt_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
	"stanok/store/bolt"
	"stanok/store/storetest"
)

func TestStoreOnASlowDisk(t *testing.T) {
	storetest.Test(t, func(t *testing.T) engine.Store { return open(t, t.TempDir()).Slow() })
}

// gate is a disk whose commits wait, and fail, as it is told.
type gate struct {
	shut  atomic.Pointer[chan struct{}]
	fails atomic.Pointer[error]
}

func (g *gate) commit(tx *bbolt.Tx) error {
	if shut := g.shut.Load(); shut != nil {
		<-*shut
	}
	if err := g.fails.Load(); err != nil {
		_ = tx.Rollback()
		return *err
	}
	return tx.Commit()
}

// close has commits wait until what it returns is called.
func (g *gate) close() (open func()) {
	shut := make(chan struct{})
	g.shut.Store(&shut)
	return func() {
		g.shut.Store(nil)
		close(shut)
	}
}

func (g *gate) options() bolt.Options {
	o := bolt.Committing(g.commit)
	o.Key = options.Key
	return o
}

// crashed copies a folder as a program leaves it that ends now.
func crashed(t *testing.T, folder string) (left string) {
	t.Helper()
	left = t.TempDir()
	for _, name := range []string{"stanok.db", "stanok.journal"} {
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(left, name), raw, 0o600)
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	return left
}

// queued tells which operations a store would have worked.
func queued(t *testing.T, s *bolt.Store) (ids []string) {
	t.Helper()
	due, err := s.Due(t.Context(), engine.Due{}, t0.Add(time.Hour), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range due {
		ids = append(ids, string(d.Operation))
	}
	return ids
}

func isQueued(t *testing.T, s *bolt.Store, want ...string) {
	t.Helper()
	if got := queued(t, s); !slices.Equal(got, want) {
		t.Errorf("%v are queued, want %v", got, want)
	}
}

func TestWhatIsAcknowledgedBeforeItsCommitSurvives(t *testing.T) {
	folder, disk := t.TempDir(), &gate{}
	s := with(t, folder, disk.options()).Slow()
	open := disk.close()
	for _, id := range []engine.OperationID{"a", "b", "c"} {
		if err := create(t, s, id); err != nil {
			t.Fatal(err)
		}
	}
	left := crashed(t, folder)
	read := make(chan error, 1)
	go func() {
		_, err := s.Operation(t.Context(), "main", "c")
		read <- err
	}()
	select {
	case err := <-read:
		t.Errorf("what is not committed was read: %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	open()
	if err := <-read; err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "stanok.journal")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a journal is left: %v", err)
	}
	isQueued(t, with(t, left, options), "a", "b", "c")
}

func TestAJournalKeepsItsRoomWhileTheDiskIsSlow(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, options).Slow()
	size := func() int64 {
		info, err := os.Stat(filepath.Join(folder, "stanok.journal"))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	for _, id := range []engine.OperationID{"a", "b", "c"} {
		if err := create(t, s, id); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Operation(t.Context(), "main", id); err != nil { // it is committed then
			t.Fatal(err)
		}
	}
	time.Sleep(1200 * time.Millisecond) // it is looked at each second
	if size() == 0 {
		t.Error("it was emptied")
	}
	for s.Quick(); size() > 0; {
		time.Sleep(10 * time.Millisecond)
	}
	isQueued(t, with(t, crashed(t, folder), options), "a", "b", "c")
}

func TestWhatIsCommittedIsNotTakenFromTheJournalAgain(t *testing.T) {
	folder, disk := t.TempDir(), &gate{}
	s := with(t, folder, disk.options()).Slow()
	open := disk.close()
	for _, id := range []engine.OperationID{"a", "b"} {
		if err := create(t, s, id); err != nil {
			t.Fatal(err)
		}
	}
	open()
	if _, err := s.Cancel(t.Context(), "main", "a", t0); err != nil { // waits for the commit
		t.Fatal(err)
	}
	left := crashed(t, folder)
	again := with(t, left, options)
	isQueued(t, again, "b")
	if op, err := again.Operation(t.Context(), "main", "a"); err != nil || op.State != engine.Cancelled {
		t.Errorf("it is %s: %v", op.State, err)
	}
}

func TestACopyOfTheFileKnowsWhatOfTheJournalItHas(t *testing.T) {
	folder, disk := t.TempDir(), &gate{}
	s := with(t, folder, disk.options()).Slow()
	open := disk.close()
	if err := create(t, s, "a"); err != nil {
		t.Fatal(err)
	}
	open()
	if _, err := s.Cancel(t.Context(), "main", "a", t0); err != nil {
		t.Fatal(err)
	}
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	isQueued(t, with(t, crashed(t, folder), options))
}

func TestADiskThatGetsFullKeepsWhatWasAcknowledged(t *testing.T) {
	folder, disk := t.TempDir(), &gate{}
	s := with(t, folder, disk.options()).Slow()
	open := disk.close()
	for _, id := range []engine.OperationID{"a", "b"} {
		if err := create(t, s, id); err != nil {
			t.Fatal(err)
		}
	}
	full := error(syscall.ENOSPC)
	disk.fails.Store(&full)
	open()
	is(t, s.Remember(t.Context(), "main", "p", "key", []byte(`1`)), engine.Unavailable, "storage.full", "writing meanwhile")
	isQueued(t, with(t, crashed(t, folder), options), "a", "b")
	disk.fails.Store(nil)
	if op, err := s.Operation(t.Context(), "main", "b"); err != nil || op.State != engine.Queued {
		t.Errorf("with room again it is %+v, %v", op, err)
	}
	isQueued(t, s, "a", "b")
}

func TestAStoreThatIsClosedOnAFullDiskLeavesItsJournal(t *testing.T) {
	folder, disk := t.TempDir(), &gate{}
	s := with(t, folder, disk.options()).Slow()
	open := disk.close()
	if err := create(t, s, "a"); err != nil {
		t.Fatal(err)
	}
	full := error(syscall.ENOSPC)
	disk.fails.Store(&full)
	open()
	_ = s.Close()
	isQueued(t, with(t, folder, options), "a")
}

func TestWithoutAJournalEventsWaitForTheCommit(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder).Slow()
	if err := os.Mkdir(filepath.Join(folder, "stanok.journal"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := create(t, s, "a"); err != nil {
		t.Fatal(err)
	}
	isQueued(t, s, "a")
}

func TestAJournalOfAnotherFileIsLeftAlone(t *testing.T) {
	folder, disk := t.TempDir(), &gate{}
	s := with(t, folder, disk.options()).Slow()
	open := disk.close()
	if err := create(t, s, "a"); err != nil {
		t.Fatal(err)
	}
	left := crashed(t, folder)
	open()
	other := t.TempDir()
	before(t, other, func(s *bolt.Store) {
		if err := create(t, s, "mine"); err != nil {
			t.Fatal(err)
		}
	})
	if err := os.Rename(filepath.Join(left, "stanok.journal"), filepath.Join(other, "stanok.journal")); err != nil {
		t.Fatal(err)
	}
	isQueued(t, with(t, other, options), "mine")
}

func TestAJournalThatIsTornHasWhatCameBefore(t *testing.T) {
	id, entries := bytes.Repeat([]byte{7}, 16), []byte(nil)
	ends := []int{0}
	for n := range uint64(4) {
		entries = bolt.AppendEntry(entries, id, 3*n+1, int(n))
		ends = append(ends, len(entries))
	}
	whole, _ := bolt.EntriesAfter(entries, id, 0)
	if !slices.Equal(whole, []uint64{1, 4, 7, 10}) {
		t.Fatalf("it has %v", whole)
	}
	if newer, _ := bolt.EntriesAfter(entries, id, 4); !slices.Equal(newer, []uint64{7, 10}) {
		t.Errorf("newer than 4 are %v", newer)
	}
	for at := range entries {
		sound := 0
		for sound+1 < len(ends) && ends[sound+1] <= at {
			sound++
		}
		cut, _ := bolt.EntriesAfter(entries[:at], id, 0)
		flipped := bytes.Clone(entries)
		flipped[at] ^= 0x10
		torn, _ := bolt.EntriesAfter(flipped, id, 0)
		if !slices.Equal(cut, whole[:sound]) || !slices.Equal(torn, whole[:sound]) {
			t.Errorf("cut at byte %d it has %v, with that flipped %v, want %v", at, cut, torn, whole[:sound])
		}
	}
	older := append(bytes.Clone(entries[:ends[2]]), entries[:ends[1]]...) // what it held before it began anew
	if got, _ := bolt.EntriesAfter(older, id, 0); !slices.Equal(got, whole[:2]) {
		t.Errorf("with older ones behind it has %v", got)
	}
}

func FuzzJournal(f *testing.F) {
	id := bytes.Repeat([]byte{7}, 16)
	f.Add(bolt.AppendEntry(bolt.AppendEntry(nil, id, 1, 2), id, 2, 0))
	f.Fuzz(func(t *testing.T, entries []byte) {
		if numbers, _ := bolt.EntriesAfter(entries, id, 0); !slices.IsSorted(numbers) {
			t.Errorf("the numbers are %v", numbers)
		}
	})
}
