package program_test

import (
	"errors"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"stanok/tools/program"
)

// The test binary is its own server: with serveAt set it answers /readyz there
// until it is asked to stop.
const serveAt = "PROGRAM_TEST_SERVE_AT"

func TestMain(m *testing.M) {
	if addr := os.Getenv(serveAt); addr != "" {
		serve(addr)
	}
	flag.Parse()
	os.Exit(m.Run())
}

func serve(addr string) {
	if os.Getenv("STANOK_LISTEN") != "" || addr == "broken" {
		println("refusing to start")
		os.Exit(64)
	}
	err := http.ListenAndServe(addr, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/fail" {
			syscall.Exit(74)
		}
	}))
	println(err.Error())
	os.Exit(1)
}

func TestAServerIsReadyWhenStartReturns(t *testing.T) {
	t.Setenv("STANOK_LISTEN", "what the caller's shell says must not reach the server")
	p, addr := start(t)
	answer, err := http.Get("http://" + addr + "/")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if memory, err := p.Memory(); err != nil || memory.Peak < 1 || memory.Peak > 1000 {
		t.Errorf("the memory is %+v, %v", memory, err)
	}
	p.Kill()
	if _, err := http.Get("http://" + addr + "/"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("after the end the answer is %v", err)
	}
}

func TestAServerThatDoesNotStartShowsItsLog(t *testing.T) {
	_, err := program.Start(t.Context(), command(t, "broken"), "127.0.0.1:1")
	if err == nil || !strings.Contains(err.Error(), "exit status 64") || !strings.Contains(err.Error(), "refusing to start") {
		t.Errorf("the error is %v", err)
	}
}

func TestAServerThatEndsBadlyIsAnError(t *testing.T) {
	p, addr := start(t)
	http.Get("http://" + addr + "/fail")
	if err := p.Stop(); err == nil || !strings.Contains(err.Error(), "exit status 74") {
		t.Errorf("the error is %v", err)
	}
}

func start(t *testing.T) (*program.Process, string) {
	t.Helper()
	addr, err := program.FreeAddr()
	if err != nil {
		t.Fatal(err)
	}
	p, err := program.Start(t.Context(), command(t, addr), addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p, addr
}

func command(t *testing.T, addr string) program.Command {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return program.Command{Path: self, Env: []string{serveAt + "=" + addr}, Log: filepath.Join(t.TempDir(), "log")}
}
