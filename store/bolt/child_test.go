package bolt_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
	"stanok/store/bolt"
)

// roleVar names what the test program does when a test runs it as a child: what
// may bring down a process is done in one of its own.
const roleVar = "STANOK_BOLT_TEST_ROLE"

func TestMain(m *testing.M) {
	roles := map[string]func(path string) error{"check": check, "write": write, "write slowly": writeSlowly, "start": start, "fill": fillSmall, "compact": compactForEver}
	role := roles[os.Getenv(roleVar)]
	if role == nil {
		os.Exit(m.Run())
	}
	if err := role(os.Args[1]); err != nil {
		var e *engine.Error
		if !errors.As(err, &e) {
			e = &engine.Error{Code: err.Error()}
		}
		fmt.Println(e.Code, e.Args["finding"])
		os.Exit(65)
	}
}

// child is the test program in another role.
func child(role, path string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), roleVar+"="+role)
	return cmd
}

// checked runs Check in a process of its own, as the program does. It returns
// "" if the file is sound, else what is wrong with it.
func checked(t *testing.T, path string) string {
	t.Helper()
	out, err := child("check", path).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &exit):
		t.Fatal(err)
	case exit.ExitCode() != 65:
		return "it brings down who reads it"
	}
	code, what, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	if code != "storage.damaged" || what == "" {
		t.Errorf("check says %q", out)
	}
	return what
}

// write creates operations for ever, 16 at a time, and prints the id of each
// once that is durable.
func write(folder string) error {
	s, err := bolt.Open(folder, options)
	if err != nil {
		return err
	}
	return writeTo(s)
}

// writeSlowly is write on a disk whose commits take long.
func writeSlowly(folder string) error {
	o := bolt.Committing(func(tx *bbolt.Tx) error {
		<-time.After(20 * time.Millisecond)
		return tx.Commit()
	})
	o.Key = options.Key
	s, err := bolt.Open(folder, o)
	if err != nil {
		return err
	}
	return writeTo(s.Slow())
}

func writeTo(s *bolt.Store) error {
	for range 16 {
		go func() {
			for {
				now := time.Now()
				op := engine.Operation{ID: engine.OperationID(engine.NewID(now)), Processing: "p", Created: now, Event: engine.Event{Key: now.String(), Data: json.RawMessage(`{"a":1}`)}}
				if _, _, err := s.CreateOperation(context.Background(), "main", op, engine.Step{Key: "x", Seq: 1, Output: op.Event.Data}); err != nil {
					os.Exit(1)
				}
				os.Stdout.WriteString(string(op.ID) + "\n")
			}
		}()
	}
	select {}
}

// start opens a store and says so.
func start(folder string) error {
	s, err := bolt.Open(folder, options)
	if err != nil {
		return err
	}
	fmt.Println("open")
	return s.Close()
}

func TestWhatWasAcknowledgedSurvivesKill(t *testing.T) {
	for _, role := range []string{"write", "write slowly"} {
		t.Run(role, func(t *testing.T) { survivesKill(t, role) })
	}
}

func survivesKill(t *testing.T, role string) {
	t.Helper()
	folder := t.TempDir()
	acked := 0
	for round := range 10 {
		ids := writeUntilKilled(t, role, folder, 30+20*round)
		s, err := bolt.Open(folder, options)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			op, err := s.Operation(t.Context(), "main", engine.OperationID(id))
			if err != nil || op.State != engine.Queued || op.Event.Data == nil {
				t.Fatalf("operation %s of round %d: %+v, %v", id, round, op, err)
			}
			if steps, err := s.Steps(t.Context(), "main", op.ID); err != nil || len(steps) != 1 {
				t.Fatalf("steps %+v, %v", steps, err)
			}
		}
		acked += len(ids)
		if n, err := s.CountUnfinished(t.Context(), "main", "p"); err != nil || n < acked {
			t.Fatalf("%d unfinished of %d acknowledged, %v", n, acked, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if what := checked(t, folder+"/stanok.db"); what != "" {
		t.Error(what)
	}
	t.Logf("%d acknowledged", acked)
}

// writeUntilKilled lets a child write until it has acknowledged so many, kills
// it, and returns all it acknowledged.
func writeUntilKilled(t *testing.T, role, folder string, many int) (ids []string) {
	t.Helper()
	cmd := child(role, folder)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		ids = append(ids, lines.Text())
		if len(ids) == many {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	if len(ids) < many {
		t.Fatalf("the child acknowledged %q and went", ids)
	}
	if last := ids[len(ids)-1]; len(last) < len(ids[0]) {
		ids = ids[:len(ids)-1] // cut off while it was printed
	}
	return ids
}

func TestAFirstStartThatIsKilledLeavesNothingInTheWay(t *testing.T) {
	for _, after := range []time.Duration{0, time.Millisecond, 3 * time.Millisecond, 6 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond} {
		folder := t.TempDir()
		ctx, cancel := context.WithTimeout(t.Context(), after)
		cmd := exec.CommandContext(ctx, os.Args[0], folder)
		cmd.Env = append(os.Environ(), roleVar+"=start")
		_ = cmd.Run()
		cancel()
		open(t, folder)
	}
	folder := t.TempDir()
	for _, junk := range [][]byte{nil, []byte("half a file"), bytes.Repeat([]byte{0}, 64<<10)} {
		if err := os.WriteFile(folder+"/stanok.db.new", junk, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open(t, folder)
}
