package engine

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"strings"
	"time"
)

var idText = base32.HexEncoding.WithPadding(base32.NoPadding)

// NewID returns 26 characters that sort by now, to the microsecond, and end in
// 72 random bits, so that nobody can guess another's.
func NewID(now time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMicro())<<8)
	_, _ = rand.Read(b[7:]) // never fails
	return lower(idText.EncodeToString(b[:]))
}

// NewToken returns 256 random bits as 52 characters that are safe in a URL.
func NewToken() string {
	var b [32]byte
	_, _ = rand.Read(b[:])
	return lower(idText.EncodeToString(b[:]))
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// FloorID sorts before all ids that are made from a time on, and after those made
// before it.
func FloorID(t time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(t.UnixMicro())<<8)
	return lower(idText.EncodeToString(b[:]))
}

// TimeOfID is when an id was made by NewID, to the microsecond; zero for others.
func TimeOfID(id string) time.Time {
	b, err := idText.DecodeString(strings.ToUpper(id))
	if err != nil || len(b) != 16 {
		return time.Time{}
	}
	return time.UnixMicro(int64(binary.BigEndian.Uint64(b) >> 8)).UTC()
}
