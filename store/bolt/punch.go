package bolt

import (
	"errors"
	"os"
	"path/filepath"

	bbolt "go.etcd.io/bbolt"
)

// What is free in the file is given back to the disk in runs of at least so many
// pages, of which so many are looked at between two commits.
const (
	punchRun   = 8
	punchPages = 2_000
)

// punch gives free pages back to the disk where the system can do that: they read
// as zeros until they are written again. Nobody reads a free page. The next commit
// may write to it, so it may as well be emptied.
func (s *Store) punch() error {
	f, err := os.OpenFile(filepath.Join(s.state.folder, fileName), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	for from := 0; from >= 0; {
		err := s.paced(func() error {
			return s.writer.between(func() (err error) {
				from, err = punchFrom(s.writer.db, f, from)
				return err
			})
		})
		if errors.Is(err, errors.ErrUnsupported) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// punchFrom looks at some pages, and returns where to go on; -1 at the end.
func punchFrom(db *bbolt.DB, f *os.File, from int) (next int, err error) {
	tx, err := db.Begin(true) // frees what no reader holds any more
	if err != nil {
		return -1, err
	}
	if err := tx.Rollback(); err != nil {
		return -1, err
	}
	if db.Stats().PendingPageN > 0 { // what a reader holds cannot be told from what is free
		return -1, nil
	}
	if tx, err = db.Begin(true); err != nil {
		return -1, err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	size, run := int64(db.Info().PageSize), 0
	give := func(end int) error {
		defer func() { run = 0 }()
		if run < punchRun {
			return nil
		}
		return punchHole(f, int64(end-run)*size, int64(run)*size)
	}
	id := max(from, 2)
	for ; id < from+punchPages; id++ {
		page, err := tx.Page(id)
		if err != nil {
			return -1, err
		}
		if page == nil {
			return -1, give(id)
		}
		if page.Type == "free" {
			run++
		} else if err := give(id); err != nil {
			return -1, err
		}
	}
	return id, give(id)
}
