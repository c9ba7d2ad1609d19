package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// formats is where a file of each format that was ever released lies, and relicKey
// a byte of the key of each.
const (
	formats  = "store/bolt/testdata/formats"
	relicKey = 7
	keySize  = 32
)

// upgrade has the program open a file of the first format, cuts the power and kills
// it while it brings the file to its own, and runs the tests of all formats.
func upgrade(ctx context.Context, t *trial) error {
	old, err := os.ReadFile(filepath.Join(t.source, formats, "1.db"))
	if err != nil {
		return err
	}
	images, kills := t.size(500, 20), t.size(100, 5)
	t.did("a file of format 1: %d images of when the power goes while it is brought to the newest, %d kills -9; the program's own tests with a file of each format", images, kills)
	u := &upgrading{trial: t, old: old}
	if u.truth, err = records(filepath.Join(t.source, formats, "1.db")); err != nil {
		return err
	}
	t.see(len(u.truth) > 0, "%d records in the file (some)", len(u.truth))
	if err := u.cutOff(ctx, images); err != nil {
		return err
	}
	if err := u.killed(ctx, kills); err != nil {
		return err
	}
	return t.tests(ctx, "Format|Migration|NewerVersion", "./store/bolt", "./cmd/stanok")
}

// upgrading is the bringing of an old file to the newest format.
type upgrading struct {
	*trial
	old   []byte
	truth map[string][32]byte // what is in the file, by what it is of
}

// folder makes a data folder with the old file.
func (u *upgrading) folder(name string) (string, error) {
	folder := filepath.Join(u.home, name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	return folder, errors.Join(
		os.WriteFile(filepath.Join(folder, "stanok.db"), u.old, 0o600),
		os.WriteFile(filepath.Join(folder, "secret.key"), []byte(strings.Repeat(fmt.Sprintf("%02x", relicKey), keySize)+"\n"), 0o600),
	)
}

// opens is a command of the program that opens the data of a folder as any start
// does, and works nothing.
func (u *upgrading) opens(ctx context.Context, folder string, before ...string) *exec.Cmd {
	line := append(before, u.bin, "token", "create", "--data", folder)
	return exec.CommandContext(ctx, line[0], line[1:]...)
}

// differs opens the data of a folder and says what is wrong with it then.
func (u *upgrading) differs(ctx context.Context, folder string) string {
	check := exec.CommandContext(ctx, u.bin, "check", "--data", folder)
	for _, c := range []*exec.Cmd{u.opens(ctx, folder), check} {
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Sprintf("%s: %v: %.200s", c.Args[1], err, out)
		}
	}
	is, err := records(filepath.Join(folder, "stanok.db"))
	if err != nil {
		return err.Error()
	}
	for what, sum := range u.truth {
		if is[what] != sum {
			return what + " is another"
		}
	}
	return ""
}

// cutOff records the opening of the old file, and opens images of what was written,
// as they are when the power goes.
func (u *upgrading) cutOff(ctx context.Context, count int) error {
	folder, err := u.folder("recorded")
	if err != nil {
		return err
	}
	log := filepath.Join(u.home, "recording")
	if out, err := u.opens(ctx, folder, recorder(log, 0)...).CombinedOutput(); err != nil {
		return fmt.Errorf("opening under the recorder: %w: %s", err, out)
	}
	pause(ctx, time.Second) // the recorder writes its last lines
	changes, err := readRecording(log, folder, "stanok.db")
	if err != nil {
		return err
	}
	if len(changes) == 0 {
		return errors.New("nothing was recorded")
	}
	l, made := &loss{base: map[string][]byte{"stanok.db": u.old}, changes: changes}, make(chan image)
	go func() { defer close(made); l.images(ctx, count, made) }()
	var wrong []string
	seen := map[[32]byte]bool{}
	for im := range made {
		sum := sha256.Sum256(im.files["stanok.db"])
		if seen[sum] {
			continue
		}
		seen[sum] = true
		folder, err := u.folder("image")
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, "stanok.db"), im.files["stanok.db"], 0o600)
		}
		if err != nil {
			return err
		}
		if fault := u.differs(ctx, folder); fault != "" {
			wrong = append(wrong, im.name+": "+fault)
		}
	}
	none(u.trial, wrong, "of %d images of %d calls, %d of them different, not opened or with something else in them (0)", count, len(changes), len(seen))
	return nil
}

// killed kills programs while they bring the old file to the newest format. The
// file as it was has to lie beside it then, whole.
func (u *upgrading) killed(ctx context.Context, count int) error {
	var wrong []string
	for i := range count {
		folder, err := u.folder(fmt.Sprint("killed", i))
		if err != nil {
			return err
		}
		c := u.opens(ctx, folder)
		if err := c.Start(); err != nil {
			return err
		}
		pause(ctx, rand.N(60*time.Millisecond))
		_ = c.Process.Kill() // it may have ended by itself
		_ = c.Wait()
		if fault := u.differs(ctx, folder); fault != "" {
			wrong = append(wrong, fault)
		}
		before := filepath.Join(folder, "stanok.db.before-2")
		if err := os.Rename(before, filepath.Join(folder, "stanok.db")); err != nil {
			wrong = append(wrong, err.Error())
		} else if fault := u.differs(ctx, folder); fault != "" {
			wrong = append(wrong, "the file as it was: "+fault)
		}
	}
	none(u.trial, wrong, "of %d killed not opened again, with something else in them, or without the file as it was (0)", count)
	return nil
}

// records are the checksums of all that is in a data file, by where it lies, but for
// what the file says of itself. The step from format 1 to 2 leaves each as it is.
func records(path string) (all map[string][32]byte, err error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	all = map[string][32]byte{}
	return all, db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			if string(name) == "meta" {
				return nil
			}
			return b.ForEach(func(k, v []byte) error {
				all[fmt.Sprintf("%s/%q", name, k)] = sha256.Sum256(v)
				return nil
			})
		})
	})
}
