package main

import (
	"archive/zip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"stanok/store/bolt"
)

// keyEntry is the name of the key in a backup that holds it.
const keyEntry = "secret.key"

// backup copies the data of a running server, if STANOK_URL names one, or else
// of a data folder.
func backup(p program, args []string) int {
	withKey := false
	s, rest, err := p.readSettings("backup", args, func(fs *flag.FlagSet) {
		fs.BoolVar(&withKey, "with-key", false, "put the key of connections' secrets into the backup")
	})
	if err != nil {
		return p.refuse(err)
	}
	if len(rest) != 1 {
		return p.misused("backup FILE [--with-key] [--data DIR]", nil)
	}
	source := p.folderSource(s)
	if p.env("STANOK_URL") != "" {
		c, err := p.client()
		if err != nil {
			return p.misused("backup FILE", err)
		}
		source = c.backupTo
	}
	key := ""
	if withKey {
		if key = s.keyFile; key == "" {
			key = filepath.Join(s.data, keyEntry)
		}
	}
	n, err := writeBackup(rest[0], source, key)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.out, "%s: %d bytes\n", rest[0], n)
	return exitDone
}

// writeBackup writes a backup that is whole or not there.
func writeBackup(path string, source func(io.Writer) error, key string) (int64, error) {
	if _, err := os.Lstat(path); err == nil {
		return 0, fmt.Errorf("%s exists already, and a backup never overwrites", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".backup-*")
	if err != nil {
		return 0, err
	}
	z := zip.NewWriter(f)
	w, err := z.Create(storeFile)
	if err == nil {
		err = source(w)
	}
	if err == nil && key != "" {
		err = addFile(z, keyEntry, key)
	}
	size, seekErr := f.Seek(0, io.SeekCurrent)
	err = errors.Join(err, z.Close(), seekErr, f.Sync(), f.Close())
	if err == nil {
		err = os.Link(f.Name(), path) // fails if somebody else has made one meanwhile
	}
	return size, errors.Join(err, os.Remove(f.Name()))
}

func addFile(z *zip.Writer, name, path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write(raw)
	}
	return err
}

// folderSource copies out of a data folder that no server has open.
func (p program) folderSource(s settings) func(io.Writer) error {
	return func(w io.Writer) error {
		if _, err := os.Stat(filepath.Join(s.data, storeFile)); err != nil {
			return err
		}
		store, err := bolt.Open(s.data, bolt.Options{})
		if err != nil {
			return err
		}
		return errors.Join(store.Backup(context.Background(), w), store.Close())
	}
}

// backupTo copies out of the running server.
func (c client) backupTo(w io.Writer) error {
	answer, err := c.out.Download(context.Background(), c.request("GET", "/backup", "", "", nil), w)
	if err != nil {
		return err
	}
	return decodeAnswer(answer.Status, answer.Body, nil)
}

// restore makes a data folder of a backup. It overwrites nothing.
func restore(p program, args []string) int {
	s, rest, err := p.readSettings("restore", args, nil)
	if err != nil {
		return p.refuse(err)
	}
	if len(rest) != 1 {
		return p.misused("restore FILE [--data DIR] [--secret-key-file FILE]", nil)
	}
	if err := p.restore(s, rest[0]); err != nil {
		return p.fail(err)
	}
	if code := checkInChild(p, s.data); code != exitDone {
		return code
	}
	fmt.Fprintf(p.out, "%s: restored into %s\n", rest[0], s.data)
	return exitDone
}

func (p program) restore(s settings, path string) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return fmt.Errorf("%s is no backup of Stanok, or not all of one: %w", path, err)
	}
	defer func() { _ = z.Close() }()
	if _, err := os.Lstat(filepath.Join(s.data, storeFile)); err == nil {
		return fmt.Errorf("%s has data already, and a restore never overwrites: name another folder with --data", s.data)
	}
	hasKey := false
	for _, f := range z.File {
		hasKey = hasKey || f.Name == keyEntry
	}
	if !hasKey && s.keyFile == "" {
		return errors.New("this backup was made without the key of the connections' secrets: name it with --secret-key-file")
	}
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return err
	}
	if hasKey && s.keyFile == "" {
		if err := extract(z, keyEntry, filepath.Join(s.data, keyEntry)); err != nil {
			return err
		}
	}
	return extract(z, storeFile, filepath.Join(s.data, storeFile))
}

// extract copies one file of a backup; it is whole or not there.
func extract(z *zip.ReadCloser, name, path string) error {
	r, err := z.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	f, err := os.CreateTemp(filepath.Dir(path), ".restore-*")
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Link(f.Name(), path)
	}
	return errors.Join(err, os.Remove(f.Name()), syncFolder(filepath.Dir(path)))
}
