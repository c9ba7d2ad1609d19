package bolt

import (
	"errors"
	"fmt"
	"os"

	bbolt "go.etcd.io/bbolt"
)

// pageSize of a new file, in bytes. Records are up to some thousand bytes: of
// pages half as large a quarter more would stay empty.
const pageSize = 8 << 10

// create makes a new file. Until it is whole it has another name, because a
// file that is cut off while it is being created cannot be opened, and may
// bring down who tries.
func create(folder, path string) error {
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return unusable(fresh, err)
	}
	if err := fill(fresh); err != nil {
		return err
	}
	if _, err := preflight(fresh); err != nil {
		return err
	}
	return settle(folder, fresh, path)
}

// fill writes an empty store.
func fill(path string) error {
	options := fileOptions()
	options.InitialMmapSize = 0
	db, err := bbolt.Open(path, 0o600, options)
	if err != nil {
		return unusable(path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		return errors.Join(complete(tx, 0), putNumber(tx, formatKey, uint64(format)))
	})
	if err = errors.Join(err, db.Sync(), db.Close()); err != nil {
		return unusable(path, err)
	}
	return nil
}

// settle gives a file its name for good.
func settle(folder, from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return unusable(to, err)
	}
	if err := syncFolder(folder); err != nil {
		return unusable(folder, fmt.Errorf("syncing the folder: %w", err))
	}
	return nil
}

// syncFolder makes names in a folder durable.
func syncFolder(folder string) error {
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
