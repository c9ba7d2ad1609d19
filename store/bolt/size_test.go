package bolt_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
)

func TestTheSizeGrowsAndShrinksWithWhatIsStored(t *testing.T) {
	dir := t.TempDir()
	s, err := bolt.Open(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	size := func() int64 {
		t.Helper()
		n, err := s.Size()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	empty := size()
	body := []byte(`"` + strings.Repeat("kĸ§7", 4_000) + `"`)
	for i := range 200 {
		op := engine.Operation{ID: engine.OperationID(fmt.Sprintf("%03d", i)), Processing: "p", Created: t0, State: engine.Queued}
		op.Event.Data = append([]byte(nil), body...)
		for k := range 2_000 { // nothing for a compressor
			op.Event.Data[2+k*8] = byte('a' + (i*31+k*k*7)%26)
		}
		if _, _, err := s.CreateOperation(t.Context(), "main", op); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Cancel(t.Context(), "main", op.ID, t0); err != nil {
			t.Fatal(err)
		}
	}
	full := size()
	if full < empty+200_000 {
		t.Errorf("200 operations take up %d bytes", full-empty)
	}
	if n, err := s.Prune(t.Context(), "main", t0.Add(time.Hour), []engine.State{engine.Cancelled}, 200); n != 200 || err != nil {
		t.Fatalf("%d forgotten: %v", n, err)
	}
	pruned := size()
	if pruned > empty+(full-empty)/5 {
		t.Errorf("of %d bytes %d are left after all was forgotten; empty it had %d", full, pruned, empty)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := bolt.Open(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if n, err := again.Size(); err != nil || n > 2*pruned {
		t.Errorf("after a restart it is %d, it was %d: %v", n, pruned, err)
	}
}
