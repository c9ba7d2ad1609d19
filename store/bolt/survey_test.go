package bolt_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"stanok/store/bolt"
)

// unlisted writes at random to a file that does not say which pages are free.
func unlisted(t *testing.T, r *rand.Rand, changes int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	db := opened(t, path, 8<<10)
	change(t, db, r, changes)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func opened(t *testing.T, path string, pageSize int) *bbolt.DB {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoFreelistSync: true, NoSync: true, PageSize: pageSize})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func change(t *testing.T, db *bbolt.DB, r *rand.Rand, changes int) {
	t.Helper()
	for range changes {
		err := db.Update(func(tx *bbolt.Tx) error {
			for range 1 + r.IntN(40) {
				b, err := tx.CreateBucketIfNotExists(fmt.Append(nil, r.IntN(30)))
				if err != nil {
					return err
				}
				key := fmt.Append(nil, r.IntN(3000))
				if r.IntN(3) == 0 {
					err = b.Delete(key)
				} else {
					err = b.Put(key, make([]byte, 1<<r.IntN(15)))
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// wholePages has bbolt look at every page: each is in use or free, and none both.
func wholePages(t *testing.T, db *bbolt.DB) {
	t.Helper()
	_ = db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			t.Error(err)
		}
		return nil
	})
}

func TestFreePagesAreFoundAsBboltFindsThem(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		path := unlisted(t, r, 1+int(seed)*5)
		db := opened(t, path, 8<<10) // which looks for the free pages itself
		want := db.Stats().FreePageN
		_ = db.Close()
		for range 2 { // the second time there is nothing to do
			if err := bolt.ListFree(path); err != nil || !bolt.Listed(t, path) {
				t.Fatalf("seed %d: the free pages are not listed: %v", seed, err)
			}
		}
		db = opened(t, path, 8<<10)
		if got := db.Stats().FreePageN; got != want {
			t.Errorf("seed %d: %d free pages, want %d", seed, got, want)
		}
		wholePages(t, db)
		change(t, db, r, 20)
		wholePages(t, db)
		_ = db.Close()
	}
}

func TestAListOfVeryManyFreePagesIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	db := opened(t, path, 1<<10)
	for i := range 2 {
		err := db.Update(func(tx *bbolt.Tx) error {
			if i == 1 {
				return tx.DeleteBucket([]byte("b"))
			}
			b, err := tx.CreateBucket([]byte("b"))
			for i := range 9 {
				if err == nil {
					err = b.Put(fmt.Append(nil, i), make([]byte, 8<<20))
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := bolt.ListFree(path); err != nil {
		t.Fatal(err)
	}
	db = opened(t, path, 1<<10)
	defer db.Close()
	if n := db.Stats().FreePageN; n < 0xFFFF {
		t.Fatalf("%d free pages are too few for this test", n)
	}
	wholePages(t, db)
}

// A file whose pages lead in a circle, out of it or to what is no page is damaged,
// and is left as it is.
func TestTangledPagesAreFoundOut(t *testing.T) {
	path := unlisted(t, rand.New(rand.NewPCG(3, 3)), 25)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for at := 2 * 8 << 10; at < len(whole); at += 8 << 10 {
		if flags := binary.NativeEndian.Uint16(whole[at+8:]); flags != 1 {
			continue
		}
		for _, to := range []uint64{uint64(at / (8 << 10)), 1, 1 << 40, ^uint64(0)} {
			bad := bytes.Clone(whole)
			binary.NativeEndian.PutUint64(bad[at+16+8:], to)
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			err := bolt.ListFree(path)
			after, _ := os.ReadFile(path)
			switch {
			case err == nil: // a page that is no longer in use
			case !bytes.Equal(after, bad):
				t.Fatalf("page %d: the file was changed", at/(8<<10))
			default:
				found++
			}
		}
	}
	if found < 4 {
		t.Errorf("only %d of the tangled files were found out", found)
	}
}
