package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"stanok/store/bolt"
)

// childCheck names the file to the process that looks at a store which may kill it.
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
	if path := p.env(childCheck); path != "" {
		key, err := keyAtHand(s)
		if err != nil {
			return p.fail(err)
		}
		if err := bolt.Check(path, key); err != nil {
			return p.fail(err)
		}
		return exitDone
	}
	code := checkInChild(p, s)
	if code == exitDone {
		fmt.Fprintf(p.out, "%s: no damage found\n", file)
	}
	return code
}

func checkInChild(p program, s settings) int {
	self, err := os.Executable()
	if err != nil {
		return p.fail(err)
	}
	child := exec.Command(self, "check", "--data", s.data, "--secret-key-file", s.keyFile)
	child.Env = append(os.Environ(), childCheck+"="+filepath.Join(s.data, storeFile))
	said, err := child.CombinedOutput()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &ended) && knownExit(ended.ExitCode()):
		_, _ = p.err.Write(said)
		return ended.ExitCode()
	}
	fmt.Fprintf(p.err, "stanok: %s is damaged: reading it ends the program that reads it. Restore the newest backup with `stanok restore FILE`.\n", filepath.Join(s.data, storeFile))
	return exitDamaged
}

// keyAtHand is the key of the data if it is there: without it only what is around
// them can be checked.
func keyAtHand(s settings) ([]byte, error) {
	key, err := readKey(s.keyPath())
	if errors.Is(err, os.ErrNotExist) && s.keyFile == "" {
		return nil, nil
	}
	return key, err
}

func knownExit(code int) bool {
	switch code {
	case exitFailed, exitDamaged, exitNewer, exitBusy, exitSealed:
		return true
	}
	return false
}
