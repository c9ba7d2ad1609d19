package main

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// kind is what a call did to the file.
type kind int

const (
	writes  kind = iota
	syncs        // that ended well
	resizes      // to length
	frees        // length bytes at offset: they read as zeroes then
)

// change is one call that changed a file, or made its changes durable.
type change struct {
	file   string // its name
	kind   kind
	at     time.Time // it began; a sync: it ended
	offset int64
	length int64
	data   []byte
}

// recorder is the command line that has a program's changes to files recorded in
// a log, and each of its syncs take longer.
func recorder(log string, slower time.Duration) []string {
	return []string{"strace", "-D", "-f", "-q", "-y", "-xx", "-ttt", "-T", "-s", "100000000", "-e", "trace=pwrite64,fdatasync,fsync,ftruncate,fallocate", "-e", fmt.Sprintf("inject=fdatasync,fsync:delay_enter=%d", slower.Microseconds()), "-e", "signal=!urg", "-o", log}
}

// readRecording reads what a program did to files of a folder.
func readRecording(log, folder string, names ...string) (changes []change, err error) {
	file, err := os.Open(log)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := reading{names: map[string]string{}, begun: map[string]begun{}}
	for _, name := range names {
		r.names[inHex(filepath.Join(folder, name))] = name
	}
	for lines := bufio.NewReaderSize(file, 1<<20); ; {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return r.changes, nil // a line without end is of a call that never ended
		}
		if err != nil {
			return nil, err
		}
		if err := r.line(strings.TrimSuffix(line, "\n")); err != nil {
			return nil, fmt.Errorf("reading the line %.200q: %w", line, err)
		}
	}
}

// inHex writes a text as strace does.
func inHex(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&b, `\x%02x`, c)
	}
	return b.String()
}

// reading is the reading of a log.
type reading struct {
	names   map[string]string // by path as strace writes it
	begun   map[string]begun  // thread -> its sync under way
	changes []change
}

// begun is a sync that has begun.
type begun struct{ file, call string }

// line reads "THREAD TIME CALL". A call is a change when it begins, but a sync
// counts once it has ended.
func (r *reading) line(line string) error {
	thread, rest, _ := strings.Cut(line, " ")
	stamp, call, ok := strings.Cut(strings.TrimLeft(rest, " "), " ")
	if !ok {
		return nil
	}
	at, err := instant(stamp)
	if err != nil {
		return err
	}
	if strings.HasPrefix(call, "<...") {
		if began, ok := r.begun[thread]; ok && strings.Contains(call, "sync resumed") && strings.Contains(call, " = 0") {
			delete(r.begun, thread)
			r.synced(began, at, call)
		}
		return nil
	}
	name, args, ok := strings.Cut(call, "(")
	_, path, _ := strings.Cut(args, "<")
	path, _, _ = strings.Cut(path, ">")
	file, known := r.names[path]
	if !ok || !known {
		return nil // of another file, or no call
	}
	if strings.HasSuffix(name, "sync") {
		if strings.HasSuffix(call, "<unfinished ...>") {
			r.begun[thread] = begun{file, call}
		} else if strings.Contains(call, " = 0") {
			r.synced(begun{file, call}, at, call)
		}
		return nil
	}
	c, err := readChange(name, strings.TrimPrefix(args[strings.Index(args, ">")+1:], ", "))
	c.at, c.file = at, file
	r.changes = append(r.changes, c)
	return err
}

// synced notes the end of a sync; it took the time in <> at the end, if the line
// is of its beginning.
func (r *reading) synced(began begun, at time.Time, ended string) {
	if began.call == ended {
		took := ended[strings.LastIndex(ended, "<")+1:]
		if d, err := time.ParseDuration(strings.TrimSuffix(took, ">") + "s"); err == nil {
			at = at.Add(d)
		}
	}
	r.changes = append(r.changes, change{file: began.file, kind: syncs, at: at})
}

// readChange reads the arguments after the file.
func readChange(name, args string) (c change, err error) {
	args, _, _ = strings.Cut(args, ")")
	args = strings.TrimSuffix(args, " <unfinished ...>")
	part := strings.Split(args, ", ")
	number := func(i int) int64 {
		n, wrong := strconv.ParseInt(part[min(i, len(part)-1)], 10, 64)
		err = errors.Join(err, wrong)
		return n
	}
	switch name {
	case "pwrite64":
		c.kind, c.length, c.offset = writes, number(1), number(2)
		text := strings.ReplaceAll(strings.Trim(part[0], `"`), `\x`, "")
		data, wrong := hex.DecodeString(text)
		if c.data = data; wrong == nil && int64(len(data)) != c.length {
			wrong = fmt.Errorf("%d of %d bytes are recorded", len(data), c.length)
		}
		err = errors.Join(err, wrong)
	case "ftruncate":
		c.kind, c.length = resizes, number(0)
	case "fallocate":
		c.kind, c.offset, c.length = frees, number(1), number(2)
		if !strings.Contains(part[0], "PUNCH_HOLE") {
			err = errors.Join(err, fmt.Errorf("%s is unknown", part[0]))
		}
	default:
		err = fmt.Errorf("%s is unknown", name)
	}
	return c, err
}

func instant(text string) (time.Time, error) {
	seconds, micros, _ := strings.Cut(text, ".")
	s, wrong := strconv.ParseInt(seconds, 10, 64)
	us, more := strconv.ParseInt(micros, 10, 64)
	return time.Unix(s, us*1000), errors.Join(wrong, more)
}
