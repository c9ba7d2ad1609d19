package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"stanok/store/bolt"
)

// childCheck marks the process that looks at a store which may kill it.
const childCheck = "STANOK_CHECK_CHILD"

// check looks for damage in the data folder. The looking is done in a child
// process, since a damaged file can kill whoever reads it.
func check(p program, args []string) int {
	s, rest, err := p.readSettings("check", args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) > 0 {
		return p.misused("check", nil)
	}
	file := filepath.Join(s.data, storeFile)
	if p.env(childCheck) != "" {
		if err := bolt.Check(file); err != nil {
			return p.fail(err)
		}
		return exitDone
	}
	code := checkInChild(p, s.data)
	if code == exitDone {
		fmt.Fprintf(p.out, "%s: no damage found\n", file)
	}
	return code
}

func checkInChild(p program, data string) int {
	self, err := os.Executable()
	if err != nil {
		return p.fail(err)
	}
	child := exec.Command(self, "check", "--data", data)
	child.Env = append(os.Environ(), childCheck+"=1")
	said, err := child.CombinedOutput()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &ended) && knownExit(ended.ExitCode()):
		_, _ = p.err.Write(said)
		return ended.ExitCode()
	}
	fmt.Fprintf(p.err, "stanok: %s is damaged: reading it ends the program that reads it. Restore the newest backup with `stanok restore FILE`.\n", filepath.Join(data, storeFile))
	return exitDamaged
}

func knownExit(code int) bool {
	switch code {
	case exitFailed, exitDamaged, exitNewer, exitBusy:
		return true
	}
	return false
}
