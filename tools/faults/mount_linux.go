package main

import (
	"fmt"
	"os"
	"syscall"
)

// mount makes a volume in memory of so many MiB at a folder.
func mount(folder string, mib int) (unmount func(), err error) {
	if os.Geteuid() != 0 {
		return nil, errNeedsRoot
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	err = syscall.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=0700", mib))
	if err == syscall.EPERM {
		return nil, errNeedsRoot // root of a container without the right
	}
	return func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) }, err
}
