package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
)

// format is the number of the layout that this program writes. Whatever an
// earlier program could not read, or would lose by writing it again, asks for
// the next number and a migration.
const format = 1 + len(migrations)

// migrations lead from each format to the next, the first one from format 1.
// They are only ever added to. Each runs in one transaction, after the file was
// copied aside.
var migrations = [...]func(*bbolt.Tx) error{
	// 2: records may be sealed. Those that are not stay so until they are written anew.
	func(*bbolt.Tx) error { return nil },
	// 3: an operation may say how often it tried a step again.
	func(*bbolt.Tx) error { return nil },
}

// Keys of the meta bucket.
var (
	formatKey = []byte("format")
	epochKey  = []byte("epoch")
	sealKey   = []byte("seal")
)

// begin brings the file to our format, has it hold all that was acknowledged, and
// counts this opening of it. The journal is that of this opening.
func begin(db *bbolt.DB, folder string, by sealer) (epoch uint64, journal []byte, err error) {
	if err := migrate(db, folder, migrations[:]); err != nil {
		return 0, nil, err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		if epoch, err = getNumber(tx, epochKey); err != nil {
			return err
		}
		epoch++
		if err := errors.Join(complete(tx, firstLate), by.unlock(&reading{tx, by}), putNumber(tx, epochKey, epoch)); err != nil {
			return err
		}
		journal, err = catchUp(tx, folder)
		return err
	})
	if err != nil && engine.KindOf(err) == engine.Internal && !coded(err) {
		return 0, nil, startError(filepath.Join(folder, fileName), err)
	}
	return epoch, journal, err
}

// complete makes the buckets from one on that are not there yet. What is in the
// late ones is nothing that an earlier program would miss.
func complete(tx *bbolt.Tx, from bucket) error {
	for b := from; b < buckets; b++ {
		if _, err := tx.CreateBucketIfNotExists([]byte(b.String())); err != nil {
			return err
		}
	}
	return nil
}

// migrate applies the steps that the file has not seen.
func migrate(db *bbolt.DB, folder string, steps []func(*bbolt.Tx) error) error {
	var stored uint64
	err := db.View(func(tx *bbolt.Tx) (err error) {
		if tx.Bucket([]byte(metaBucket.String())) == nil {
			return finding(db.Path(), "it is not a data file of this program")
		}
		stored, err = getNumber(tx, formatKey)
		return err
	})
	known := uint64(len(steps) + 1)
	switch {
	case err != nil:
		return err
	case stored == 0:
		return finding(db.Path(), "it does not say its format")
	case stored > known:
		return &engine.Error{Kind: engine.Invalid, Code: "storage.newer", Args: map[string]string{
			"file": db.Path(), "format": strconv.FormatUint(stored, 10), "known": strconv.FormatUint(known, 10),
		}}
	case stored == known:
		return nil
	}
	if err := keepAside(db, folder, stored); err != nil {
		return err
	}
	for ; stored < known; stored++ {
		err := db.Update(func(tx *bbolt.Tx) error {
			if err := steps[stored-1](tx); err != nil {
				return err
			}
			return putNumber(tx, formatKey, stored+1)
		})
		if err != nil {
			return startError(db.Path(), fmt.Errorf("migrating from format %d: %w", stored, err))
		}
	}
	return nil
}

// keepAside copies the file as it was before it is migrated.
func keepAside(db *bbolt.DB, folder string, stored uint64) error {
	name := db.Path() + ".before-" + strconv.FormatUint(stored+1, 10)
	f, err := os.OpenFile(name+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return unusable(name, err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(f)
		return err
	})
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return startError(name, err)
	}
	return settle(folder, name+".new", name)
}

// startError is the error of a write made while the store is being opened.
func startError(path string, err error) error {
	if isFull(err) {
		return errFull(err)
	}
	return unusable(path, err)
}

func coded(err error) bool {
	var e *engine.Error
	return errors.As(err, &e)
}

func getNumber(tx *bbolt.Tx, key []byte) (uint64, error) {
	payload, err := metaBucket.get(&reading{Tx: tx}, key)
	if payload == nil || err != nil {
		return 0, err
	}
	if len(payload) != 8 {
		return 0, damaged(metaBucket, io.ErrUnexpectedEOF)
	}
	return binary.BigEndian.Uint64(payload), nil
}

func putNumber(tx *bbolt.Tx, key []byte, n uint64) error {
	return metaBucket.of(tx).Put(key, sealer{}.record(nil, key, binary.BigEndian.AppendUint64(nil, n)))
}
