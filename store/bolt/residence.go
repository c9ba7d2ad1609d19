package bolt

import (
	"os"
	"strconv"
	"strings"

	bbolt "go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// The pages of the file that were read count as this process's memory until the
// system wants them back. Opening reads all of them, so they are given back
// when there are many.
const residentMost = 64 << 20 // bytes of files in memory that are no bother

// residence is how much of the file is in memory. Only the writer uses it, and
// only between transactions, when the mapping cannot move.
type residence struct{ files *files }

// trim gives memory back if there is much of it.
func (r *residence) trim() {
	if residentFiles() >= residentMost {
		r.giveBack()
	}
}

// giveBack gives back the memory of all pages. The mapping is read-only, so
// nothing is lost: whoever reads a page again gets it from the system's cache.
func (r *residence) giveBack() {
	f := r.files.enter()
	defer r.files.leave(f)
	size := int64(0)
	if err := f.db.View(func(tx *bbolt.Tx) error { size = tx.Size(); return nil }); err != nil || size == 0 {
		return
	}
	length := uintptr(min(size, addressSpace)) // which is mapped whatever the size
	_, _, _ = unix.Syscall(unix.SYS_MADVISE, f.db.Info().Data, length, unix.MADV_DONTNEED)
}

// residentFiles tells how many bytes of files are in this process's memory, or
// 0 where the system does not say.
func residentFiles() int64 {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw))
	if len(fields) < 3 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
