package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The whole measurement at a small size: what it asks for is there, and every line
// has a figure. How long anything takes is not held to anything here.
func TestTheMeasurementRunsAtASmallSize(t *testing.T) {
	bin := os.Getenv("STANOK_BIN")
	if bin == "" {
		bin = filepath.Join(t.TempDir(), "stanok")
		build := exec.CommandContext(t.Context(), "go", "build", "-C", "../..", "-o", bin, "./cmd/stanok")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building the program: %v\n%s", err, out)
		}
	}
	o := options{bin: bin, home: t.TempDir(), operations: 2000, processings: 30, asks: 1, rounds: 1, due: 50}
	found, err := measure(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.lines) < 60 {
		t.Errorf("the table has %d lines", len(found.lines))
	}
	for _, l := range found.lines {
		if l.unit == "rows" {
			t.Errorf("%s: %g", l.name, l.value)
		}
	}
}

func TestALineOverItsBoundIsAnError(t *testing.T) {
	for _, c := range []struct {
		took   []time.Duration
		missed bool
	}{{[]time.Duration{9 * time.Millisecond, 10 * time.Millisecond}, false}, {[]time.Duration{time.Millisecond, 11 * time.Millisecond}, true}} {
		var out strings.Builder
		list := &table{}
		list.asked("list", c.took, 10*time.Millisecond)
		list.add("of no bound", 1e9, 0, "ms")
		err := list.print(&out)
		if errors.Is(err, errMissed) != c.missed || strings.Contains(out.String(), "FAIL") != c.missed {
			t.Errorf("%v: %v\n%s", c.took, err, out.String())
		}
	}
}
