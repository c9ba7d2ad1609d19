package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// plan is the size of one campaign of kills.
type plan struct {
	kills, events int           // at least
	within        time.Duration // else the campaign is broken off
	drain         time.Duration
	connections   int
}

// times is the plan with another number of kills, and as much more time.
func (p plan) times(kills int) plan {
	p.within = max(p.within, p.within*time.Duration(kills)/time.Duration(p.kills))
	p.kills = kills
	return p
}

// campaign kills one program on one data folder again and again under load.
type campaign struct {
	plan
	site    *site
	ledger  *ledger
	kills   []time.Time
	moments map[moment]int
	starts  []time.Duration // from the start to readiness
	drained time.Duration
}

// moment is when in its life a program is killed.
type moment string

const (
	starting  moment = "while it started"
	justReady moment = "just after"
	working   moment = "at work"
)

// choose picks the next moment: most kills hit the program at work, and every
// fourth one the time of recovery.
func choose() moment {
	switch rand.IntN(8) {
	case 0:
		return starting
	case 1:
		return justReady
	}
	return working
}

// runCampaign makes a campaign in a folder below home and judges what it left
// behind. Its error means that nothing could be judged.
func runCampaign(ctx context.Context, bin pair, home string, p plan) ([]finding, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, p.within, fmt.Errorf("the campaign took longer than %v", p.within))
	defer cancel()
	s, err := newSite(bin, home)
	if err != nil {
		return nil, err
	}
	defer s.close()
	c := &campaign{plan: p, site: s, ledger: newLedger(), moments: map[moment]int{}}
	if err := s.prepare(ctx, flows...); err != nil {
		return nil, err
	}
	watch := &observer{site: s, seen: map[string]ending{}}
	if err := c.underLoad(ctx, watch); err != nil {
		return nil, err
	}
	e := evidence{receipts: c.ledger.all(), kills: c.kills, seen: watch.seen}
	if e.ends, err = c.rest(ctx); err != nil {
		return nil, err
	}
	e.arrivals = s.sink.all()
	findings := append([]finding{c.done()}, e.judge()...)
	return append(findings, readiness(c.starts), s.check(ctx)), nil
}

// underLoad sends and kills until there was enough of both.
func (c *campaign) underLoad(ctx context.Context, watch *observer) error {
	load, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	senders := &senders{ledger: c.ledger, sink: c.site.sink, links: c.site.links, addr: c.site.Addr}
	all.Go(func() { senders.run(load, c.connections) })
	all.Go(func() { watch.run(load) })
	for told := time.Now(); len(c.kills) < c.plan.kills || c.ledger.count(flows...) < c.events; {
		if err := c.life(ctx, choose()); err != nil {
			return err
		}
		if time.Since(told) > 5*time.Second {
			told = time.Now()
			say("  %d kills, %d acknowledged, %d at the sink", len(c.kills), c.ledger.count(flows...), c.site.sink.events(flows...))
		}
	}
	return nil
}

// life starts the program and kills it at the given moment.
func (c *campaign) life(ctx context.Context, when moment) error {
	began := time.Now()
	p, err := c.site.launch(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	if when == starting {
		pause(ctx, rand.N(c.usual()))
	} else {
		if err := p.Ready(ctx, c.site.Addr); err != nil {
			return fmt.Errorf("starting after kill %d: %w", len(c.kills), err)
		}
		c.starts = append(c.starts, time.Since(began))
	}
	switch when {
	case justReady:
		pause(ctx, rand.N(20*time.Millisecond))
	case working:
		pause(ctx, 20*time.Millisecond+rand.N(480*time.Millisecond))
	}
	select {
	case <-p.Exited():
		return fmt.Errorf("the program ended by itself with %d after kill %d", p.ExitCode(), len(c.kills))
	default:
	}
	c.kills = append(c.kills, time.Now())
	c.moments[when]++
	p.Kill()
	c.site.sink.settle()
	return context.Cause(ctx)
}

// usual is how long a start takes, by the last one.
func (c *campaign) usual() time.Duration {
	if len(c.starts) == 0 {
		return 200 * time.Millisecond
	}
	return c.starts[len(c.starts)-1]
}

// rest starts the program a last time, lets it end all it has, reads how
// everything stands, and stops it as one should.
func (c *campaign) rest(ctx context.Context) (map[string]ending, error) {
	began := time.Now()
	p, err := c.site.start(ctx)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	c.starts = append(c.starts, time.Since(began))
	if err := c.site.drain(ctx, c.drain); err != nil {
		return nil, err
	}
	c.drained = time.Since(began)
	ends, err := c.site.ends()
	if err != nil {
		return nil, err
	}
	return ends, p.Stop()
}

// done says what was done, and holds if that was enough to judge by.
func (c *campaign) done() finding {
	text := fmt.Sprintf("%d kills (%d %s, %d %s, %d %s), %d acknowledged, drained %v after the last start",
		len(c.kills), c.moments[working], working, c.moments[starting], starting, c.moments[justReady], justReady,
		c.ledger.count(flows...), rounded(c.drained))
	for why, count := range c.ledger.refusals() {
		text += fmt.Sprintf("; %d times not acknowledged: %s", count, why)
	}
	return finding{"done", len(c.kills) >= c.plan.kills && c.ledger.count(flows...) >= c.events, text}
}
