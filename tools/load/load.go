// Package load sends the webhooks of the reference flow to a program and follows
// each of them to the sink, so it knows when it was sent, answered and done.
package load

import (
	"context"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"stanok/tools/flow"
	"stanok/tools/wire"
)

// Load is what one measurement sends.
type Load struct {
	Webhook     string // the address of the webhook
	Events      int
	Connections int

	// Rate is the number of webhooks a second that are due whatever the program
	// does; each counts from the moment it was due, so a stall is charged to all
	// that it held up. With zero the loop is closed end to end: a connection
	// sends its next webhook when the last one has reached the sink.
	Rate float64

	// Patience is how long nothing may arrive before the rest counts as lost.
	Patience time.Duration
}

// Run sends the load and returns when every answered webhook has arrived, or
// when patience or ctx ended. first must differ between runs by more than their
// events: it is the number of the first request.
func (l Load) Run(ctx context.Context, sink *flow.Sink, first int64) (Result, error) {
	webhook, err := url.Parse(l.Webhook)
	if err != nil {
		return Result{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	wrongBefore, _ := sink.Wrong()
	r := &run{Load: l, host: webhook.Host, path: webhook.RequestURI(), ledger: newLedger(first, l.Events)}
	sink.OnLead(r.ledger.arrive)
	defer sink.OnLead(func(int64) {})

	patience := make(chan struct{})
	go func() {
		defer close(patience)
		r.ledger.watch(ctx, l.Patience)
		cancel()
	}()
	r.send(ctx)
	r.ledger.allSent()
	<-patience
	result := r.ledger.result()
	wrong, why := sink.Wrong()
	result.Wrong = int(wrong - wrongBefore)
	if result.Trouble == "" && result.Wrong > 0 {
		result.Trouble = why
	}
	return result, nil
}

// run is one load under way.
type run struct {
	Load
	host, path string
	next       atomic.Int64
	ledger     *ledger
}

func (r *run) send(ctx context.Context) {
	var all sync.WaitGroup
	for range r.Connections {
		all.Go(func() {
			s := sender{run: r, conn: wire.NewConn(r.host)}
			defer s.conn.Close()
			s.loop(ctx)
		})
	}
	all.Wait()
}

// sender is one connection.
type sender struct {
	*run
	conn          *wire.Conn
	request, body []byte
}

func (s *sender) loop(ctx context.Context) {
	arrived := make(chan struct{}, 1)
	for ctx.Err() == nil {
		i := s.next.Add(1) - 1
		if i >= int64(s.Events) {
			return
		}
		if s.Rate > 0 {
			due := time.Duration(float64(i) / s.Rate * float64(time.Second))
			if !sleepUntil(ctx, s.ledger.began.Add(due)) {
				return
			}
			s.post(i, due)
			continue
		}
		s.ledger.wake(i, arrived)
		if !s.post(i, s.ledger.now()) {
			arrived = make(chan struct{}, 1) // the old one may still get its word
			continue
		}
		select {
		case <-arrived:
		case <-ctx.Done():
		}
	}
}

// post sends one webhook, whose times count from the given moment, and reports
// whether it was accepted.
func (s *sender) post(i int64, from time.Duration) bool {
	s.body = flow.AppendEvent(s.body[:0], s.ledger.first+i)
	s.request = wire.AppendPost(s.request[:0], s.host, s.path, s.body)
	s.ledger.sent(i, from)
	status, answer, err := s.conn.Do(s.request)
	return s.ledger.answered(i, status, answer, err)
}

func sleepUntil(ctx context.Context, t time.Time) bool {
	wait := time.Until(t)
	if wait <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
