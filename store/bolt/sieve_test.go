package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
)

// written makes operations of a few kinds, some of which end late.
func written(t testing.TB, s *bolt.Store, n int) {
	t.Helper()
	ctx := context.Background()
	late := make([]engine.Lease, n/50+1)
	end := func(l engine.Lease, i int) error {
		p := engine.Progress{State: engine.Succeeded, At: t0.Add(time.Hour), Search: []string{fmt.Sprintf("order %d", i*7919)}}
		if i%17 == 0 {
			p.State, p.Failure = engine.Failed, &engine.Failure{Code: "http.status", Args: map[string]string{"status": fmt.Sprint(400 + i%3)}, Node: "send"}
		}
		return s.Checkpoint(ctx, "main", l, p)
	}
	each(64, n, func(i int) error {
		i--
		op := engine.Operation{
			ID: engine.OperationID(fmt.Sprintf("%08d", i)), Processing: engine.ProcessingID(fmt.Sprint("p", i%3)), Version: 1 + i/1000, Created: t0.Add(time.Duration(i) * time.Second), Test: i%29 == 5,
			Event: engine.Event{Source: "webhook", Search: []string{fmt.Sprintf("+7 9%09d", i*104729%1e9)}},
		}
		if _, _, err := s.CreateOperation(ctx, "main", op); err != nil {
			return err
		}
		l, _, _, err := s.Claim(ctx, "main", op.ID, t0.Add(time.Hour), t0.Add(2*time.Hour))
		if i%50 == 0 {
			late[i/50] = l
			return err
		}
		return errors.Join(err, end(l, i))
	}, t.Error)
	each(64, n/50, func(i int) error { return end(late[i-1], (i-1)*50) }, t.Error)
}

func TestTheSieveFindsWhatReadingAllFinds(t *testing.T) {
	folder := t.TempDir()
	before(t, folder, func(s *bolt.Store) { written(t, s, 1500) })
	s := open(t, folder)
	each(64, 200, func(i int) error { // meanwhile others are written
		_, _, err := s.CreateOperation(context.Background(), "main", engine.Operation{
			ID: engine.OperationID(fmt.Sprintf("9%07d", i)), Processing: "p1", Created: t0, State: engine.Kept, Event: engine.Event{Search: []string{fmt.Sprint("kept ", i)}},
		})
		return err
	}, t.Error)
	s.Sieved(true)
	var queries []engine.OperationQuery
	r := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		i := r.IntN(1500)
		text := []string{fmt.Sprintf("9%09d", i*104729%1e9), fmt.Sprint("ORDER ", i*7919), fmt.Sprint(i), "nobody", "kept 7", "", "rde", "zqx"}[r.IntN(8)]
		q := engine.OperationQuery{Text: text, Processing: []engine.ProcessingID{"", "p1"}[r.IntN(2)], Test: r.IntN(6) == 0}
		switch r.IntN(9) {
		case 0:
			q.States = []engine.State{engine.Failed}
		case 1:
			q.Cause = "http.status:401"
		case 2:
			q.Version, q.Source = 1+r.IntN(2), "webhook"
		case 3:
			q.Node = "send"
		case 4:
			q.Cause, q.States = "http.status:401", []engine.State{[]engine.State{engine.Failed, engine.Succeeded}[r.IntN(2)], engine.UncertainState}
		case 5:
			q.Longer = time.Duration(2100+r.IntN(1500)) * time.Second
		case 6:
			q.From, q.To = t0.Add(time.Duration(r.IntN(900))*time.Second), t0.Add(time.Duration(500+r.IntN(900))*time.Second)
		}
		queries = append(queries, q)
	}
	var with []string
	for _, q := range queries {
		with = append(with, found(t, s, q))
	}
	s.Sieved(false)
	for i, q := range queries {
		if got := found(t, s, q); got != with[i] {
			t.Errorf("%+v: %s with the sieve, %s without", q, with[i], got)
		}
	}
}

