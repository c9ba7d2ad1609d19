// Package program starts a server from outside, waits until it is ready, and
// talks to it over the contract: nothing here knows how the server is made.
package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Command is a server to start.
type Command struct {
	Path string
	Args []string
	Env  []string // added to the environment, without what it says of Stanok
	Log  string   // file that takes what it prints; added to when it is there
}

// Process is a server that runs.
type Process struct {
	cmd    *exec.Cmd
	log    string
	exited chan struct{} // closed when the process has ended
	client *http.Client
}

// readyWithin is how long a server may take before /readyz answers 200.
const readyWithin = 60 * time.Second

// askEvery is the pause between two questions whether a server is ready: short,
// since the time to readiness is measured, and no load to speak of.
const askEvery = 10 * time.Millisecond

// stopWithin is how long a server may take to stop; longer than its own drain.
const stopWithin = 45 * time.Second

// FreeAddr is a host:port of the loopback address that nobody listens at now.
func FreeAddr() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// Start starts a server that will listen at addr and returns when it is ready.
// The end of ctx kills it.
func Start(ctx context.Context, c Command, addr string) (*Process, error) {
	p, err := Launch(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := p.Ready(ctx, addr); err != nil {
		p.Kill()
		return nil, err
	}
	return p, nil
}

// Launch starts a server and does not wait for anything. The end of ctx kills
// it.
func Launch(ctx context.Context, c Command) (*Process, error) {
	output, err := os.OpenFile(c.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer output.Close()
	cmd := exec.CommandContext(ctx, c.Path, c.Args...)
	cmd.Stdout, cmd.Stderr = output, output
	cmd.Env = append(cleanEnvironment(), c.Env...)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", c.Path, err)
	}
	p := &Process{cmd: cmd, log: c.Log, exited: make(chan struct{}), client: &http.Client{Timeout: 5 * time.Second}}
	go func() {
		defer close(p.exited)
		_ = cmd.Wait() // how it ended is read from the process state
	}()
	return p, nil
}

// Exited is closed when the process has ended.
func (p *Process) Exited() <-chan struct{} { return p.exited }

// ExitCode is how a process that has ended did so: -1 when a signal ended it.
func (p *Process) ExitCode() int { return p.cmd.ProcessState.ExitCode() }

// PID is the number of the process, whether or not it still runs.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Ready returns when the server that listens at addr answers that it is ready,
// or says why it does not.
func (p *Process) Ready(ctx context.Context, addr string) error {
	url := "http://" + addr + "/readyz"
	end := time.Now().Add(readyWithin)
	for time.Now().Before(end) {
		if answer, err := p.client.Get(url); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-p.exited:
			return fmt.Errorf("the process ended with %s before it was ready; the end of its log:\n%s", p.cmd.ProcessState, p.tail())
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(askEvery):
		}
	}
	return fmt.Errorf("the process was not ready within %s; the end of its log:\n%s", readyWithin, p.tail())
}

// Kill ends the process at once, as a power cut would, and returns when it is
// gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.exited
}

// Stop asks the process to stop and says how it failed to: a process that does
// not end is killed.
func (p *Process) Stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.exited:
	case <-time.After(stopWithin):
		p.Kill()
		return fmt.Errorf("the process still ran %s after it was asked to stop", stopWithin)
	}
	if !p.cmd.ProcessState.Success() {
		return fmt.Errorf("the process ended with %s; the end of its log:\n%s", p.cmd.ProcessState, p.tail())
	}
	return nil
}

func (p *Process) tail() string {
	const shown = 4000
	file, err := os.Open(p.log)
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err.Error()
	}
	text, err := io.ReadAll(io.NewSectionReader(file, max(0, info.Size()-shown), shown))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// cleanEnvironment is the environment without settings of the program and
// without proxies, which have no place between two local addresses.
func cleanEnvironment() []string {
	var kept []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "STANOK_") && !strings.HasSuffix(strings.ToLower(name), "_proxy") {
			kept = append(kept, pair)
		}
	}
	return kept
}
