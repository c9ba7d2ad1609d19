package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// clocks runs the tests of time, which need a clock of their own.
func clocks(ctx context.Context, t *trial) error {
	t.did("the program's own tests with a clock that is set an hour and ten years back, a day on, and steered; changes of clocks; missed ticks")
	return t.tests(ctx, "Tick|Cron|SummerTime|LeapYear|Clock|Schedule|Timetable", "./engine", "./sources")
}

// tests runs tests of the program and sees that all that ran passed.
func (t *trial) tests(ctx context.Context, pattern string, packages ...string) error {
	args := append([]string{"test", "-count=1", "-v", "-run", pattern}, packages...)
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = t.source
	out, err := c.CombinedOutput()
	passed := 0
	var failed []string
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "--- PASS: "):
			passed++
		case strings.HasPrefix(line, "--- FAIL: "):
			failed = append(failed, line)
		}
	}
	if err != nil && len(failed) == 0 {
		return fmt.Errorf("running the tests: %w: %.500s", err, out)
	}
	none(t, failed, "of %d tests failed (0)", passed+len(failed))
	t.see(passed > 0, "%d passed (some)", passed)
	return nil
}
