//go:build !linux

package main

// mount makes a volume in memory; only Linux is known to here.
func mount(string, string) (unmount func(), err error) { return nil, errNeedsRoot }

// mountExt4 makes a volume of a file.
func mountExt4(string) (unmount func(), err error) { return nil, errNeedsRoot }
