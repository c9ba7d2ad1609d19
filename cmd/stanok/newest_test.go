package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestADamagedFileIsToldWithTheNewestBackup(t *testing.T) {
	home := t.TempDir()
	data := filepath.Join(home, "data")
	raw := stored(t, nil)
	if err := os.MkdirAll(filepath.Join(home, "backups"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(data, storeFile)
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	older, newest := filepath.Join(home, "older.zip"), filepath.Join(home, "backups", "newest.zip")
	for path, age := range map[string]time.Duration{older: 2 * time.Hour, newest: time.Hour} {
		invoke(nil, "backup", "--data", data, path).want(t, exitDone)
		at := time.Now().Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(home, "no backup.zip"), []byte("PK"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, raw[:len(raw)/3], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"serve", "--listen", takenAddress(t)}, {"check"}} {
		invoke(nil, append(command, "--data", data)...).want(t, exitDamaged, file, "the newest backup ("+newest+")", "stanok restore")
	}
	invoke(variables{"LANG": "pt_BR.UTF-8"}, "check", "--data", data).want(t, exitDamaged, "("+newest+")")
	if err := os.Remove(newest); err != nil {
		t.Fatal(err)
	}
	invoke(nil, "check", "--data", data).want(t, exitDamaged, older)
}
