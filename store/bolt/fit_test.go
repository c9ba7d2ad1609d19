package bolt_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/bolt"
)

// letters is so much that no compressor makes smaller.
func letters(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('#' + rand.IntN(88))
		if b[i] == '\\' {
			b[i] = 'x'
		}
	}
	b[0], b[n-1] = '"', '"'
	return b
}

// ended makes an operation with a body that has ended.
func finished(ctx context.Context, s *bolt.Store, id string, state engine.State, size int) error {
	now := time.Now()
	op := engine.Operation{ID: engine.OperationID(id), Processing: "p", Created: now, Event: engine.Event{Data: letters(size), Key: id}}
	if _, _, err := s.CreateOperation(ctx, "main", op); err != nil {
		return err
	}
	l, _, _, err := s.Claim(ctx, "main", op.ID, now, now.Add(time.Hour))
	if err != nil {
		return err
	}
	return s.Checkpoint(ctx, "main", l, engine.Progress{State: state, At: time.Now()})
}

// folderSize is what the files of a folder take up on the disk.
func folderSize(folder string) (sum int64) {
	files, _ := os.ReadDir(folder)
	for _, f := range files {
		info, err := f.Info()
		if err == nil {
			sum += info.Sys().(*syscall.Stat_t).Blocks * 512
		}
	}
	return sum
}

func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it did not happen that %s", what)
		}
	}
}

func TestTheFileShrinksWhileWorkGoesOnAndNothingIsLost(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, bolt.Options{Reserve: 1})
	ctx := context.Background()
	each(16, 1500, func(i int) error { return finished(ctx, s, fmt.Sprintf("a%04d", i), engine.Succeeded, 16<<10) }, t.Error)
	if n, err := s.Prune(ctx, "main", time.Now().Add(time.Hour), []engine.State{engine.Succeeded}, 1200); n != 1200 || err != nil {
		t.Fatalf("%d forgotten: %v", n, err)
	}
	before, err := s.Room()
	if err != nil {
		t.Fatal(err)
	}
	var (
		stop  atomic.Bool
		made  [4]int
		longs [4]time.Duration
		wait  sync.WaitGroup
	)
	for w := range made {
		wait.Go(func() {
			for !stop.Load() {
				began := time.Now()
				if err := finished(ctx, s, fmt.Sprintf("b%d-%06d", w, made[w]), engine.Failed, 2<<10); err != nil {
					t.Error(err)
					return
				}
				longs[w] = max(longs[w], time.Since(began))
				made[w]++
			}
		})
	}
	reading := make(chan error, 1)
	go func() { // one who reads from before to after
		reading <- s.Backup(ctx, slowly{})
	}()
	for range 3 {
		if err := s.Compact(); err != nil {
			t.Fatal(err)
		}
	}
	stop.Store(true)
	wait.Wait()
	if err := <-reading; err != nil {
		t.Error(err)
	}
	after, err := s.Room()
	if err != nil {
		t.Fatal(err)
	}
	if after.File > before.File/2 || after.File > after.Live*14/10+4<<20 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	t.Logf("%d operations meanwhile, the longest took %s; %d MiB became %d", sum(made[:]), slices.Max(longs[:]), before.File>>20, after.File>>20)
	all := func(s *bolt.Store) {
		t.Helper()
		for i := range 1500 {
			_, err := s.Operation(ctx, "main", engine.OperationID(fmt.Sprintf("a%04d", i+1)))
			if (err == nil) != (i >= 1200) {
				t.Fatalf("a%04d: %v", i+1, err)
			}
		}
		for w, n := range made {
			for i := range n {
				op, err := s.Operation(ctx, "main", engine.OperationID(fmt.Sprintf("b%d-%06d", w, i)))
				if err != nil || op.State != engine.Failed || len(op.Event.Data) != 2<<10 {
					t.Fatalf("b%d-%06d: %s, %d bytes: %v", w, i, op.State, len(op.Event.Data), err)
				}
			}
		}
	}
	all(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if found := checked(t, filepath.Join(folder, "stanok.db")); found != "" {
		t.Fatal(found)
	}
	all(with(t, folder, bolt.Options{}))
}

// fickle fails when the event says so.
var fickle = enginetest.Action{Type: "fickle", Effect: engine.Reads, Run: func(_ context.Context, in engine.Input) (engine.Outcome, error) {
	if in.Vars["source"].(map[string]any)["fail"] != nil {
		return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "fail.message"}
	}
	return engine.Outcome{}, nil
}}