// before does something with a store that is then closed.
func before(t testing.TB, folder string, do func(*bolt.Store)) {
	t.Helper()
	s, err := bolt.Open(folder, options)
	if err != nil {
		t.Fatal(err)
	}
	do(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func found(t *testing.T, s *bolt.Store, q engine.OperationQuery) (ids string) {
	t.Helper()
	for {
		page, err := s.FindOperations(t.Context(), "main", q)
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range page.Operations {
			ids += string(op.ID) + " "
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return ids
		}
	}
}

func TestTheSievePassesOverWhatCannotBeMeant(t *testing.T) {
	s := open(t, t.TempDir())
	written(t, s, 1200)
	s.Sieved(true)
	for name, c := range map[string]struct {
		q    engine.OperationQuery
		want int
	}{
		"a value of an old one":       {engine.OperationQuery{Text: fmt.Sprintf("9%09d", 3*104729)}, 1},
		"three letters nobody has":    {engine.OperationQuery{Text: "zqx"}, 0},
		"a version nobody ran":        {engine.OperationQuery{Version: 9}, 0},
		"a cause of none":             {engine.OperationQuery{Cause: "http.status:418"}, 0},
		"a cause of another state":    {engine.OperationQuery{Cause: "http.status:401", States: []engine.State{engine.UncertainState, engine.Succeeded}}, 0},
		"none took so long":           {engine.OperationQuery{Longer: 2 * time.Hour}, 0},
		"a short while long ago":      {engine.OperationQuery{From: t0.Add(10 * time.Second), To: t0.Add(15 * time.Second)}, 5},
		"a time before all":           {engine.OperationQuery{To: t0}, 0},
		"tests that ended in no way":  {engine.OperationQuery{Test: true, States: []engine.State{engine.Cancelled}}, 0},
		"a source that began nothing": {engine.OperationQuery{Source: "schedule"}, 0},
	} {
		s.SetPageRows(600) // fewer than there are
		page, err := s.FindOperations(t.Context(), "main", c.q)
		if err != nil || len(page.Operations) != c.want || page.Next != "" {
			t.Errorf("%s: %v, next %q, %v", name, ids(page), page.Next, err)
		}
		s.SetPageRows(6000) // of which a count looks at a tenth: fewer than there are
		n, all, err := s.CountOperations(t.Context(), "main", c.q, 10)
		if err != nil || n != c.want || !all {
			t.Errorf("%s: counted %d, %v, %v", name, n, all, err)
		}
	}
}

func TestASearchStopsSoonerWhereTheSieveIsNoHelp(t *testing.T) {
	folder := t.TempDir()
	before(t, folder, func(s *bolt.Store) { written(t, s, 1200) })
	s := open(t, folder)
	s.Sieved(false)
	s.SetPageRows(1000)
	for name, c := range map[string]struct {
		q    engine.OperationQuery
		want bool
	}{"a search": {engine.OperationQuery{Text: "nobody"}, true}, "a list": {engine.OperationQuery{States: []engine.State{engine.Cancelled}}, false}} {
		page, err := s.FindOperations(t.Context(), "main", c.q)
		if stopped := page.Next >= fmt.Sprintf("%08d", 900); err != nil || stopped != c.want {
			t.Errorf("%s stopped at %q: %v", name, page.Next, err)
		}
	}
}

func ids(page engine.OperationPage) (all []engine.OperationID) {
	for _, op := range page.Operations {
		all = append(all, op.ID)
	}
	return all
}

// BenchmarkSearch looks for a parameter that one old operation among 200,000 has.
func BenchmarkSearch(b *testing.B) {
	folder := b.TempDir()
	payloads()
	before(b, folder, func(s *bolt.Store) { (&life{s: s}).lead(b, 200_000) })
	s := open(b, folder)
	began := time.Now()
	s.Sieved(true)
	filled := time.Since(began)
	for b.Loop() {
		page, err := s.FindOperations(context.Background(), "main", engine.OperationQuery{Text: "+79991234"})
		if err != nil || len(page.Operations) == 0 {
			b.Fatal(page, err)
		}
	}
	b.ReportMetric(filled.Seconds(), "fill-s")
}
