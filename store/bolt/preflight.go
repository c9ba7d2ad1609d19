package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"

	"stanok/engine"
)

// The meta pages of a bbolt file are its first two. Each begins with a header
// of 16 bytes, and then holds, in the byte order of the machine: magic, version,
// page size and flags of 4 bytes; root page, its sequence, free list, number of
// pages and transaction of 8; and a checksum of all that.
const (
	metaHead  = pageHead
	metaSize  = 64
	metaMagic = 0xED0CDAED
	metaKind  = 2

	metaFree        = 32
	metaPages       = 40
	metaTransaction = 48
	metaSum         = 56
)

var native = binary.NativeEndian

// meta is what one meta page says.
type meta struct {
	pageSize int64
	pages    int64 // how many the file has, the high-water mark
	root     int64
	listed   bool // it says which pages are free
	raw      [metaSize]byte
}

// unlisted stands for the page of the free list in a file without one.
const unlisted = ^uint64(0)

// preflight examines a file by plain reads, before it is mapped into memory: a
// file that is shorter than it says brings down the process that maps it. It returns
// what the file goes by.
func preflight(path string) (meta, error) {
	f, err := os.Open(path)
	if err != nil {
		return meta{}, unusable(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return meta{}, unusable(path, err)
	}
	size := info.Size()
	switch {
	case !info.Mode().IsRegular():
		return meta{}, unusable(path, fmt.Errorf("it is no file but %s", info.Mode().Type()))
	case size == 0:
		return meta{}, finding(path, "it is empty")
	}
	m, err := newestMeta(f, size)
	if err != nil {
		return meta{}, finding(path, err.Error())
	}
	switch need := m.pages * m.pageSize; {
	case m.pages < 4 || m.root < 2 || m.root >= m.pages:
		return meta{}, finding(path, "its first pages contradict themselves")
	case size < need:
		return meta{}, finding(path, fmt.Sprintf("it has %d bytes and should have %d", size, need))
	}
	return m, nil
}

// newestMeta returns the meta page that bbolt will go by: of those that match
// their checksum the one with the greater transaction, which is either.
func newestMeta(f io.ReaderAt, size int64) (best meta, err error) {
	first, why := readMeta(f, 0)
	var newest uint64
	if why == nil {
		best, newest = first.meta, first.transaction
	}
	for pageSize := int64(1 << 10); pageSize <= 64<<10 && pageSize < size; pageSize *= 2 {
		if why == nil && pageSize != first.pageSize {
			continue
		}
		second, err := readMeta(f, pageSize)
		if err == nil && second.pageSize == pageSize && (why != nil || second.transaction > newest) {
			best, why = second.meta, nil
			break
		}
	}
	return best, why
}

type numberedMeta struct {
	meta
	transaction uint64
}

func readMeta(f io.ReaderAt, at int64) (numberedMeta, error) {
	var page [metaHead + metaSize]byte
	if _, err := f.ReadAt(page[:], at); err != nil {
		return numberedMeta{}, fmt.Errorf("its beginning cannot be read: %w", err)
	}
	b := page[metaHead:]
	switch {
	case native.Uint32(b) != metaMagic:
		return numberedMeta{}, fmt.Errorf("it does not begin as a data file does")
	case native.Uint32(b[4:]) != metaKind:
		return numberedMeta{}, fmt.Errorf("it is of version %d, not %d", native.Uint32(b[4:]), metaKind)
	case native.Uint64(b[metaSum:]) != sumOf(b):
		return numberedMeta{}, fmt.Errorf("its first pages do not match their checksums")
	}
	return numberedMeta{
		meta: meta{
			pageSize: int64(native.Uint32(b[8:])), root: int64(native.Uint64(b[16:])), pages: int64(native.Uint64(b[metaPages:])),
			listed: native.Uint64(b[metaFree:]) != unlisted, raw: [metaSize]byte(b),
		},
		transaction: native.Uint64(b[metaTransaction:]),
	}, nil
}

func sumOf(b []byte) uint64 {
	sum := fnv.New64a()
	_, _ = sum.Write(b[:metaSum])
	return sum.Sum64()
}

// finding is the error of a file that is not what was written.
func finding(path, what string) error {
	return &engine.Error{Kind: engine.Invalid, Code: "storage.damaged", Args: map[string]string{"file": path, "finding": what}}
}
