package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"

	"stanok/engine"
)

// newKey makes a key and writes it where only the program can read it. The file
// is whole or not there: a crash between leaves a temporary one.
func newKey(path string) ([]byte, error) {
	key := make([]byte, engine.KeySize)
	_, _ = rand.Read(key)
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*")
	if err != nil {
		return nil, err
	}
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return nil, errors.Join(err, os.Remove(f.Name()))
	}
	return key, syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// storeFile is the store's name in a data folder, and in a backup.
const storeFile = "stanok.db"
