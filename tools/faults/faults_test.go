package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestARecordingSaysWhatWasWrittenAndWhenItWasDurable(t *testing.T) {
	path, other := inHex("/d/stanok.db"), inHex("/d/stanok.db.new")
	log := "7 100.000001 ftruncate(5<" + path + ">, 16) = 0 <0.1>\n" +
		"7 100.000002 pwrite64(5<" + path + `>, "\x61\x62", 2, 8) = 2 <0.1>` + "\n" +
		"7 100.000002 pwrite64(9<" + inHex("/d/stanok.journal") + `>, "\x61", 1, 0) = 1 <0.1>` + "\n" +
		"7 100.000003 pwrite64(6<" + other + `>, "\x61\x62", 2, 8) = 2 <0.1>` + "\n" +
		"8 100.000004 pwrite64(5<" + path + `>, "\x63", 1, 0 <unfinished ...>` + "\n" +
		"7 100.000005 fdatasync(5<" + path + "> <unfinished ...>\n" +
		"8 100.000006 <... pwrite64 resumed>) = 1 <0.1>\n" +
		"7 100.000007 <... fdatasync resumed>) = 0 <0.000002>\n" +
		"7 100.000008 fdatasync(5<" + path + ">) = -1 EIO (Input/output error) <0.1>\n" +
		"7 101.000000 fdatasync(5<" + path + ">) = 0 <0.500000>\n" +
		"7 102.000000 fallocate(5<" + path + ">, FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE, 8, 1) = 0 <0.1>\n" +
		"7 103.000000 +++ killed by SIGKILL +++\n"
	file := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(file, []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	journaled := 0
	changes, err := readRecording(file, "/d", kept...)
	if err != nil {
		t.Fatal(err)
	}
	changes = slices.DeleteFunc(changes, func(c change) bool {
		if c.file == "stanok.journal" {
			journaled++
		}
		return c.file == "stanok.journal"
	})
	var kinds []kind
	for _, c := range changes {
		kinds = append(kinds, c.kind)
	}
	if journaled != 1 {
		t.Errorf("%d changes of the journal", journaled)
	}
	if want := []kind{resizes, writes, writes, syncs, syncs, frees}; !slices.Equal(kinds, want) {
		t.Fatalf("read %v, want %v", kinds, want)
	}
	if got := changes[4].at.UnixMilli(); got != 101_500 {
		t.Errorf("the last sync ended at %d ms", got)
	}
	want := append(append([]byte("c"), make([]byte, 8)...), 'b', 0, 0, 0, 0, 0, 0)
	if got := applied(nil, changes, whole); !bytes.Equal(got, want) {
		t.Errorf("the file is %q, want %q", got, want)
	}
	if got := applied([]byte("old"), changes, none0); string(got) != "old" {
		t.Errorf("without what was not synced the file is %q", got)
	}
}

func TestALineOfARecordingThatIsNotUnderstoodIsAnError(t *testing.T) {
	path := inHex("/d/stanok.db")
	for _, line := range []string{
		"7 100.000001 pwrite64(5<" + path + `>, "\x61"..., 2, 8) = 2 <0.1>`,
		"7 100.000001 fallocate(5<" + path + ">, 0, 8, 1) = 0 <0.1>",
		"7 soon pwrite64(5<" + path + `>, "\x61", 1, 8) = 1 <0.1>`,
	} {
		file := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(file, []byte(line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if changes, err := readRecording(file, "/d", kept...); err == nil {
			t.Errorf("%q was read as %+v", line, changes)
		}
	}
}

func TestATornWriteKeepsOnlyWholeParts(t *testing.T) {
	c := change{kind: writes, offset: 0, length: 1024, data: bytes.Repeat([]byte("n"), 1024)}
	seen := map[string]bool{}
	for range 200 {
		got := string(applied(bytes.Repeat([]byte("o"), 1024), []change{c}, 512))
		seen[got[:1]+got[511:513]+got[1023:]] = true
	}
	for kept := range seen {
		if kept != "oooo" && kept != "nnoo" && kept != "oonn" && kept != "nnnn" {
			t.Errorf("a part is torn: %q", kept)
		}
	}
	if len(seen) != 4 {
		t.Errorf("of 4 tears %d were made", len(seen))
	}
}

func TestWhatCannotBeTriedIsNotOK(t *testing.T) {
	cases := []struct {
		trial trial
		err   error
		want  string
	}{
		{trial{figures: []figure{{true, ""}}}, nil, "ok"},
		{trial{figures: []figure{{true, ""}, {false, ""}}}, nil, "FAIL"},
		{trial{figures: []figure{{true, ""}}}, errors.New("broken"), "FAIL"},
		{trial{}, nil, "FAIL"},
		{trial{}, errNeedsRoot, "needs root"},
	}
	for _, c := range cases {
		if got := c.trial.verdict(c.err); got != c.want {
			t.Errorf("%+v, %v: %s, want %s", c.trial, c.err, got, c.want)
		}
	}
}

func TestFaultsAreChosenByTheirNumber(t *testing.T) {
	if chosen, err := choose("F18, F4", false); err != nil || len(chosen) != 2 || chosen[0].id != "F18" {
		t.Errorf("%v, %v", chosen, err)
	}
	if _, err := choose("F4,F99", false); err == nil {
		t.Error("F99 was chosen")
	}
	short, _ := choose("", true)
	whole, _ := choose("", false)
	if len(short) == 0 || len(short) >= len(whole) {
		t.Errorf("%d faults in a short run, %d in a whole one", len(short), len(whole))
	}
}

func TestLostAreAcceptedEventsWithoutTheirOperation(t *testing.T) {
	answers := []answer{{n: 1, status: 200, operation: "a"}, {n: 2, status: 200, operation: "b"}, {n: 3, status: 503}}
	if wrong := lost(answers, map[string]string{"a": "succeeded"}); len(wrong) != 1 || wrong[0].n != 2 {
		t.Errorf("lost are %+v", wrong)
	}
}
