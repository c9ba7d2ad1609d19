package rehearse_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/rehearse"
)

// folderVar names the folder whose draft a child of the test program rehearses,
// in a network of its own that has no way out.
const folderVar = "STANOK_REHEARSE_TEST_FOLDER"

func TestMain(m *testing.M) {
	folder := os.Getenv(folderVar)
	if folder == "" {
		os.Exit(m.Run())
	}
	if err := inside(folder, os.Args[1]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// told is what a child found.
type told struct {
	Alone   bool // nothing could be dialled
	Asked   int64
	Totals  map[rehearse.Verdict]int
	Differs []engine.OperationID
	Paths   []string
}

// inside is what the child does: it rehearses the draft, with all that would send
// at hand, and looks whether there is a way out: even to itself there is none.
func inside(folder, address string) error {
	found := told{}
	c, err := net.DialTimeout("tcp", address, 5*time.Second)
	if found.Alone = err != nil; !found.Alone {
		_ = c.Close()
	}
	w := open(noTest{}, folder)
	all, err := w.store.ListProcessings(context.Background(), ws)
	if err != nil {
		return err
	}
	r, err := rehearse.Desk{Engine: w.engine, Store: w.store, Clock: engine.SystemClock{}}.New(context.Background(), ws, all[0], rehearse.Most)
	if err != nil {
		return err
	}
	if err := r.Run(context.Background()); err != nil {
		return err
	}
	rep := r.Report()
	found.Asked, found.Totals = w.asked.Load(), rep.Totals
	for _, one := range rep.Results {
		if one.Verdict == rehearse.Differs {
			found.Differs = append(found.Differs, one.Operation)
			for _, d := range one.Found {
				found.Paths = append(found.Paths, string(d.Node)+" "+d.Path)
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

// noTest stands for the test in the child.
type noTest struct{ testing.TB }

func (noTest) Helper()           {}
func (noTest) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

func TestTwoHundredOperationsAreRehearsedWithNoWayOut(t *testing.T) {
	s := crm(t)
	folder := t.TempDir()
	w := open(t, folder)
	stop := w.run()
	p := w.start("Lead", strings.ReplaceAll(lead, "ORIGIN", s.URL))
	var events []string
	var used []engine.OperationID
	for i := range 200 {
		event := fmt.Sprintf(`{"id": %d}`, i)
		if i%7 == 3 {
			event = fmt.Sprintf(`{"id": %d, "budget": %d}`, i, 1000+i)
		}
		events = append(events, event)
	}
	for i, op := range w.send(p, events...) {
		if op.State != engine.Succeeded {
			t.Fatalf("%s %+v", op.State, op.Failure)
		}
		if i%7 == 3 {
			used = append(used, op.ID)
		}
	}
	w.change(p, `\"budget\": {{ optional(source.json.budget) }}, `, ``)
	stop()
	w.need(w.store.Close())
	found, alone := child(t, folder, s.Listener.Addr().String())
	slices.Sort(used)
	slices.Sort(found.Differs)
	if !slices.Equal(used, found.Differs) || found.Totals[rehearse.Same] != 200-len(used) || len(found.Paths) != len(used) {
		t.Errorf("%v, %d differ and %d used what was removed", found.Totals, len(found.Differs), len(used))
	}
	for _, path := range found.Paths {
		if path != `send ["body"]["budget"]` {
			t.Errorf("differs at %s", path)
		}
	}
	if found.Alone != alone || found.Asked != 0 {
		t.Errorf("alone %v, %d requests", found.Alone, found.Asked)
	}
	t.Logf("%v in a network without a way out: %v", found.Totals, found.Alone)
}

// child rehearses the draft of a folder in a network of its own. Where the system
// grants none it is the child's own: that nothing was sent is then seen by what
// would have sent it.
func child(t *testing.T, folder, address string) (found told, alone bool) {
	t.Helper()
	run := func(attr *syscall.SysProcAttr) ([]byte, error) {
		cmd := exec.CommandContext(t.Context(), os.Args[0], address)
		cmd.Env = append(os.Environ(), folderVar+"="+folder)
		cmd.SysProcAttr = attr
		return cmd.CombinedOutput()
	}
	out, err := run(&syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	})
	alone = true
	if _, ran := err.(*exec.ExitError); err != nil && !ran {
		t.Logf("no network to be had: %v", err)
		alone = false
		out, err = run(nil)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return found, alone
}
