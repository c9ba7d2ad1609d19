// Package product holds the browser tests of the program, each named after the
// statement it shows, and what they begin with: the program that STANOK_BIN
// names, on an empty folder of its own, and stand-ins for the services.
package product

import (
	"context"
	"os"
	"testing"

	"stanok/tools/program"
)

// start starts the program in a folder. allow is an address that it may call. The
// server stops when the test ends.
func start(t testing.TB, home, allow string, flags ...string) *program.Stanok {
	t.Helper()
	bin := os.Getenv("STANOK_BIN")
	if bin == "" {
		t.Fatal("STANOK_BIN names no program: run these tests with ./task e2e")
	}
	// The test's own context ends before its pages are closed, and they would see
	// the server go.
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	t.Cleanup(stop)
	server, err := program.StartStanok(ctx, bin, home, allow, flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		<-server.Exited()
	})
	return server
}
