package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// syncCall is one sync of a file, as strace saw it.
type syncCall struct {
	file   string
	ended  time.Time
	failed bool
}

// trace is the order to strace a program's syncs into a file. The program stays
// our own child, with its own exit code (-D).
type trace struct{ log string }

// wrapper is the command to put before the program's. With nth above 0 the n-th
// sync of each thread fails.
func (t trace) wrapper(nth int) []string {
	command := []string{"strace", "-D", "-f", "-q", "-y", "-ttt", "-T", "-s", "0", "-e", "trace=fsync,fdatasync", "-e", "signal=!urg", "-o", t.log}
	if nth > 0 {
		command = append(command, "-e", fmt.Sprintf("inject=fsync,fdatasync:error=EIO:when=%d", nth))
	}
	return command
}

// canTrace says why programs cannot be traced here, if they cannot.
func canTrace() error {
	out, err := exec.Command("strace", "-D", "-f", "-o", os.DevNull, "-e", "inject=fsync:error=EIO", "true").CombinedOutput()
	if err != nil {
		return fmt.Errorf("running strace: %w %s", err, out)
	}
	return nil
}

// calls reads the log of a program that has ended. The tracer writes its last
// lines a moment after that.
func (t trace) calls(pid int) ([]syncCall, error) {
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		text, err := os.ReadFile(t.log)
		if err != nil {
			return nil, err
		}
		if gone(string(text), pid) {
			return readTrace(strings.NewReader(string(text)))
		}
		if time.Now().After(end) {
			return nil, fmt.Errorf("the log of strace does not end: %.300q", text[max(0, len(text)-300):])
		}
	}
}

// gone reports whether a log says how the process ended.
func gone(log string, pid int) bool {
	return regexp.MustCompile(fmt.Sprintf(`(?m)^%d +[0-9.]+ \+\+\+ `, pid)).MatchString(log)
}

// The forms of a line: a call with its result, the beginning of one that others
// came between, and its end.
var (
	wholeLine = regexp.MustCompile(`^(\d+) +([0-9.]+) f(?:data)?sync\(\d+<(.*)>\) += (-?\d+).* <([0-9.]+)>$`)
	beginLine = regexp.MustCompile(`^(\d+) +([0-9.]+) f(?:data)?sync\(\d+<(.*)> <unfinished \.\.\.>$`)
	endLine   = regexp.MustCompile(`^(\d+) +([0-9.]+) <\.\.\. f(?:data)?sync resumed>\) += (-?\d+)`)
)

// readTrace reads the syncs that ended, in the order of the log.
func readTrace(r io.Reader) (calls []syncCall, err error) {
	begun := map[string]string{} // thread -> file
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		if m := wholeLine.FindStringSubmatch(line); m != nil {
			began, err1 := instant(m[2])
			took, err2 := time.ParseDuration(m[5] + "s")
			if err1 != nil || err2 != nil {
				return nil, fmt.Errorf("reading the line %q of a trace", line)
			}
			calls = append(calls, syncCall{m[3], began.Add(took), m[4] != "0"})
		} else if m := beginLine.FindStringSubmatch(line); m != nil {
			begun[m[1]] = m[3]
		} else if m := endLine.FindStringSubmatch(line); m != nil {
			ended, err := instant(m[2])
			if err != nil || begun[m[1]] == "" {
				return nil, fmt.Errorf("reading the line %q of a trace", line)
			}
			calls = append(calls, syncCall{begun[m[1]], ended, m[3] != "0"})
			delete(begun, m[1])
		} else if strings.Contains(line, "sync") {
			return nil, fmt.Errorf("the line %q of a trace has no known form", line)
		}
	}
	return calls, lines.Err()
}

// instant reads seconds and microseconds since 1970.
func instant(text string) (time.Time, error) {
	seconds, micros, _ := strings.Cut(text, ".")
	s, err1 := strconv.ParseInt(seconds, 10, 64)
	us, err2 := strconv.ParseInt(micros, 10, 64)
	if err1 != nil || err2 != nil || len(micros) != 6 {
		return time.Time{}, fmt.Errorf("reading the time %q", text)
	}
	return time.Unix(s, us*1000), nil
}
