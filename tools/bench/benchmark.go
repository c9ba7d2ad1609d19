package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"stanok/tools/flow"
	"stanok/tools/load"
)

// patience is how long nothing may arrive before what is missing counts as lost.
const patience = 15 * time.Second

// warmUp is how many webhooks a contender works before it is measured.
const warmUp = 500

// benchmark is one measurement: contenders that take turns at one sink.
type benchmark struct {
	options
	sink       *flow.Sink
	contenders []contender
	figures    map[string][]figures // by contender, one for each round
	number     int64                // of the next request; never used twice
}

// figures are what one contender did in one round.
type figures struct {
	closed, open load.Result
	peak, files  float64 // MiB
}

func newBenchmark(o options, home string) (*benchmark, error) {
	sink, err := flow.StartSink()
	if err != nil {
		return nil, err
	}
	b := &benchmark{options: o, sink: sink, figures: map[string][]figures{}, number: 1}
	for _, c := range []contender{newBaseline(home), newFresh(o.bin, home), newFilled(o, home)} {
		if (o.only == "" || o.only == c.name()) && (c.name() != history || o.history > 0) {
			b.contenders = append(b.contenders, c)
		}
	}
	if len(b.contenders) == 0 {
		sink.Close()
		return nil, fmt.Errorf("there is no contender %q", o.only)
	}
	return b, nil
}

func (b *benchmark) close() { b.sink.Close() }

func (b *benchmark) measure(ctx context.Context) error {
	for _, c := range b.contenders {
		if err := c.prepare(ctx, b); err != nil {
			return fmt.Errorf("preparing %s: %w", c.name(), err)
		}
	}
	for round := range b.rounds {
		for _, c := range b.contenders {
			say("round %d of %d: %s", round+1, b.rounds, c.name())
			f, err := b.turn(ctx, c)
			if err != nil {
				return fmt.Errorf("measuring %s: %w", c.name(), err)
			}
			b.figures[c.name()] = append(b.figures[c.name()], f)
		}
	}
	return nil
}

// turn is one contender in one round, from its start to its end.
func (b *benchmark) turn(ctx context.Context, c contender) (figures, error) {
	p, err := c.start(ctx, b.sink.Addr())
	if err != nil {
		return figures{}, err
	}
	defer p.Kill()
	var f figures
	if _, err := b.run(ctx, p, warmUp, 0); err != nil {
		return f, err
	}
	if f.closed, err = b.run(ctx, p, b.events, 0); err != nil {
		return f, err
	}
	if f.open, err = b.run(ctx, p, b.due, b.rate); err != nil {
		return f, err
	}
	memory, err := p.Memory()
	if err != nil {
		return f, err
	}
	f.peak, f.files = memory.Peak, memory.Files
	return f, p.Stop()
}

// run sends one load to a contender.
func (b *benchmark) run(ctx context.Context, p running, events int, rate float64) (load.Result, error) {
	l := load.Load{Webhook: p.webhook, Events: events, Connections: b.connections, Rate: rate, Patience: patience}
	result, err := l.Run(ctx, b.sink, b.number)
	b.number += int64(events)
	switch {
	case err != nil:
		return result, err
	case ctx.Err() != nil:
		return result, context.Cause(ctx)
	case result.Completed == 0:
		return result, fmt.Errorf("nothing arrived; the first trouble: %s", result.Trouble)
	}
	return result, nil
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
