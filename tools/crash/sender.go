package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"stanok/tools/wire"
)

// mostAhead is how many acknowledged events may be on their way before no more
// are sent: a run must end with all of them worked.
const mostAhead = 800

// senders post events on many connections, each event once, until ctx ends. An
// answer that a kill swallowed is not in the ledger, whatever became of it.
type senders struct {
	ledger *ledger
	sink   *sink
	links  map[string]string // flow -> path of its webhook
	addr   string
	next   atomic.Int64
}

func (s *senders) run(ctx context.Context, connections int) {
	var all sync.WaitGroup
	for range connections {
		all.Go(func() {
			conn := wire.NewConn(s.addr)
			defer conn.Close()
			for ctx.Err() == nil {
				if s.ahead() > mostAhead || !s.post(conn) {
					pause(ctx, 20*time.Millisecond) // it is behind, or down
				}
			}
		})
	}
	all.Wait()
}

// ahead is how many acknowledged events are on their way. Those of a send that
// must not be repeated are left out: they need not arrive.
func (s *senders) ahead() int {
	sure := []string{forward, chain, later}
	return s.ledger.count(sure...) - s.sink.events(sure...)
}

// post sends the next event and reports whether the program answered.
func (s *senders) post(conn *wire.Conn) bool {
	n := s.next.Add(1)
	r := receipt{flow: flows[int(n)%len(flows)], n: n, sent: time.Now()}
	status, answer, err := conn.Do(wire.AppendPost(nil, s.addr, s.links[r.flow], event(n)))
	r.got = time.Now()
	switch {
	case err != nil:
		return false
	case status/100 != 2:
		s.ledger.refuse(fmt.Sprintf("%d %.120s", status, answer))
		return false
	}
	r.operation = operationOf(answer)
	s.ledger.add(r)
	return true
}

// operationOf is the operation that an acknowledgement names.
func operationOf(answer []byte) string {
	var named struct{ Operation string }
	_ = json.Unmarshal(answer, &named) // without a name it is not found later, and counts as lost
	return named.Operation
}

// pathOf is the path of a link.
func pathOf(link string) (string, error) {
	u, err := url.Parse(link)
	if err != nil {
		return "", err
	}
	return u.RequestURI(), nil
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
