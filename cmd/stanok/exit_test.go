package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
	"stanok/store/bolt"
)

func TestWhatIsCalledWronglyIsToldHow(t *testing.T) {
	for _, args := range [][]string{
		{}, {"dance"}, {"serve", "--no-such-flag"}, {"serve", "now"}, {"demo", "now"}, {"check", "now"}, {"config", "now"},
		{"run"}, {"run", "a", "b"}, {"validate"}, {"import"}, {"import", "a"}, {"export"}, {"export", "a"},
		{"backup"}, {"restore"}, {"token"}, {"token", "destroy"}, {"token", "create", "--role", "king"}, {"run", "/nowhere/a.yaml"},
		{"validate", "/nowhere/a.yaml"},
	} {
		if got := invoke(nil, args...); got.code != exitUsage || got.err == "" {
			t.Errorf("%q: exit code %d, and it says %q", args, got.code, got.err)
		}
	}
	invoke(variables{"STANOK_URL": "http://127.0.0.1:1"}, "backup", "b").want(t, exitUsage, "STANOK_TOKEN", "usage: stanok backup FILE")
}

func TestEveryCommandTellsItsUsage(t *testing.T) {
	for _, c := range commands() {
		for _, ask := range []string{"-h", "--help"} {
			invoke(nil, c.name, "argument", ask).want(t, exitDone, c.usage(), c.does)
		}
		invoke(nil, "help").want(t, exitDone, c.name, c.does)
	}
	invoke(nil, "--help").want(t, exitDone, "usage: stanok COMMAND")
	invoke(nil, "version").want(t, exitDone, "stanok "+version)
}

func TestAFolderInUseNamesTheProcess(t *testing.T) {
	data := t.TempDir()
	store, err := bolt.Open(data, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	invoke(nil, "serve", "--data", data, "--listen", takenAddress(t)).want(t, exitBusy, data, "process "+strconv.Itoa(os.Getpid()))
	invoke(nil, "token", "create", "--data", data).want(t, exitBusy, "process "+strconv.Itoa(os.Getpid()))
}

func TestADamagedFileIsLeftAsItIs(t *testing.T) {
	sound, taken := stored(t, nil), takenAddress(t)
	foreign := foreignFile(t)
	for name, raw := range map[string][]byte{
		"empty": {}, "garbage": bytes.Repeat([]byte("no data file\n"), 5000), "truncated": sound[:3*os.Getpagesize()],
		"foreign": foreign,
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			path := filepath.Join(data, storeFile)
			if err := os.WriteFile(path, raw, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"serve", "--listen", taken}, {"check"}, {"token", "create"}, {"backup", filepath.Join(data, "b")}} {
				invoke(nil, append(args, "--data", data)...).want(t, exitDamaged, path)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, raw) {
				t.Errorf("the file was changed: %d bytes are %d", len(raw), len(after))
			}
			if left, _ := filepath.Glob(filepath.Join(data, "*b*")); len(left) != 1 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

// stored is the file of a new store, after a change.
func stored(t *testing.T, change func(*bbolt.Tx) error) []byte {
	t.Helper()
	data := t.TempDir()
	store, err := bolt.Open(data, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = store.PutWorkspace(context.Background(), engine.Workspace{ID: engine.MainWorkspace, Name: strings.Repeat("name ", 20)})
	if err != nil || store.Close() != nil {
		t.Fatal("it cannot be made", err)
	}
	path := filepath.Join(data, storeFile)
	if change != nil {
		edit(t, path, change)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// edit changes a file behind the store's back.
func edit(t *testing.T, path string, change func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(change); err != nil {
		t.Fatal(err)
	}
}

// takenAddress is one that cannot be listened at: a server that should have been
// refused before ends there.
func takenAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

func TestAnAddressThatIsTakenIsAWrongSetting(t *testing.T) {
	invoke(nil, "serve", "--data", t.TempDir(), "--listen", takenAddress(t)).want(t, exitSetting, "listen: ")
}

// foreignFile is a sound file of some other program.
func foreignFile(t *testing.T) []byte {
	path := filepath.Join(t.TempDir(), "other.db")
	edit(t, path, func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("somebody else's"))
		return err
	})
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAFileOfANewerVersionIsRefused(t *testing.T) {
	raw := stored(t, func(tx *bbolt.Tx) error {
		key, record := []byte("format"), append(make([]byte, 4), 1, 0, 0, 0, 0, 0, 0, 0, 99)
		table := crc32.MakeTable(crc32.Castagnoli)
		binary.LittleEndian.PutUint32(record, crc32.Update(crc32.Checksum(key, table), table, record[4:]))
		return tx.Bucket([]byte("meta")).Put(key, record)
	})
	data := t.TempDir()
	path := filepath.Join(data, storeFile)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	invoke(nil, "serve", "--listen", takenAddress(t), "--data", data).want(t, exitNewer, "newer version", "format 99")
	invoke(variables{"LANG": "ru_RU.UTF-8"}, "token", "create", "--data", data).want(t, exitNewer, "99", "версией")
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, raw) {
		t.Error("the file was changed")
	}
}

func TestCheckFindsNothingInASoundFolderAndSaysWhenThereIsNone(t *testing.T) {
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, storeFile), stored(t, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	invoke(nil, "check", "--data", data).want(t, exitDone, "no damage found")
	invoke(nil, "check", "--data", t.TempDir()).want(t, exitFailed, storeFile)
}

func TestCheckFindsAFlippedByteInARecord(t *testing.T) {
	data := t.TempDir()
	raw := stored(t, nil)
	at := bytes.Index(raw, []byte("name name"))
	if at < 0 {
		t.Fatal("the record is not where this test looks for it")
	}
	raw[at] ^= 1
	if err := os.WriteFile(filepath.Join(data, storeFile), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	invoke(nil, "check", "--data", data).want(t, exitDamaged, storeFile)
}

func TestAServerWithoutTheKeyOfItsConnectionsDoesNotMakeAnother(t *testing.T) {
	in := start(t, nil)
	in.connect(map[string]any{"name": "c", "type": "fields", "origins": []string{"https://x.example"}, "secrets": map[string]string{"key": "value"}})
	if err := in.end(); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(in.data, keyFile)
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	invoke(nil, "serve", "--listen", takenAddress(t), "--data", in.data).want(t, exitSetting, key)
	if _, err := os.Stat(key); err == nil {
		t.Error("it made another key")
	}
	invoke(nil, "serve", "--listen", takenAddress(t), "--data", in.data, "--secret-key-file", write(t, "key", "no key")).
		want(t, exitSetting, "holds no key")
}
