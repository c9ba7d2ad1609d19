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
)

// keyFile is the name of the key in a data folder, and in a backup.
const keyFile = "secret.key"

// storeFile is the store's.
const storeFile = "stanok.db"

// keyPath is where the key of connections' secrets lies.
func (s settings) keyPath() string {
	if s.keyFile != "" {
		return s.keyFile
	}
	return filepath.Join(s.data, keyFile)
}

// secretKey reads the key of connections' secrets. It makes one beside a store
// that holds no secrets; another key would open none of those it holds.
func secretKey(ctx context.Context, s settings, store engine.Store) ([]byte, error) {
	key, err := readKey(s.keyPath())
	if !errors.Is(err, os.ErrNotExist) || s.keyFile != "" {
		return key, err
	}
	held, err := holdsSecrets(ctx, store)
	switch {
	case err != nil:
		return nil, err
	case held:
		return nil, badSetting{fmt.Errorf("secret_key_file: the key of the connections' secrets is not at %s: put it there, or name it", s.keyPath())}
	}
	return newKey(s.keyPath())
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
