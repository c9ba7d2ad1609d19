package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
	"stanok/ui/upkeep"
)

// Names in the data folder, beside the store's file.
const (
	checkedFile  = storeFile + ".checked"  // a copy that is looked at
	uploadedFile = storeFile + ".uploaded" // a backup that was sent, before it was looked at
	restoreFile  = storeFile + ".restore"  // data that take the place of the store's at the next start
	keptFile     = storeFile + ".before-restore-"
)

// keeper looks after the data of a running server for its pages.
type keeper struct {
	settings
	store *bolt.Store
}

// Check looks for damage in a copy of the data as they are now.
func (k keeper) Check(ctx context.Context, tell upkeep.Tell) error {
	room, err := k.store.Room()
	if err != nil {
		return err
	}
	path := filepath.Join(k.data, checkedFile)
	defer func() { _ = os.Remove(path) }()
	if err := k.hasRoom(room.File); err != nil {
		return err
	}
	err = written(path, func(f *os.File) error {
		return k.store.Backup(ctx, told(f, func(n int64) { tell(upkeep.Copying, float64(n)/float64(max(1, room.File))) }))
	})
	if err != nil {
		return err
	}
	tell(upkeep.Checking, 0)
	return k.verify(ctx, path)
}

// Upload keeps a backup that is sent, until Restore looks at it.
func (k keeper) Upload(r io.Reader, size int64) error {
	if err := k.hasRoom(3 * size); err != nil { // itself, what is in it, and some more
		return err
	}
	return written(filepath.Join(k.data, uploadedFile), func(f *os.File) error {
		_, err := io.Copy(f, r)
		return err
	})
}

// Restore looks at what was uploaded. If it is sound, it takes the place of the
// data at the next start.
func (k keeper) Restore(ctx context.Context, tell upkeep.Tell) error {
	uploaded, fresh := filepath.Join(k.data, uploadedFile), filepath.Join(k.data, checkedFile)
	defer func() { _ = errors.Join(os.Remove(uploaded), os.Remove(fresh)) }() // the latter is gone if all went well
	z, err := zip.OpenReader(uploaded)
	if err != nil {
		return &engine.Error{Kind: engine.Invalid, Code: "backup.foreign", Err: err}
	}
	defer func() { _ = z.Close() }()
	r, err := z.Open(storeFile)
	if err != nil {
		return &engine.Error{Kind: engine.Invalid, Code: "backup.foreign", Err: err}
	}
	defer func() { _ = r.Close() }()
	size := int64(1)
	if info, err := r.Stat(); err == nil {
		size = max(1, info.Size())
	}
	if err := k.hasRoom(size); err != nil {
		return err
	}
	err = written(fresh, func(f *os.File) error {
		_, err := io.Copy(told(f, func(n int64) { tell(upkeep.Unpacking, float64(n)/float64(size)) }), packed{ctx, r})
		return err
	})
	if err != nil {
		return err
	}
	tell(upkeep.Checking, 0)
	if err := k.verify(ctx, fresh); err != nil {
		return err
	}
	if err := os.Rename(fresh, filepath.Join(k.data, restoreFile)); err != nil {
		return err
	}
	return syncFolder(k.data)
}

// Waiting reports whether data wait to take the place of these, and since when.
func (k keeper) Waiting() (since time.Time, ok bool) {
	info, err := os.Stat(filepath.Join(k.data, restoreFile))
	if err != nil {
		return time.Time{}, false
	}
	return info.ModTime(), true
}

// Withdraw has them not do so.
func (k keeper) Withdraw() error {
	err := os.Remove(filepath.Join(k.data, restoreFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// hasRoom fails if the disk has no room for so many bytes beside what must stay
// free.
func (k keeper) hasRoom(bytes int64) error {
	const spare = 512 << 20
	var s syscall.Statfs_t
	if err := syscall.Statfs(k.data, &s); err != nil {
		return err
	}
	if free := int64(s.Bavail) * int64(s.Bsize); free < bytes+min(spare, int64(s.Blocks)*int64(s.Bsize)/10) {
		return &engine.Error{Kind: engine.Unavailable, Code: "backup.room"}
	}
	return nil
}

// verify looks for damage in a file that nobody uses, in a process of its own:
// a damaged file may kill whoever reads it.
func (k keeper) verify(ctx context.Context, path string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	child := exec.CommandContext(ctx, self, "check", "--data", k.data, "--secret-key-file", k.keyPath())
	child.Env = append(os.Environ(), childCheck+"="+path, "LC_ALL=C")
	said, err := child.CombinedOutput()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case !errors.As(err, &ended):
		return err
	}
	finding := &engine.Error{Kind: engine.Invalid, Code: "storage.damaged", Err: fmt.Errorf("%s", strings.TrimSpace(string(said)))}
	switch ended.ExitCode() {
	case exitNewer:
		finding.Code = "backup.newer"
	case exitSealed:
		finding.Code = "backup.sealed"
	}
	return finding
}

// written makes a file, which replaces one that was left behind.
func written(path string, write func(*os.File) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// told is a writer that says how much it has written.
func told(w io.Writer, say func(n int64)) io.Writer { return &teller{w: w, say: say} }

type teller struct {
	w   io.Writer
	n   int64
	say func(int64)
}

func (t *teller) Write(b []byte) (int, error) {
	n, err := t.w.Write(b)
	t.n += int64(n)
	t.say(t.n)
	return n, err
}

// packed reads a file of a backup until ctx ends. What cannot be read is no backup.
type packed struct {
	ctx context.Context
	r   io.Reader
}

func (p packed) Read(b []byte) (int, error) {
	if p.ctx.Err() != nil {
		return 0, context.Cause(p.ctx)
	}
	n, err := p.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &engine.Error{Kind: engine.Invalid, Code: "backup.foreign", Err: err}
	}
	return n, err
}

// takeRestored puts data that were restored from a page in the place of those
// there are, which are kept. The folder is this process's already. A crash between
// the two names is made good at the next start.
func takeRestored(folder string, now time.Time) error {
	fresh, path := filepath.Join(folder, restoreFile), filepath.Join(folder, storeFile)
	for _, left := range []string{checkedFile, uploadedFile} {
		if err := os.Remove(filepath.Join(folder, left)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if _, err := os.Stat(fresh); errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	kept := filepath.Join(folder, keptFile+now.UTC().Format("20060102-150405"))
	for from, to := range map[string]string{path: kept, filepath.Join(folder, journalFile): kept + ".journal"} {
		if err := os.Rename(from, to); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	return syncFolder(folder)
}
