package bolt

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	bbolt "go.etcd.io/bbolt"
)

// A commit is several syncs, one after another, and what comes meanwhile waits for
// the next. On a disk whose syncs take long, what began with an event is written
// to the journal too, which takes one: it is acknowledged then, and committed as
// soon as may be. What the journal holds of it counts if the program ends before.
//
// An entry is four bytes of checksum, four of length, and the rest: the number of
// the change and its records, as they are in the file. Entries follow one another
// from the beginning. The first that is not sound, or not newer than the one
// before, ends them: it was never acknowledged, or was written before the journal
// began anew. Under "journal" the file says which journal is its own, so that it
// takes no other's entries, and up to which number it has them itself.
const (
	journalName = "stanok.journal"
	journalMost = 64 << 20 // bytes; before it gets larger, all of it has to be committed
	journalID   = 16
	entryHead   = 8
)

var journalKey = []byte("journal")

// errNoJournal is that nothing can be written to the journal now: there is no file,
// or what is in it has to be committed first.
var errNoJournal = errors.New("there is no room in a journal")

// journal is the file of entries. Its owner is one goroutine.
type journal struct {
	folder string
	id     []byte
	file   *os.File // nil until something is written
	end    int64    // of the entries
	last   uint64   // number in it
	clean  bool     // there is nothing in it

	cleared time.Time // when there was last nothing in it
}

// write makes entries durable, the last of which has a number.
func (j *journal) write(entries []byte, last uint64) error {
	if j.end+int64(len(entries)) > journalMost {
		return errNoJournal
	}
	if err := j.open(); err != nil {
		return err
	}
	j.clean = false
	if _, err := j.file.WriteAt(entries, j.end); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.end += int64(len(entries))
	j.last = last
	return nil
}

// open creates the file, and makes its name durable.
func (j *journal) open() error {
	if j.file != nil {
		return nil
	}
	f, err := os.OpenFile(filepath.Join(j.folder, journalName), os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return errors.Join(errNoJournal, err)
	}
	if err := syncFolder(j.folder); err != nil {
		return errors.Join(errNoJournal, err, f.Close())
	}
	j.file, j.cleared = f, time.Now()
	return nil
}

// rewind begins anew, since all entries are committed.
func (j *journal) rewind() { j.end = 0 }

// clear has nothing be left of entries that were committed. A file that grows and
// shrinks all the time costs a slow disk more than its entries do, so while it is
// slow that waits.
func (j *journal) clear(slow bool) error {
	if j.file == nil || j.clean || slow && time.Since(j.cleared) < slowFor {
		return nil
	}
	j.clean, j.cleared = true, time.Now()
	return j.file.Truncate(0)
}

// close lets go of the file, and removes it when nothing in it counts any more.
func (j *journal) close(committed uint64) {
	if j.file == nil {
		return
	}
	_ = j.file.Close()
	if j.last <= committed {
		_ = os.Remove(j.file.Name()) // an old one is no harm
	}
}

// appendEntry writes a change as an entry of a journal.
func appendEntry(b, id []byte, c *change) []byte {
	at := len(b)
	b = append(b, make([]byte, entryHead)...)
	b = binary.BigEndian.AppendUint64(b, c.number)
	for _, p := range c.puts {
		b = appendText(b, p.in.String())
		b = appendBytes(b, p.key)
		b = appendBytes(b, p.record)
	}
	binary.LittleEndian.PutUint32(b[at+4:], uint32(len(b)-at-entryHead))
	binary.LittleEndian.PutUint32(b[at:], checksum(id, b[at+4:]))
	return b
}

// entriesAfter calls each with the changes of a journal that are newer than a
// number, in order.
func entriesAfter(entries, id []byte, number uint64, each func(*change) error) error {
	for last := uint64(0); len(entries) >= entryHead; {
		size := binary.LittleEndian.Uint32(entries[4:])
		if uint64(size) > uint64(len(entries)-entryHead) {
			return nil
		}
		entry := entries[:entryHead+size]
		if binary.LittleEndian.Uint32(entry) != checksum(id, entry[4:]) {
			return nil
		}
		c, ok := readEntry(entry[entryHead:])
		if !ok || c.number <= last {
			return nil
		}
		last, entries = c.number, entries[len(entry):]
		if c.number > number {
			if err := each(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func readEntry(b []byte) (*change, bool) {
	r := reader{rest: b}
	c := &change{urgency: urgency{number: r.number()}}
	for len(r.rest) > 0 {
		in := slices.Index(bucketNames[:], r.text())
		p := put{in: bucket(in), key: r.bytes(), record: r.bytes()}
		if in < 0 || r.bad {
			return nil, false
		}
		c.puts = append(c.puts, p)
	}
	return c, !r.bad
}

// catchUp commits what a journal in the folder has and the file has not, and
// begins another, whose id it returns. The entries stay until they are written
// over.
func catchUp(tx *bbolt.Tx, folder string) (id []byte, err error) {
	known, err := metaBucket.get(&reading{Tx: tx}, journalKey)
	if err != nil {
		return nil, err
	}
	if len(known) == journalID+8 {
		entries, err := readJournal(folder)
		if err != nil {
			return nil, err
		}
		var opened [buckets]*bbolt.Bucket
		err = entriesAfter(entries, known[:journalID], binary.BigEndian.Uint64(known[journalID:]), func(c *change) error {
			return c.apply(tx, &opened)
		})
		if err != nil {
			return nil, err
		}
	}
	id = make([]byte, journalID)
	_, _ = rand.Read(id) // never fails
	return id, committedTo(id, 0).apply(tx, new([buckets]*bbolt.Bucket))
}

// committedTo is the change by which the file says that it has what a journal
// holds up to a number.
func committedTo(id []byte, number uint64) *change {
	c := &change{done: make(chan error, 1)}
	c.put(metaBucket, journalKey, binary.BigEndian.AppendUint64(slices.Clone(id), number))
	return c
}

func readJournal(folder string) ([]byte, error) {
	f, err := os.Open(filepath.Join(folder, journalName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	entries, err := io.ReadAll(io.LimitReader(f, journalMost))
	return entries, errors.Join(err, f.Close())
}
