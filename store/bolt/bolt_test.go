package bolt_test

import (
	"testing"

	"stanok/engine"
	"stanok/store/bolt"
	"stanok/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Test(t, func(t *testing.T) engine.Store { return open(t, t.TempDir()) })
}

// open opens the store of a folder until the test ends.
func open(t testing.TB, folder string) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(folder, bolt.Options{})
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
