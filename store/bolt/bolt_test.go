package bolt_test

import (
	"bytes"
	"testing"

	"stanok/engine"
	"stanok/store/bolt"
	"stanok/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Test(t, func(t *testing.T) engine.Store { return open(t, t.TempDir()) })
}

// options are those of a sealed store.
var options = bolt.Options{Key: bytes.Repeat([]byte{7}, bolt.KeySize)}

// check checks a file of such a store.
func check(path string) error { return bolt.Check(path, options.Key) }

func TestStoreThatIsNotSealed(t *testing.T) {
	storetest.Test(t, func(t *testing.T) engine.Store {
		s, err := bolt.Open(t.TempDir(), bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}

// open opens the store of a folder until the test ends.
func open(t testing.TB, folder string) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(folder, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
