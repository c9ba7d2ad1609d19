package bolt

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"stanok/engine"
)

// holdName is the file that is locked while a process uses the folder. It holds
// that process's id, and is never removed.
const holdName = "stanok.pid"

// How long another process has to let go of the folder, and how often it is
// asked.
const (
	holdPatience = time.Second
	holdPause    = 50 * time.Millisecond
)

// hold is the right to use a data folder.
type hold struct{ file *os.File }

// take waits a moment for the folder. It fails with code "storage.busy", whose
// pid names who has it.
func take(folder string) (*hold, error) {
	f, err := os.OpenFile(filepath.Join(folder, holdName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, unusable(folder, err)
	}
	for tries := holdPatience / holdPause; ; tries-- {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return &hold{f}, sign(f)
		case !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR):
			return nil, errors.Join(unusable(folder, err), f.Close())
		case tries <= 0:
			return nil, errors.Join(busy(folder, f), f.Close())
		}
		<-time.After(holdPause)
	}
}

// sign writes down who holds the folder.
func sign(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("writing %s: %w", f.Name(), err)
	}
	if _, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return fmt.Errorf("writing %s: %w", f.Name(), err)
	}
	return nil
}

// release lets the next process in.
func (h *hold) release() { _ = h.file.Close() }

func busy(folder string, f *os.File) error {
	pid, _ := io.ReadAll(io.NewSectionReader(f, 0, 20))
	return &engine.Error{
		Kind: engine.Unavailable, Code: "storage.busy",
		Args: map[string]string{"folder": folder, "pid": strings.TrimSpace(string(pid))},
	}
}

// unusable is the error of a folder or file that cannot be used as it is.
func unusable(path string, err error) error {
	return &engine.Error{Kind: engine.Invalid, Code: "storage.unusable", Args: map[string]string{"file": path, "finding": err.Error()}, Err: err}
}
