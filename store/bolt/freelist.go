package bolt

import (
	"errors"
	"os"
)

// listFree writes down which pages of a file are free, if that does not say. It is
// the next transaction of the file, which changes nothing else; where it cannot be
// written, bbolt finds out by itself.
func listFree(path string, m meta) error {
	if m.listed {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return unusable(path, err)
	}
	defer f.Close()
	readInOrder(f)
	used, err := usedPages(f, m)
	if errors.Is(err, errTangled) {
		return finding(path, err.Error())
	}
	if err != nil {
		return unusable(path, err)
	}
	_ = writeFree(f, m, used)
	return nil
}

// writeFree writes the list behind the last page, and then the meta page that leads
// to it.
func writeFree(f *os.File, m meta, used []bool) error {
	list := freeList(m, used)
	if _, err := f.WriteAt(list, m.pages*m.pageSize); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	raw := m.raw[:]
	next := native.Uint64(raw[metaTransaction:]) + 1
	native.PutUint64(raw[metaFree:], uint64(m.pages))
	native.PutUint64(raw[metaPages:], uint64(m.pages+int64(len(list))/m.pageSize))
	native.PutUint64(raw[metaTransaction:], next)
	native.PutUint64(raw[metaSum:], sumOf(raw))
	if _, err := f.WriteAt(raw, int64(next%2)*m.pageSize+metaHead); err != nil {
		return err
	}
	return f.Sync()
}

// freeList encodes the pages that are not in use. A count that has no room in the
// header is the first of the numbers.
func freeList(m meta, used []bool) []byte {
	const many = 0xFFFF
	list := make([]byte, pageHead, m.pageSize)
	n := uint64(0)
	for _, is := range used {
		if !is {
			n++
		}
	}
	if n >= many {
		list = native.AppendUint64(list, n)
	}
	for id, is := range used {
		if !is {
			list = native.AppendUint64(list, uint64(id))
		}
	}
	pages := (int64(len(list)) + m.pageSize - 1) / m.pageSize
	native.PutUint64(list, uint64(m.pages))
	native.PutUint16(list[8:], freePage)
	native.PutUint16(list[10:], uint16(min(n, many)))
	native.PutUint32(list[12:], uint32(pages-1))
	return append(list, make([]byte, pages*m.pageSize-int64(len(list)))...)
}
