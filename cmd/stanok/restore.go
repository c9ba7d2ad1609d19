package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// restore makes a data folder of a backup. It overwrites nothing.
func restore(p program, args []string) int {
	s, rest, err := p.readSettings("restore", args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 {
		return p.misused("restore", nil)
	}
	made, err := restoreInto(s, rest[0])
	if err != nil {
		return p.fail(err)
	}
	if code := checkInChild(p, s); code != exitDone {
		if err := removeAll(made); err != nil {
			return p.fail(err)
		}
		return code
	}
	fmt.Fprintf(p.out, "%s: restored into %s\n", rest[0], s.data)
	if s.keyFile != "" {
		fmt.Fprintf(p.out, "serve it with --secret-key-file %s\n", s.keyFile)
	}
	return exitDone
}

// restoreInto makes the files of a data folder: all of them or none.
func restoreInto(s settings, path string) (made []string, err error) {
	z, err := zip.OpenReader(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%s is no backup of Stanok, or not all of one: %w", path, err)
	}
	defer func() { err = errors.Join(err, z.Close()) }()
	names, err := toRestore(z, s)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return nil, badSetting{fmt.Errorf("data: %w", err)}
	}
	for _, name := range names {
		to := filepath.Join(s.data, name)
		if err := extract(z, name, to); err != nil {
			return nil, errors.Join(err, removeAll(made))
		}
		made = append(made, to)
	}
	return made, nil
}

// toRestore lists which files of a backup a data folder gets, the store last.
func toRestore(z *zip.ReadCloser, s settings) ([]string, error) {
	has := func(name string) bool {
		return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	}
	switch {
	case !has(storeFile):
		return nil, errors.New("this file holds no data of Stanok")
	case s.keyFile != "":
		_, err := readKey(s.keyFile)
		return []string{storeFile}, err
	case !has(keyFile):
		return nil, sealedBackup{errors.New("this backup was made without the key of its data: name it with --secret-key-file")}
	}
	return []string{keyFile, storeFile}, nil
}

// extract copies one file of a backup.
func extract(z *zip.ReadCloser, name, path string) error {
	r, err := z.Open(name)
	if err != nil {
		return err
	}
	_, err = wholeFile(path, func(f *os.File) error {
		if _, err := io.Copy(f, r); err != nil {
			return fmt.Errorf("copying %s out of the backup: %w", name, err)
		}
		return nil
	})
	return errors.Join(err, r.Close())
}

func removeAll(paths []string) error {
	var problems []error
	for _, path := range paths {
		problems = append(problems, os.Remove(path))
	}
	return errors.Join(problems...)
}
