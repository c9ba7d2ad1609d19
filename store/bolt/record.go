package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/s2"

	"stanok/engine"
)

// A record is four bytes of checksum, one that says how the rest is packed and
// whether that is sealed, and the rest. The checksum is of the key and of all that follows, so a record
// that ended up under another key is found out too.
const (
	checksumSize = 4
	headSize     = checksumSize + 1

	packedPlain = 1 // as it is
	packedS2    = 2 // compressed
	sealedBit   = 128

	packedFrom = 192      // shorter ones are not worth compressing
	maxRecord  = 64 << 20 // of what is in it
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// record appends to b the record of a payload under a key, sealed or not.
func (s sealer) record(b, key, payload []byte) []byte {
	at := len(b)
	b = append(b, 0, 0, 0, 0, packedPlain)
	b = s.begin(b)
	from := len(b)
	if len(payload) >= packedFrom {
		b = compressed(b, payload)
	} else {
		b = append(b, payload...)
	}
	if from+len(payload) > len(b) {
		b[at+checksumSize] = packedS2
	}
	b = s.end(b, at, from, key)
	binary.LittleEndian.PutUint32(b[at:], checksum(key, b[at+checksumSize:]))
	return b
}

// compressed appends a payload to a record in whichever form is shorter.
func compressed(b, payload []byte) []byte {
	at, room := len(b), s2.MaxEncodedLen(len(payload))
	if cap(b)-at < room {
		b = append(make([]byte, 0, at+room+sealedMore), b...)
	}
	packed := s2.Encode(b[at:at+room], payload)
	if len(packed) >= len(payload) {
		return append(b, payload...)
	}
	return b[:at+len(packed)]
}

func checksum(key, rest []byte) uint32 {
	return crc32.Update(crc32.Update(0, castagnoli, key), castagnoli, rest)
}

// opened returns what is in a record. It shares memory with the record when
// that is plain and not sealed, else it is new.
func (s sealer) opened(key, record []byte) ([]byte, error) {
	if len(record) < headSize {
		return nil, errors.New("the record is too short")
	}
	if binary.LittleEndian.Uint32(record) != checksum(key, record[checksumSize:]) {
		return nil, errors.New("the record does not match its checksum")
	}
	way, payload := record[checksumSize], record[headSize:]
	if way&sealedBit != 0 {
		var err error
		if payload, err = s.open(key, payload); err != nil {
			return nil, err
		}
	}
	switch way &^ sealedBit {
	case packedPlain:
		return payload, nil
	case packedS2:
		if n, err := s2.DecodedLen(payload); err != nil || n > maxRecord {
			return nil, fmt.Errorf("the record says it holds %d bytes", n)
		}
		return s2.Decode(nil, payload)
	}
	return nil, fmt.Errorf("the record is packed in way %d", way)
}

var errCut = errors.New("the record is cut short")

// damaged is the error of a record that cannot be read.
func damaged(in bucket, err error) error {
	return &engine.Error{
		Kind: engine.Internal, Code: "storage.damaged",
		Args: map[string]string{"file": fileName, "finding": fmt.Sprintf("%s: %v", in, err)}, Err: err,
	}
}
