package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"stanok/engine"
	"stanok/store/bolt"
)

// keyFile is the name of the key in a data folder, and in a backup.
const keyFile = "secret.key"

// These files are the store's. The journal is there while the disk is slow.
const (
	storeFile   = "stanok.db"
	journalFile = "stanok.journal"
)

// keyPath is where the key of what is sealed lies.
func (s settings) keyPath() string {
	if s.keyFile != "" {
		return s.keyFile
	}
	return filepath.Join(s.data, keyFile)
}

// openStore opens the data folder and reads the key its data are sealed with, which
// it makes for a folder that holds nothing yet. Another key opens none of what was
// sealed. prepare, if there is one, is done to the folder before the store is opened.
func openStore(ctx context.Context, s settings, prepare func() error) (*bolt.Store, []byte, error) {
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return nil, nil, badSetting{fmt.Errorf("data: %w", err)}
	}
	key, err := readKey(s.keyPath())
	if errors.Is(err, os.ErrNotExist) && s.keyFile == "" {
		key, err = firstKey(ctx, s)
	}
	if err != nil {
		return nil, nil, err
	}
	store, err := bolt.Open(s.data, bolt.Options{Key: key, Prepare: prepare})
	return store, key, err
}

// firstKey makes the key of a folder that needs none yet.
func firstKey(ctx context.Context, s settings) ([]byte, error) {
	if _, err := os.Stat(filepath.Join(s.data, storeFile)); errors.Is(err, os.ErrNotExist) {
		return newKey(s.keyPath())
	}
	needed, err := needsKey(ctx, s.data)
	if err != nil {
		return nil, err
	}
	if needed {
		return nil, badSetting{fmt.Errorf("secret_key_file: the key of the data is not at %s: put it there, or name it", s.keyPath())}
	}
	return newKey(s.keyPath())
}

// needsKey reports whether a folder holds what only a key opens.
func needsKey(ctx context.Context, folder string) (bool, error) {
	store, err := bolt.Open(folder, bolt.Options{})
	var e *engine.Error
	if errors.As(err, &e) && e.Code == "storage.sealed" {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	held, err := holdsSecrets(ctx, store)
	return held, errors.Join(err, store.Close())
}

func readKey(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, badSetting{fmt.Errorf("secret_key_file: %w", err)}
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != engine.KeySize {
		return nil, badSetting{fmt.Errorf("secret_key_file: %s holds no key of %d bytes in hex", path, engine.KeySize)}
	}
	return key, nil
}

func holdsSecrets(ctx context.Context, store engine.Store) (bool, error) {
	if site, err := store.Site(ctx); err != nil || site.Mail != nil {
		return true, err
	}
	workspaces, err := store.ListWorkspaces(ctx)
	for _, w := range workspaces {
		all, err := store.ListConnections(ctx, w.ID)
		if err != nil || len(all) > 0 {
			return len(all) > 0, err
		}
	}
	return false, err
}

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
