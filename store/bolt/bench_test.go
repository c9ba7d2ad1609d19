package bolt_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
)

// BenchmarkOperation is the life of an operation as 64 workers lead it: created,
// claimed, checkpointed with the steps so far, and ended. It tells operations a
// second, and bytes of the file an operation, on an empty store and on one that
// already has 100,000.
func BenchmarkOperation(b *testing.B) {
	for _, stored := range []int{0, 100_000} {
		for _, keyed := range []bool{false, true} {
			b.Run(fmt.Sprintf("stored=%d/keyed=%v", stored, keyed), func(b *testing.B) {
				folder := b.TempDir()
				l := &life{s: open(b, folder), keyed: keyed}
				payloads()
				l.lead(b, stored)
				before := size(b, folder)
				used := cpu()
				b.ReportAllocs()
				b.ResetTimer()
				l.lead(b, b.N)
				b.StopTimer()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
				b.ReportMetric(float64(cpu()-used)/float64(b.N), "cpu-ns/op")
				b.ReportMetric(float64(size(b, folder)-before)/float64(b.N), "disk-B/op")
			})
		}
	}
}

// BenchmarkCommit is a small record, written by so many at a time.
func BenchmarkCommit(b *testing.B) {
	for _, writers := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s := open(b, b.TempDir())
			raw := json.RawMessage(`{"n":1}`)
			b.ResetTimer()
			each(writers, b.N, func(i int) error {
				return s.Remember(context.Background(), "main", "p", fmt.Sprint(i), raw)
			}, b.Error)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

// life leads operations.
type life struct {
	s     *bolt.Store
	keyed bool
	made  atomic.Int64
}

var t0 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (l *life) lead(b *testing.B, n int) {
	each(64, n, func(int) error { return l.one() }, b.Error)
}

func (l *life) one() error {
	ctx, i := context.Background(), l.made.Add(1)
	now := t0.Add(time.Duration(i) * time.Millisecond)
	op := engine.Operation{
		ID: engine.OperationID(engine.NewID(now)), Processing: engine.ProcessingID(fmt.Sprintf("processing-%02d", i%20)), Version: 1, Created: now,
		Event: engine.Event{Source: "webhook", At: now, Data: payload(i, 1000), Search: []string{"+7999" + fmt.Sprint(i), fmt.Sprintf("user%d@example.com", i)}},
	}
	if l.keyed {
		op.Event.Key = "key " + string(op.ID)
	}
	if _, _, err := l.s.CreateOperation(ctx, "main", op); err != nil {
		return err
	}
	lease, _, _, err := l.s.Claim(ctx, "main", op.ID, now, now.Add(time.Minute))
	if err != nil {
		return err
	}
	err = l.s.Checkpoint(ctx, "main", lease, engine.Progress{State: engine.Running, At: now, Steps: []engine.Step{
		benchStep("fetch", 1, payload(i+1, 500), payload(i+2, 2500), now), benchStep("pick", 2, nil, payload(i+3, 1000), now),
		benchStep("send", 3, payload(i+4, 2000), nil, now),
	}})
	if err != nil {
		return err
	}
	return l.s.Checkpoint(ctx, "main", lease, engine.Progress{State: engine.Succeeded, At: now, Active: time.Second, Steps: []engine.Step{
		benchStep("send", 3, payload(i+4, 2000), payload(i+5, 800), now), benchStep("note", 4, nil, payload(i+6, 300), now),
	}})
}

func benchStep(key engine.StepKey, seq int, in, out json.RawMessage, at time.Time) engine.Step {
	return engine.Step{Key: key, Node: engine.NodeID(key), Seq: seq, State: engine.StepDone, Attempt: 1, Input: in, Output: out, Started: at, Finished: at}
}

// payload is about so many bytes of the JSON that such services send, one of
// a hundred made before.
func payload(seed int64, size int) json.RawMessage {
	return payloads()[size][seed%100]
}

var payloads = sync.OnceValue(func() map[int][]json.RawMessage {
	all := map[int][]json.RawMessage{}
	for _, size := range []int{300, 500, 800, 1000, 2000, 2500} {
		for seed := range 100 {
			all[size] = append(all[size], body(uint64(seed*size), size))
		}
	}
	return all
})

func body(seed uint64, size int) json.RawMessage {
	b := bytes.NewBufferString(`{"items":[`)
	for n := seed; b.Len() < size; n = n*6364136223846793005 + 1442695040888963407 {
		fmt.Fprintf(b, `{"id":%d,"name":"Иван Петров %d","email":"u%d@example%d.com","phone":"+7999%07d","tags":["lead","site"],"price":%d.%02d,"hash":"%x"},`,
			n%1e7, n>>20%1000, n>>13%1e6, n>>40%50, n>>8%1e7, n>>33%1000, n>>17%100, n)
	}
	b.Truncate(b.Len() - 1)
	b.WriteString("]}")
	return b.Bytes()
}

// each calls do n times, by so many goroutines.
func each(workers, n int, do func(i int) error, report func(...any)) {
	var (
		wg   sync.WaitGroup
		next atomic.Int64
	)
	for range workers {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				if err := do(int(i)); err != nil {
					report(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func size(b *testing.B, folder string) int64 {
	b.Helper()
	info, err := os.Stat(filepath.Join(folder, "stanok.db"))
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

// cpu is the time the processors have spent on this process.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkCountVersions counts a processing's 5,000 operations among 100,000.
func BenchmarkCountVersions(b *testing.B) {
	s := open(b, b.TempDir())
	payloads()
	(&life{s: s}).lead(b, 100_000)
	for b.Loop() {
		if of, all, err := s.CountVersions(context.Background(), "main", "processing-07", 10_000); err != nil || !all || of[1].All != 5_000 {
			b.Fatal(of, all, err)
		}
	}
}
