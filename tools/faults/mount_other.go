//go:build !linux

package main

// mount makes a volume in memory; only Linux is known to here.
func mount(string, int) (unmount func(), err error) { return nil, errNeedsRoot }
