package bolt

import (
	"os"
	"runtime"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
)

// What tests need to see from within.
var (
	Format = uint64(format)
)

// Committing returns options whose commits are done by commit.
func Committing(commit func(*bbolt.Tx) error) Options { return Options{commit: commit} }

// Measuring returns options for a disk on which so much is free.
func Measuring(reserve int64, free func() int64) Options {
	return Options{Reserve: reserve, measure: func(string) (int64, int64, error) { return free(), 1 << 40, nil }}
}

// Look measures the disk now instead of within a second.
func (s *Store) Look() { s.state.look() }

// Sieved returns when the sieve knows all that was there at the start, and forgets
// it if not.
func (s *Store) Sieved(use bool) {
	<-s.ended
	if !use {
		s.sieve.end(false)
	}
}

// SetPageRows bounds how many rows one page of a search looks at.
func (s *Store) SetPageRows(n int) { s.pageRows = n }

// WaitQueued returns when so many changes wait to be written.
func (s *Store) WaitQueued(n int) {
	for {
		s.writer.mu.Lock()
		queued := len(s.writer.queue)
		s.writer.mu.Unlock()
		if queued >= n {
			return
		}
		runtime.Gosched()
	}
}

// FreeMost is how many free pages each commit writes down.
const FreeMost = freeMost

// Listed reports whether a file says which of its pages are free.
func Listed(t testing.TB, path string) bool {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := newestMeta(f, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	return m.listed
}

// Preflight is how Open and Check look at a file before it is mapped.
func Preflight(path string) error {
	_, err := preflight(path)
	return err
}

// ListFree is what Open does to a file that does not say which pages are free.
func ListFree(path string) error {
	m, err := preflight(path)
	if err != nil {
		return err
	}
	return listFree(path, m)
}

// Free is how many pages are free.
func (s *Store) Free() int {
	stats := s.files.current().Stats()
	return stats.FreePageN + stats.PendingPageN
}

// GiveBack gives back the memory of the file's pages, and tells how much of
// files was in memory before and after.
func (s *Store) GiveBack() (before, after int64) {
	before = residentFiles()
	(&residence{files: &s.files}).giveBack()
	return before, residentFiles()
}

// Records tells how many there are in a bucket.
func (s *Store) Records(bucket string) (n int) {
	_ = s.files.current().View(func(tx *bbolt.Tx) error {
		n = tx.Bucket([]byte(bucket)).Stats().KeyN
		return nil
	})
	return n
}

// File is the file below the store.
func (s *Store) File() *bbolt.DB { return s.files.current() }

// Migrate applies steps to the file of a folder after those there are, as Open would.
func Migrate(t testing.TB, folder string, steps ...func(*bbolt.Tx) error) error {
	t.Helper()
	db, err := openFile(folder + "/" + fileName)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return migrate(db, folder, append(migrations[:], steps...))
}

// SetFormat makes the file say that it is of a format.
func SetFormat(tx *bbolt.Tx, n uint64) error { return putNumber(tx, formatKey, n) }

// Seal and Opened are what a record is made by and read by.
func Seal(key, payload []byte) []byte           { return sealer{}.record(nil, key, payload) }
func Opened(key, record []byte) ([]byte, error) { return sealer{}.opened(key, record) }
func Row(op engine.Operation) []byte            { return appendRow(nil, &row{Operation: op}) }
func Step(s engine.Step) []byte                 { return appendStep(nil, &s) }
func ReadStep(b []byte) (engine.Step, bool)     { return readStep("", b) }
func ReadRow(b []byte) (engine.Operation, error) {
	op, err := decodeRow(settledBucket, "", b)
	return op.Operation, err
}

// Entity encodes v and decodes it into another.
func Entity[T any](t testing.TB, v T) (again T) {
	t.Helper()
	e, err := newEntities()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := e.enc.Marshal(v)
	if err == nil {
		err = e.dec.Unmarshal(raw, &again)
	}
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// Ordered inserts and removes entries due at times, and returns those left,
// after one, in order.
func Ordered(insert, remove []int64, after int64) (left []int64) {
	var o order
	entries := map[int64]*entry{}
	for _, at := range insert {
		if entries[at] == nil {
			entries[at] = &entry{at: at}
			o.insert(entries[at])
		}
	}
	for _, at := range remove {
		if e := entries[at]; e != nil {
			o.remove(e)
			delete(entries, at)
		}
	}
	o.after(&entry{at: after}, func(e *entry) bool { left = append(left, e.at); return true })
	return left
}

// Compact puts a smaller copy in the place of the file.
func (s *Store) Compact() error { return s.compact() }

// Slow has the disk be held to be slow for as long as the test may take.
func (s *Store) Slow() *Store {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	s.writer.early.slow = time.Now().Add(time.Hour)
	return s
}

// Quick has the disk be held to be quick.
func (s *Store) Quick() {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	s.writer.early.slow = time.Time{}
}

// EntriesAfter tells the numbers and records of a journal's entries.
func EntriesAfter(entries, id []byte, number uint64) (numbers []uint64, records int) {
	_ = entriesAfter(entries, id, number, func(c *change) error {
		numbers, records = append(numbers, c.number), records+len(c.puts)
		return nil
	})
	return numbers, records
}

// AppendEntry writes an entry with a number and so many records.
func AppendEntry(b, id []byte, number uint64, records int) []byte {
	c := &change{urgency: urgency{number: number}}
	for i := range records {
		c.put(liveBucket, []byte{byte(i)}, []byte("record"))
	}
	c.delete(keyBucket, []byte("key"))
	return appendEntry(b, id, c)
}
