package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"stanok/tools/flow"
	"stanok/tools/load"
	"stanok/tools/program"
)

// The contenders' names, which are also the heads of the table.
const (
	baseline = "baseline"
	stanok   = "stanok"
	history  = "history"
)

// contender is a program that runs the reference flow.
type contender interface {
	name() string
	// prepare is called once, before the first round.
	prepare(ctx context.Context, b *benchmark) error
	// start starts the program with its flow, which calls the sink.
	start(ctx context.Context, sink string) (running, error)
}

// running is a started contender.
type running struct {
	*program.Process
	webhook string
}

// plain is the flow written in Go, on an empty store in each round.
type plain struct{ home string }

func newBaseline(home string) *plain { return &plain{home} }

func (*plain) name() string { return baseline }

func (*plain) prepare(context.Context, *benchmark) error { return nil }

func (c *plain) start(ctx context.Context, sink string) (running, error) {
	self, err := os.Executable()
	if err != nil {
		return running{}, err
	}
	addr, err := program.FreeAddr()
	if err != nil {
		return running{}, err
	}
	home, err := os.MkdirTemp(c.home, baseline)
	if err != nil {
		return running{}, err
	}
	process, err := program.Start(ctx, program.Command{
		Path: self,
		Args: []string{"baseline", "-listen", addr, "-sink", sink, "-file", filepath.Join(home, "baseline.db")},
		Log:  filepath.Join(home, "log"),
	}, addr)
	return running{process, "http://" + addr + "/webhook"}, err
}

// fresh is Stanok on an empty store in each round.
type fresh struct{ bin, home string }

func newFresh(bin, home string) *fresh { return &fresh{bin, home} }

func (*fresh) name() string { return stanok }

func (*fresh) prepare(context.Context, *benchmark) error { return nil }

func (c *fresh) start(ctx context.Context, sink string) (running, error) {
	home, err := os.MkdirTemp(c.home, stanok)
	if err != nil {
		return running{}, err
	}
	server, err := program.StartStanok(ctx, c.bin, home, sink)
	if err != nil {
		return running{}, err
	}
	processing, err := server.Deploy(flow.Document(sink))
	if err != nil {
		server.Kill()
		return running{}, err
	}
	return running{server.Process, processing.WebhookURL}, nil
}

// filled is Stanok on a store that already holds a history, which it made
// itself. It goes on with the same store from round to round.
type filled struct {
	bin, home  string
	operations int
	processing string
}

func newFilled(o options, home string) *filled {
	return &filled{bin: o.bin, home: filepath.Join(home, history), operations: o.history}
}

func (*filled) name() string { return history }

func (c *filled) prepare(ctx context.Context, b *benchmark) error {
	say("filling a store with %d operations", c.operations)
	if err := os.Mkdir(c.home, 0o700); err != nil {
		return err
	}
	server, err := program.StartStanok(ctx, c.bin, c.home, b.sink.Addr())
	if err != nil {
		return err
	}
	defer server.Kill()
	processing, err := server.Deploy(flow.Document(b.sink.Addr()))
	if err != nil {
		return err
	}
	c.processing = processing.ID
	var result load.Result
	if result, err = b.run(ctx, running{server.Process, processing.WebhookURL}, c.operations, 0); err != nil {
		return err
	}
	if !result.Clean() {
		return fmt.Errorf("%d of %d operations completed; the first trouble: %s", result.Completed, c.operations, result.Trouble)
	}
	return server.Stop()
}

func (c *filled) start(ctx context.Context, sink string) (running, error) {
	server, err := program.StartStanok(ctx, c.bin, c.home, sink)
	if err != nil {
		return running{}, err
	}
	processing, err := server.Processing(c.processing)
	if err != nil {
		server.Kill()
		return running{}, err
	}
	return running{server.Process, processing.WebhookURL}, nil
}
