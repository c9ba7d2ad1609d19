package bolt

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"stanok/engine"
)

// KeySize is the length of a store's key, in bytes.
const KeySize = chacha20poly1305.KeySize

// sealedMore is by how much a sealed record is longer: by what it begins with,
// which no other does, and by what shows that it was not tampered with.
const sealedMore = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// sealer seals records, so that nobody reads them in the file without the key. The
// zero sealer leaves them as they are, and opens none that is sealed.
type sealer struct{ aead cipher.AEAD }

// newSealer returns the sealer of a store whose key is given: what is derived from
// it is of no use for anything else the key may be for. Without a key it is the
// zero sealer.
func newSealer(key []byte) (sealer, error) {
	if key == nil {
		return sealer{}, nil
	}
	own, err := hkdf.Key(sha256.New, key, nil, "records of a store", KeySize)
	if err != nil || len(key) != KeySize {
		return sealer{}, errors.Join(err, invalid("storage.key"))
	}
	return sealerOf(own), nil
}

// sealerOf returns the sealer with a key that is for nothing else. An operation has
// one of its own for its body, in its row: with the row it is gone for good.
func sealerOf(own []byte) sealer {
	aead, err := chacha20poly1305.NewX(own)
	if err != nil {
		return sealer{} // opens nothing that is sealed
	}
	return sealer{aead}
}

// newOwn returns a key of an operation's own.
func newOwn() []byte {
	own := make([]byte, KeySize)
	_, _ = rand.Read(own)
	return own
}

func (s sealer) on() bool { return s.aead != nil }

// begin appends what a sealed record begins with.
func (s sealer) begin(b []byte) []byte {
	if !s.on() {
		return b
	}
	at := len(b)
	b = append(b, make([]byte, chacha20poly1305.NonceSizeX)...)
	_, _ = rand.Read(b[at:])
	return b
}

// end seals what a record at a place of b holds from another place on.
func (s sealer) end(b []byte, at, from int, key []byte) []byte {
	if !s.on() {
		return b
	}
	b[at+checksumSize] |= sealedBit
	nonce := b[from-chacha20poly1305.NonceSizeX : from]
	sealed := s.aead.Seal(b[from:from], nonce, b[from:], key)
	return append(b[:from], sealed...)
}

// open returns what a record's rest holds.
func (s sealer) open(key, rest []byte) ([]byte, error) {
	const n = chacha20poly1305.NonceSizeX
	if !s.on() || len(rest) < n {
		return nil, errSealed
	}
	payload, err := s.aead.Open(nil, rest[:n], rest[n:], key)
	if err != nil {
		return nil, errSealed
	}
	return payload, nil
}

var errSealed = errors.New("the record is sealed with another key")

// sealed reports whether records of a bucket are sealed: all that may hold what
// people sent or wrote.
func (b bucket) sealed() bool {
	switch b {
	case liveBucket, settledBucket, bodyBucket, valueBucket, alertBucket, noticeBucket, letterBucket, sampleBucket,
		processingBucket, definitionBucket, editBucket, batchBucket, turnBucket, vigilBucket, tableBucket, rowBucket:
		return true
	}
	return false
}

// unlock has a file know its key from now on, if it is not sealed with another.
func (s sealer) unlock(tx *reading) error {
	if metaBucket.has(tx, sealKey) || !s.on() {
		return s.fits(tx)
	}
	return metaBucket.of(tx.Tx).Put(sealKey, s.record(nil, sealKey, sealKey))
}

// fits fails with Invalid, code "storage.sealed", if a file is sealed with another
// key than this.
func (s sealer) fits(tx *reading) error {
	record := metaBucket.of(tx.Tx).Get(sealKey)
	if record == nil {
		return nil
	}
	if _, err := s.opened(sealKey, record); err != nil {
		return &engine.Error{Kind: engine.Invalid, Code: "storage.sealed", Args: map[string]string{"file": tx.DB().Path()}, Err: err}
	}
	return nil
}
