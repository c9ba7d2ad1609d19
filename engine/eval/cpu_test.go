//go:build unix

package eval_test

import (
	"syscall"
	"testing"
	"time"
)

// cpu measures the processor time of the whole process, so that a busy machine
// does not fail a test.
func cpu(t testing.TB, do func()) time.Duration {
	t.Helper()
	before := processTime(t)
	do()
	return processTime(t) - before
}

func processTime(t testing.TB) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
