package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"stanok/tools/program"
)

// pair is the program that is tried, and the program that it was made of if a
// fault was planted in it. What is not the trial itself is left to the sound one.
type pair struct{ tried, sound string }

// site is a program with its data folder, its address and the sink it calls.
// The program comes and goes; the rest stays.
type site struct {
	program.API
	server program.Server
	sound  string // the program that prepares the folder and checks it
	sink   *sink
	links  map[string]string // flow -> path of its webhook
}

// newSite makes a site in a new folder below home. close ends its sink.
func newSite(p pair, home string) (*site, error) {
	folder, err := os.MkdirTemp(home, "site-")
	if err != nil {
		return nil, err
	}
	addr, err := steadyAddr()
	if err != nil {
		return nil, err
	}
	sink, err := startSink()
	if err != nil {
		return nil, err
	}
	return &site{
		API:    program.API{Addr: addr},
		sound:  p.sound,
		server: program.Server{Bin: p.tried, Home: folder, Addr: addr, Allow: sink.addr},
		sink:   sink,
		links:  map[string]string{},
	}, nil
}

// steadyAddr is a free host:port below those that the system gives to outgoing
// connections, so that nobody takes it while the program is down.
func steadyAddr() (string, error) {
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", 10_000+rand.IntN(20_000))
		if listener, err := net.Listen("tcp", addr); err == nil {
			return addr, listener.Close()
		}
	}
	return "", errors.New("no port between 10000 and 30000 is free")
}

func (s *site) close() { s.sink.close() }

// launch starts the program and does not wait for it; a wrapper, such as a
// tracer, is a command that the program's own follows.
func (s *site) launch(ctx context.Context, wrapper ...string) (*program.Process, error) {
	command, err := s.server.Command()
	if err != nil {
		return nil, err
	}
	if len(wrapper) > 0 {
		command.Args = append(append(wrapper[1:len(wrapper):len(wrapper)], command.Path), command.Args...)
		command.Path = wrapper[0]
	}
	return program.Launch(ctx, command)
}

// start starts the program and returns when it is ready.
func (s *site) start(ctx context.Context, wrapper ...string) (*program.Process, error) {
	p, err := s.launch(ctx, wrapper...)
	if err != nil {
		return nil, err
	}
	if err := p.Ready(ctx, s.Addr); err != nil {
		p.Kill()
		return nil, err
	}
	return p, nil
}

// prepare makes the data folder, with flows in it, by a first start and stop.
func (s *site) prepare(ctx context.Context, names ...string) error {
	quiet := *s
	quiet.server.Bin = s.sound
	p, err := quiet.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	if err := s.deploy(names...); err != nil {
		return err
	}
	return p.Stop()
}

// deploy creates flows on the running program.
func (s *site) deploy(names ...string) error {
	for _, flow := range names {
		p, err := s.Deploy(document(flow, s.sink.addr))
		if err != nil {
			return fmt.Errorf("deploying %s: %w", flow, err)
		}
		if s.links[flow], err = pathOf(p.WebhookURL); err != nil {
			return err
		}
	}
	return nil
}

// drain waits until every operation has ended, at most the given time.
func (s *site) drain(ctx context.Context, within time.Duration) error {
	for end := time.Now().Add(within); ; {
		busy, err := s.busy()
		if err != nil {
			return fmt.Errorf("asking what has not ended: %w", err)
		}
		if !busy || time.Now().After(end) || ctx.Err() != nil {
			return context.Cause(ctx) // what is left is found when all are read
		}
		pause(ctx, 50*time.Millisecond)
	}
}

// busy reports whether some operation has not ended. A page of a search may be
// empty before the end of the list.
func (s *site) busy() (bool, error) {
	for filter := (url.Values{"state": {"kept,queued,running,waiting"}, "limit": {"1"}}); ; {
		page, next, err := s.Operations(filter)
		if err != nil || len(page) > 0 || next == "" {
			return len(page) > 0, err
		}
		filter.Set("cursor", next)
	}
}

// ends reads how every operation stands.
func (s *site) ends() (map[string]ending, error) {
	ends := map[string]ending{}
	for filter := (url.Values{"limit": {"500"}}); ; {
		page, next, err := s.Operations(filter)
		if err != nil {
			return nil, fmt.Errorf("reading all operations: %w", err)
		}
		for _, op := range page {
			ends[op.ID] = ending{op.State, op.FinishedAt}
		}
		if next == "" {
			return ends, nil
		}
		filter.Set("cursor", next)
	}
}

// check runs the program's own search for damage on the data folder of a
// stopped program.
func (s *site) check(ctx context.Context) finding {
	began := time.Now()
	out, err := exec.CommandContext(ctx, s.sound, "check", "--data", s.server.Data()).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return finding{fileSound, true, fmt.Sprintf("exit 0 in %v, %.1f MiB", rounded(time.Since(began)), s.size())}
	case errors.As(err, &exit):
		return finding{fileSound, false, fmt.Sprintf("exit %d: %.500s", exit.ExitCode(), out)}
	}
	return finding{fileSound, false, err.Error()}
}

// size is what the data folder holds, in MiB.
func (s *site) size() (mib float64) {
	_ = filepath.WalkDir(s.server.Data(), func(_ string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := d.Info(); err == nil && !d.IsDir() {
			mib += float64(info.Size()) / (1 << 20)
		}
		return nil
	})
	return mib
}
