package main

import (
	"archive/zip"
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// copying writes a whole store to w.
type copying func(ctx context.Context, w io.Writer) error

// backup copies the data of a running server, if STANOK_URL names one, or else
// of a data folder.
func backup(p program, args []string) int {
	withKey := false
	s, rest, err := p.readSettings("backup", args, func(fs *flag.FlagSet) {
		fs.BoolVar(&withKey, "with-key", false, "put the key into the backup, without which nobody can read it")
	})
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 {
		return p.misused("backup", nil)
	}
	source := folderSource(s)
	if p.env("STANOK_URL") != "" {
		c, err := p.client()
		if err != nil {
			return p.misused("backup", err)
		}
		source = c.backupTo
	}
	key := ""
	if withKey {
		key = s.keyPath()
	}
	ctx, _, done := signals()
	defer done()
	n, err := writeBackup(ctx, rest[0], source, key)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.out, "%s: %d bytes\n", rest[0], n)
	return exitDone
}

// writeBackup writes a backup that is whole or not there, and returns its size.
func writeBackup(ctx context.Context, path string, source copying, key string) (size int64, err error) {
	return wholeFile(path, func(f *os.File) error { return pack(ctx, f, source, key) })
}

// pack writes a backup, which `restore` takes: with the key in the file of that
// name, unless the name is empty.
func pack(ctx context.Context, to io.Writer, source copying, key string) error {
	z := zip.NewWriter(to)
	if key != "" {
		if err := addKey(z, key); err != nil {
			return err
		}
	}
	w, err := z.Create(storeFile)
	if err != nil {
		return err
	}
	if err := source(ctx, w); err != nil {
		return err
	}
	return z.Close()
}

func addKey(z *zip.Writer, path string) error {
	key, err := readKey(path)
	if err != nil {
		return err
	}
	w, err := z.Create(keyFile)
	if err == nil {
		_, err = fmt.Fprintln(w, hex.EncodeToString(key))
	}
	return err
}

// folderSource copies out of a data folder that no server has open.
func folderSource(s settings) copying {
	return func(ctx context.Context, w io.Writer) error {
		if _, err := os.Stat(filepath.Join(s.data, storeFile)); err != nil {
			return fmt.Errorf("there is no data in %s: %w", s.data, err)
		}
		store, _, err := openStore(ctx, s, nil)
		if err != nil {
			return err
		}
		return errors.Join(store.Backup(ctx, w), store.Close())
	}
}

// backupTo copies out of the backup that the running server makes.
func (c client) backupTo(ctx context.Context, w io.Writer) (err error) {
	f, err := os.CreateTemp("", "stanok-*.zip")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := os.Remove(f.Name()); err != nil { // nothing is left of it, however this process ends
		return err
	}
	answer, err := c.out.Download(ctx, c.request("GET", "/backup", "", "", nil), f)
	if err != nil {
		return err
	}
	if err := decodeAnswer(answer.Status, answer.Body, nil); err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	z, err := zip.NewReader(f, size)
	if err != nil {
		return fmt.Errorf("the server sent no whole backup: %w", err)
	}
	r, err := z.Open(storeFile)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return errors.Join(err, r.Close())
}

// wholeFile makes a file that is whole or not there, overwrites nothing, and
// returns its size.
func wholeFile(path string, write func(*os.File) error) (size int64, err error) {
	if _, err := os.Lstat(path); err == nil {
		return 0, fmt.Errorf("%s exists already, and nothing is overwritten", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".stanok-*")
	if err != nil {
		return 0, err
	}
	err = write(f)
	size, seekErr := f.Seek(0, io.SeekCurrent)
	if err = errors.Join(err, seekErr, f.Sync(), f.Close()); err == nil {
		err = os.Link(f.Name(), path) // fails if somebody else has made one meanwhile
	}
	if err = errors.Join(err, os.Remove(f.Name())); err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	return size, err
}
