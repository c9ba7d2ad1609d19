package bolt_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
)

// forget prunes all that succeeded.
func forget(s *bolt.Store) error {
	_, err := s.Prune(context.Background(), "main", t0.Add(24*time.Hour), []engine.State{engine.Succeeded}, 1<<30)
	return err
}

func TestASearchStopsAfterAWhileAndSaysWhereToGoOn(t *testing.T) {
	s := open(t, t.TempDir())
	l := life{s: s}
	each(32, 60, func(int) error { return l.one() }, t.Error)
	each(32, 20, func(i int) error { return create(t, s, engine.OperationID(fmt.Sprintf("zz%02d", i))) }, t.Error)
	s.SetPageRows(7)
	for _, q := range []engine.OperationQuery{
		{}, {Text: "example.com"}, {Processing: "processing-03"}, {States: []engine.State{engine.Succeeded}}, {Text: "user33@"}, {Text: "nobody"},
	} {
		s.SetPageRows(7)
		var ids []engine.OperationID
		q, pages := q, 0
		for {
			page, err := s.FindOperations(t.Context(), "main", q)
			if err != nil || pages > 40 {
				t.Fatal(pages, err)
			}
			for _, op := range page.Operations {
				ids = append(ids, op.ID)
			}
			pages++
			if q.Cursor = page.Next; page.Next == "" {
				break
			}
		}
		s.SetPageRows(1000)
		q.Limit = 500
		whole, err := s.FindOperations(t.Context(), "main", q)
		if err != nil || len(whole.Operations) != len(ids) || whole.Next != "" {
			t.Fatalf("%+v: %d in %d pages, %d in one, %v", q, len(ids), pages, len(whole.Operations), err)
		}
		for i, op := range whole.Operations {
			if ids[i] != op.ID {
				t.Errorf("%+v: row %d is %s in pages, %s in one", q, i, ids[i], op.ID)
			}
		}
	}
}

func TestASearchEndsWithItsContext(t *testing.T) {
	s := open(t, t.TempDir())
	if err := create(t, s, "a"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.FindOperations(ctx, "main", engine.OperationQuery{}); engine.KindOf(err) != engine.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestPruningALotLeavesNothingBehind(t *testing.T) {
	s := open(t, t.TempDir())
	l := life{s: s, keyed: true}
	each(64, 700, func(int) error { return l.one() }, t.Error)
	if err := create(t, s, "zz"); err != nil {
		t.Fatal(err)
	}
	n, err := s.Prune(t.Context(), "main", t0.Add(time.Hour), []engine.State{engine.Succeeded}, 650)
	if err != nil || n != 650 {
		t.Fatalf("pruned %d, %v", n, err)
	}
	if err := forget(s); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"live": 1, "settled": 0, "of": 0, "body": 0, "key": 0} {
		if got := s.Records(name); got != want {
			t.Errorf("%d records are left in %s, want %d", got, name, want)
		}
	}
}

func TestADeletedProcessingLeavesNothingBehind(t *testing.T) {
	s := open(t, t.TempDir())
	stock(t, s)
	each(64, 2500, func(i int) error {
		op := engine.Operation{ID: engine.OperationID(fmt.Sprintf("k%04d", i)), Processing: "p", State: engine.Kept, Created: t0}
		_, _, err := s.CreateOperation(context.Background(), "main", op)
		return err
	}, t.Error)
	if err := s.DeleteProcessing(t.Context(), "main", "p", t0); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"processing", "definition", "link", "sample", "value", "seized", "alert", "live"} {
		if got := s.Records(name); got != 0 {
			t.Errorf("%d records are left in %s", got, name)
		}
	}
	page, err := s.FindOperations(t.Context(), "main", engine.OperationQuery{Processing: "p", States: []engine.State{engine.Kept}})
	if err != nil || len(page.Operations) != 0 {
		t.Errorf("%d are still kept, %v", len(page.Operations), err)
	}
}

func TestKeysWhoseTimeIsUpAreForgotten(t *testing.T) {
	s := open(t, t.TempDir())
	const keys, lasts = 3000, 50
	each(32, keys, func(i int) error {
		now := t0.Add(time.Duration(i) * time.Second)
		_, err := s.Seize(context.Background(), "main", "p", fmt.Sprint(i), "a", now, now.Add(lasts*time.Second))
		return err
	}, t.Error)
	if left := s.Records("seized"); left > keys/3 {
		t.Errorf("%d of %d keys are left, of which %d are not up", left, keys, lasts)
	}
}

func TestDueIsInOrderWhateverComesAndGoes(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 0))
		numbers := func(n int) []int64 {
			all := make([]int64, r.IntN(n))
			for i := range all {
				all[i] = r.Int64N(9000)
			}
			return all
		}
		insert, remove, after := numbers(9000), numbers(9000), r.Int64N(9000)
		want := slices.Clone(insert)
		slices.Sort(want)
		want = slices.Compact(want)
		want = slices.DeleteFunc(want, func(n int64) bool { return n <= after || slices.Contains(remove, n) })
		if got := bolt.Ordered(insert, remove, after); !slices.Equal(got, want) {
			t.Fatalf("seed %d: got %d entries, want %d", seed, len(got), len(want))
		}
	}
}
