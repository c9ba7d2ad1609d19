package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// mount makes a volume in memory at a folder, with options of tmpfs.
func mount(folder, options string) (unmount func(), err error) {
	if os.Geteuid() != 0 {
		return nil, errNeedsRoot
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	err = syscall.Mount("tmpfs", folder, "tmpfs", 0, options+",mode=0700")
	if err == syscall.EPERM {
		return nil, errNeedsRoot // root of a container without the right
	}
	return func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) }, err
}

// mountExt4 makes a volume of 64 MiB of a file beside a folder, at the folder.
func mountExt4(folder string) (unmount func(), err error) {
	if os.Geteuid() != 0 {
		return nil, errNeedsRoot
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	file := folder + ".ext4"
	for _, c := range [][]string{{"truncate", "-s", "64M", file}, {"mkfs.ext4", "-q", "-m", "0", file}, {"mount", "-o", "loop", file, folder}} {
		if out, err := exec.Command(c[0], c[1:]...).CombinedOutput(); err != nil {
			return nil, errors.Join(errNeedsRoot, fmt.Errorf("%v: %w: %s", c, err, out))
		}
	}
	return func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) }, nil
}