func TestTenTimesTheBudgetFitsAndFailuresKeepTheirData(t *testing.T) {
	const (
		budget  = 16 << 20
		body    = 48 << 10
		senders = 8
	)
	folder := t.TempDir()
	s := with(t, folder, bolt.Options{Reserve: 1})
	b := enginetest.New(t, s, enginetest.Source{}, fickle)
	b.SetHistoryBudget(budget)
	defer b.Run()()
	p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "fickle"})
	var (
		mu      sync.Mutex
		failing []engine.OperationID
		most    int64
		longest time.Duration
		wait    sync.WaitGroup
		written atomic.Int64
	)
	for range senders {
		wait.Go(func() {
			for i := 0; written.Add(body) < 10*budget; i++ {
				data := fmt.Sprintf(`{"n": %s}`, letters(body))
				if i%40 == 7 {
					data = fmt.Sprintf(`{"fail": %s}`, letters(body))
				}
				began := time.Now()
				op := b.Send(p, data)
				mu.Lock()
				longest = max(longest, time.Since(began))
				most = max(most, folderSize(folder))
				if i%40 == 7 {
					failing = append(failing, op.ID)
				}
				mu.Unlock()
				b.Wait(op)
			}
		})
	}
	wait.Wait()
	t.Logf("at most %.1f %% of the budget; the longest wait to send was %s; %d failures", 100*float64(most)/budget, longest, len(failing))
	if most > budget+budget/20 {
		t.Errorf("the folder had %d bytes", most)
	}
	for _, id := range failing {
		if op, err := s.Operation(t.Context(), enginetest.WS, id); err != nil || op.State != engine.Failed || len(op.Event.Data) < body {
			t.Errorf("%s: %s with %d bytes, %v", id, op.State, len(op.Event.Data), err)
		}
	}
}

func sum(of []int) (n int) {
	for _, one := range of {
		n += one
	}
	return n
}

// slowly is who takes a backup over a slow line.
type slowly struct{}

func (slowly) Write(b []byte) (int, error) {
	time.Sleep(time.Millisecond)
	return len(b), nil
}

func TestALowerBudgetMakesTheFolderSmallerByItself(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, bolt.Options{Reserve: 1})
	ctx := context.Background()
	each(16, 600, func(i int) error { return finished(ctx, s, fmt.Sprintf("a%04d", i), engine.Succeeded, 16<<10) }, t.Error)
	s.Fit(8 << 20)
	select {
	case <-s.Crowded():
	default:
		t.Error("nobody is told that there is too much")
	}
	if _, err := s.Prune(ctx, "main", time.Now().Add(time.Hour), []engine.State{engine.Succeeded}, 400); err != nil {
		t.Fatal(err)
	}
	s.Fit(8 << 20)
	until(t, "the folder is within its budget", func() bool { return folderSize(folder) <= 8<<20 })
	if full, err := s.Full(); full || err != nil {
		t.Errorf("it is full: %v", err)
	}
	if _, err := s.Operation(ctx, "main", "a0600"); err != nil {
		t.Error(err)
	}
}

func TestWithoutRoomForACopyTheFileStaysAndThatIsSaid(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, bolt.Measuring(1, func() int64 { return 1 << 20 }))
	ctx := context.Background()
	each(16, 600, func(i int) error { return finished(ctx, s, fmt.Sprintf("a%04d", i), engine.Succeeded, 16<<10) }, t.Error)
	if _, err := s.Prune(ctx, "main", time.Now().Add(time.Hour), []engine.State{engine.Succeeded}, 500); err != nil {
		t.Fatal(err)
	}
	s.Fit(8 << 20)
	until(t, "it says so", func() bool { r, err := s.Room(); return err == nil && r.Short })
	if _, err := os.Stat(filepath.Join(folder, "stanok.db.copy")); err == nil {
		t.Error("a copy was begun")
	}
}

func TestACopyThatWasCutOffLosesNothing(t *testing.T) {
	folder := t.TempDir()
	acked := map[string]bool{}
	for range 6 {
		cmd := child("compact", folder)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		end := time.AfterFunc(time.Duration(100+rand.IntN(900))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		copies := 0
		for lines.Scan() {
			if lines.Text() == "copied" {
				copies++
			} else if id, whole := strings.CutSuffix(lines.Text(), "."); whole {
				acked[id] = true
			}
		}
		_ = cmd.Wait()
		end.Stop()
		if found := checked(t, filepath.Join(folder, "stanok.db")); found != "" && len(acked) > 0 {
			t.Fatal(found)
		}
		s, err := bolt.Open(folder, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(filepath.Join(folder, "*.copy")); len(left) > 0 {
			t.Errorf("left over: %s", left)
		}
		for id := range acked {
			if op, err := s.Operation(t.Context(), "main", engine.OperationID(id)); err != nil || len(op.Event.Data) != 3000 {
				t.Fatalf("%s of %d acknowledged, after %d copies: %d bytes, %v", id, len(acked), copies, len(op.Event.Data), err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d operations", len(acked))
}

// compactForEver is what the child of TestACopyThatWasCutOffLosesNothing does.
func compactForEver(folder string) error {
	s, err := bolt.Open(folder, bolt.Options{Reserve: 1})
	if err != nil {
		return err
	}
	var say sync.Mutex
	for w := range 3 {
		go func() {
			for i := 0; ; i++ {
				id := strconv.FormatInt(time.Now().UnixNano(), 36) + "-" + strconv.Itoa(w)
				if finished(context.Background(), s, id, engine.Failed, 3000) == nil {
					say.Lock()
					fmt.Println(id + ".")
					say.Unlock()
				}
			}
		}()
	}
	for {
		if err := s.Compact(); err != nil {
			return err
		}
		say.Lock()
		fmt.Println("copied")
		say.Unlock()
	}
}
