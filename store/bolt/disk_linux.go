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

// remote tells which kind of network disk a folder is on: "" if it is on one of
// this machine.
func remote(folder string) string {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return ""
	}
	return remoteKinds[uint32(s.Type)]
}

// remoteKinds are the kinds that linux/magic.h and their own drivers name.
var remoteKinds = map[uint32]string{
	unix.NFS_SUPER_MAGIC:  "NFS",
	unix.SMB_SUPER_MAGIC:  "SMB",
	unix.SMB2_SUPER_MAGIC: "SMB",
	unix.CIFS_SUPER_MAGIC: "SMB",
	unix.V9FS_MAGIC:       "9P",
	unix.AFS_SUPER_MAGIC:  "AFS",
	unix.CEPH_SUPER_MAGIC: "Ceph",
}
