package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is a server in a process of its own.
type process struct {
	api
	cmd      *exec.Cmd
	out, log *buffer
	over     chan struct{} // closed when it has ended
}

// launch starts a server on a data folder and returns when it is ready.
func launch(t *testing.T, data string, more ...string) *process {
	t.Helper()
	p := &process{out: &buffer{}, log: &buffer{}, over: make(chan struct{})}
	p.cmd = exec.Command(os.Args[0], "serve")
	p.cmd.Env = append(clean(os.Environ()), append([]string{
		asProgram + "=1", "STANOK_DATA=" + data, "STANOK_LISTEN=127.0.0.1:0", "STANOK_ADMIN_TOKEN=" + adminToken,
		"STANOK_ALLOW_NETWORKS=127.0.0.0/8", "STANOK_DRAIN=25s",
	}, more...)...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = p.cmd.Wait(); close(p.over) }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); <-p.over })
	p.api = api{t, p.address(t), adminToken}
	p.eventually("it is ready", func() bool { return p.do("GET", "/readyz", "").StatusCode == http.StatusOK })
	return p
}

// clean is an environment without settings of the program.
func clean(env []string) (kept []string) {
	for _, pair := range env {
		if !strings.HasPrefix(pair, "STANOK_") {
			kept = append(kept, pair)
		}
	}
	return kept
}

var addressLine = regexp.MustCompile(`address +(http://\S+)\n`)

// address is where its start screen says that it is.
func (p *process) address(t *testing.T) (url string) {
	t.Helper()
	api{t: t}.eventually("the start screen", func() bool {
		select {
		case <-p.over:
			t.Fatalf("it ended with %s:\n%s%s", p.cmd.ProcessState, p.out, p.log)
		default:
		}
		found := addressLine.FindStringSubmatch(p.out.String())
		if found != nil {
			url = found[1]
		}
		return found != nil
	})
	return url
}

// eventually waits until something holds.
func (a api) eventually(what string, holds func() bool) {
	a.t.Helper()
	for until := time.Now().Add(patient); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			a.t.Fatalf("it did not happen that %s", what)
		}
	}
}

// stop asks it to stop.
func (p *process) stop() {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
}

// stops waits until it takes nothing new any more.
func (p *process) stops() {
	p.t.Helper()
	p.eventually("it says that it stops", func() bool {
		return p.do("GET", "/readyz", "").StatusCode == http.StatusServiceUnavailable
	})
}

// ends waits for its end and returns its exit code.
func (p *process) ends() int {
	p.t.Helper()
	await(p.t, p.over, "its end")
	return p.cmd.ProcessState.ExitCode()
}

// gated is a document whose operations wait for a sink, one at a time.
func gated(k *sink, when string) string {
	return `
format: 1
name: Gated
settings: {concurrency: 1}
source:
  type: webhook
  with:
    methods: [POST]
    answer: {when: ` + when + `, within: 1m}
actions:
  - id: ask
    type: http.request
    with: {method: GET, url: "` + k.URL + `/"}
`
}

func TestAServerThatIsToldToStopFinishesWhatItBegan(t *testing.T) {
	k, data := newSink(t), t.TempDir()
	p := launch(t, data)
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := p.do("GET", path, ""); got.StatusCode != http.StatusOK {
			t.Errorf("%s answered %d", path, got.StatusCode)
		}
	}
	if got := p.do("GET", "/metrics", ""); !strings.Contains(got.body, "stanok_events_total") {
		t.Errorf("/metrics answered %d: %s", got.StatusCode, got.body)
	}
	for _, part := range []string{"http://127.0.0.1:", "data      " + data, "no smtp_url", "no public_url"} {
		if !strings.Contains(p.out.String(), part) {
			t.Errorf("the start screen does not say %q:\n%s", part, p.out)
		}
	}
	waits := p.deploy(gated(k, "finished"))
	heard := make(chan reply, 1)
	go func() { heard <- api{t, waits.Link, ""}.do("POST", "", "{}") }()
	await(t, k.reached, "the first call")
	last := p.deploy(gated(k, "accepted"))
	p.send(last.Link, "{}")
	await(t, k.reached, "the second call")
	queued := p.send(last.Link, "{}") // behind the one before
	stream := p.stream()

	p.stop()
	p.stops()
	close(k.release)
	if got := await(t, heard, "the answer"); got.StatusCode != http.StatusOK || !strings.Contains(got.body, "succeeded") {
		t.Errorf("the caller who waited got %d: %s", got.StatusCode, got.body)
	}
	await(t, stream, "the end of the stream")
	if code := p.ends(); code != exitDone {
		t.Errorf("it exited with %d:\n%s", code, p.log)
	}

	p = launch(t, data)
	if op := p.finished(queued); op.State != "succeeded" {
		t.Errorf("the event that was accepted last is %s", op.State)
	}
}

// stream reads /events and returns a channel that is closed when they end.
func (p *process) stream() <-chan struct{} {
	p.t.Helper()
	began, over := make(chan struct{}), make(chan struct{})
	r, err := http.NewRequestWithContext(context.WithoutCancel(p.t.Context()), "GET", p.url+"/api/v1/events", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	go func() {
		defer close(over)
		got, err := outside.Do(r)
		close(began)
		if err != nil {
			return
		}
		defer got.Body.Close()
		_, _ = io.Copy(io.Discard, got.Body)
	}()
	await(p.t, began, "the stream")
	return over
}

func TestTheSecondSignalEndsAServerAtOnceAndKillNineLosesNothing(t *testing.T) {
	k, data := newSink(t), t.TempDir()
	p := launch(t, data)
	id := p.send(p.deploy(gated(k, "accepted")).Link, "{}")
	first := await(t, k.reached, "the first call")
	p.stop()
	p.stops()
	again := time.Now()
	p.stop()
	if p.ends(); time.Since(again) > 2*time.Second {
		t.Errorf("it took %s after the second signal", time.Since(again))
	}

	p = launch(t, data)
	if key := await(t, k.reached, "the call after the restart"); key != first {
		t.Errorf("the call was repeated under the key %q, not %q", key, first)
	}
	_ = p.cmd.Process.Kill()
	p.ends()

	p = launch(t, data)
	await(t, k.reached, "the call after kill -9")
	close(k.release)
	if op := p.finished(id); op.State != "succeeded" {
		t.Errorf("the operation is %s: %+v", op.State, op.Failure)
	}
}
