package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"stanok/tools/program"
)

// house is a data folder, the address of the program that works on it, and the
// service that its flows call. The program comes and goes; the rest stays.
type house struct {
	program.API
	server program.Server
	sink   *sink
	former []string // addresses that the data was served at before
}

// house makes a house in a folder of its own.
func (t *trial) house(name string, flags ...string) (*house, error) {
	folder := filepath.Join(t.home, name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	addr, err := program.FreeAddr()
	if err != nil {
		return nil, err
	}
	s := startSink()
	return &house{
		API:    program.API{Addr: addr},
		server: program.Server{Bin: t.bin, Home: folder, Addr: addr, Allow: s.addr(), Flags: flags},
		sink:   s,
	}, nil
}

func (h *house) close() { h.sink.close() }

// start starts the program and returns when it is ready.
func (h *house) start(ctx context.Context) (*program.Process, error) {
	c, err := h.server.Command()
	if err != nil {
		return nil, err
	}
	return program.Start(ctx, c, h.Addr)
}

// launch starts the program and waits for nothing.
func (h *house) launch(ctx context.Context) (*program.Process, error) {
	c, err := h.server.Command()
	if err != nil {
		return nil, err
	}
	return program.Launch(ctx, c)
}

// deploy creates a flow that sends each event on to a path of the sink, and
// returns its link. Settings are those of the document, in braces.
func (h *house) deploy(path, settings string) (link string, err error) {
	return h.deployAs(path, path, settings)
}

// deployAs gives the flow a name, as YAML.
func (h *house) deployAs(name, path, settings string) (link string, err error) {
	p, err := h.Deploy(fmt.Sprintf(document, name, settings, h.sink.addr(), path))
	return p.WebhookURL, err
}

const document = `format: 1
name: %s
settings: %s
source:
  type: webhook
  with:
    methods: [POST]
    params:
      - {name: n, type: text, required: true}
    answer: {when: accepted}
actions:
  - id: send
    type: http.request
    retry: {attempts: 20, first: 500ms, max: 2s}
    with:
      method: POST
      timeout: 10m
      url: "http://%s/%s"
      repeat_safe: true
      body: {kind: json, from: "{{ source.json }}"}
`

// states reads how every operation stands.
func (h *house) states() (map[string]string, error) {
	states := map[string]string{}
	for filter := (url.Values{"limit": {"500"}}); ; {
		page, next, err := h.Operations(filter)
		if err != nil {
			return nil, fmt.Errorf("reading all operations: %w", err)
		}
		for _, op := range page {
			states[op.ID] = op.State
		}
		if next == "" {
			return states, nil
		}
		filter.Set("cursor", next)
	}
}

// drained waits until every operation has ended, at most the given time, and
// reads how all stand.
func (h *house) drained(ctx context.Context, within time.Duration) (map[string]string, error) {
	for end := time.Now().Add(within); time.Now().Before(end) && ctx.Err() == nil; {
		busy, err := h.busy()
		if err != nil {
			return nil, err
		}
		if !busy {
			break
		}
		pause(ctx, 100*time.Millisecond)
	}
	return h.states()
}

// busy reports whether some operation has not ended. A page of a search may be
// empty before the end of the list.
func (h *house) busy() (bool, error) {
	for filter := (url.Values{"state": {"kept,queued,running,waiting"}, "limit": {"1"}}); ; {
		page, next, err := h.Operations(filter)
		if err != nil || len(page) > 0 || next == "" {
			return len(page) > 0, err
		}
		filter.Set("cursor", next)
	}
}

// command runs a command of the program on the data folder, and returns its exit
// code and all that it said.
func (h *house) command(ctx context.Context, env []string, args ...string) (code int, said string) {
	c := exec.CommandContext(ctx, h.server.Bin, args...)
	c.Env = append(os.Environ(), env...)
	out, _ := c.CombinedOutput() // how it ended is read from the process state
	if c.ProcessState == nil {
		return -1, "it did not start"
	}
	return c.ProcessState.ExitCode(), string(out)
}

// check has the program look for damage in the data folder of a stopped one.
func (h *house) check(ctx context.Context, t *trial) {
	code, said := h.command(ctx, nil, "check", "--data", h.server.Data())
	if code == 0 {
		said = ""
	}
	t.see(code == 0, "check: exit %d%.300s", code, said)
}

// status asks for a page and returns the answer's status; 0 for no answer.
func status(client *http.Client, url string) int {
	answer, err := client.Get(url)
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
