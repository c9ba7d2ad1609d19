package bolt_test

import (
	"errors"
	"path/filepath"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
	"stanok/store/bolt"
)

func TestADraftAndItsEditsAreOneCommit(t *testing.T) {
	folder := t.TempDir()
	commits, fail := 0, -1
	s := with(t, folder, bolt.Committing(func(tx *bbolt.Tx) error {
		if commits++; commits == fail {
			return errors.Join(tx.Rollback(), errors.New("the disk is gone"))
		}
		return tx.Commit()
	}))
	p, err := s.PutProcessing(t.Context(), "main", engine.Processing{ID: "p", Name: "first"}, nil, engine.Edit{ID: "1"})
	if err != nil {
		t.Fatal(err)
	}
	before := commits
	p.Name = "second"
	if p, err = s.PutProcessing(t.Context(), "main", p, nil, engine.Edit{ID: "2"}, engine.Edit{ID: "3"}); err != nil || commits != before+1 {
		t.Fatalf("%v, %d commits", err, commits-before)
	}
	fail, p.Name = commits+1, "third"
	if _, err := s.PutProcessing(t.Context(), "main", p, nil, engine.Edit{ID: "4"}); err == nil {
		t.Fatal("a failed commit was not told")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, folder)
	p, err = again.Processing(t.Context(), "main", "p")
	edits, err2 := again.ListEdits(t.Context(), "main", "p", 0, 0)
	if err := errors.Join(err, err2); err != nil || p.Name != "second" || len(edits) != 3 || edits[0].ID != "3" || edits[0].Revision != p.Revision {
		t.Errorf("%+v %+v %v", p, edits, err)
	}
}

func TestAFileOfBeforeEditsWereKeptIsWhole(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "stanok.db")
	s := with(t, folder, options)
	stock(t, s)
	if err := errors.Join(s.File().Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("edit")) }), s.Close(), check(path)); err != nil {
		t.Fatal(err)
	}
	s = open(t, folder)
	p, err := s.Processing(t.Context(), "main", "p")
	if err == nil {
		_, err = s.PutProcessing(t.Context(), "main", p, nil, engine.Edit{ID: "1"})
	}
	edits, err2 := s.ListEdits(t.Context(), "main", "p", 0, 0)
	if err := errors.Join(err, err2); err != nil || len(edits) != 1 {
		t.Errorf("%+v %v", edits, err)
	}
}
