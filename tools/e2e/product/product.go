// Package product starts the program under test for the browser tests: the one
// that STANOK_BIN names, on an empty folder of its own.
package product

import (
	"net"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"stanok/tools/program"
)

// Start starts the program and returns its address, as http://host:port. It may
// call the stand-in, which is what the test plays the outside world with. The
// server stops when the test ends.
func Start(t testing.TB, standIn *httptest.Server, flags ...string) string {
	t.Helper()
	bin := os.Getenv("STANOK_BIN")
	if bin == "" {
		t.Fatal("STANOK_BIN names no program: run these tests with ./task e2e")
	}
	allow := strings.TrimPrefix(standIn.URL, "http://")
	if _, _, err := net.SplitHostPort(allow); err != nil {
		t.Fatal(err)
	}
	server, err := program.StartStanok(t.Context(), bin, t.TempDir(), allow, flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// The test's context has ended, and with it the server.
		<-server.Exited()
	})
	return "http://" + server.Addr
}
