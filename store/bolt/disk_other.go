//go:build !linux

package bolt

import (
	"errors"
	"os"
)

// punchHole fails with errors.ErrUnsupported: files shrink by being copied only.
func punchHole(*os.File, int64, int64) error { return errors.ErrUnsupported }

func readInOrder(*os.File) {}

func remote(string) string { return "" }
