package bolt

import (
	"os"

	"golang.org/x/sys/unix"
)

// punchHole gives what a file takes up at a place back to the disk. It fails with
// errors.ErrUnsupported where the disk cannot do that.
func punchHole(f *os.File, at, size int64) error {
	return unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_PUNCH_HOLE|unix.FALLOC_FL_KEEP_SIZE, at, size)
}

// readInOrder tells the system that a file is about to be read from its beginning
// to its end.
func readInOrder(f *os.File) {
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_SEQUENTIAL) // no more than advice
}
