package bolt

import (
	"io"
	"os"
)

// readAhead reads a file from its beginning to its end, if bbolt will: one that
// does not say which pages are free is looked through page by page, in the order of
// keys, which takes a disk many times as long as reading in order.
func readAhead(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	m, err := newestMeta(f, info.Size())
	if err != nil || m.listed {
		return err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{f}, make([]byte, 4<<20))
	return err
}
