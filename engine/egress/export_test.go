package egress

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// Host is a host on its own, for tests in the fake time of testing/synctest.
type Host struct {
	h     *host
	epoch time.Time
}

// Outcomes of a request.
const (
	Neutral = neutral
	Worked  = worked
	Good    = good
	Bad     = bad
)

func NewHost(limit int) *Host { return &Host{&host{limit: limit}, time.Now()} }

func (h *Host) now() time.Duration { return time.Since(h.epoch) }

// Enter returns what gives the slot back.
func (h *Host) Enter(ctx context.Context, retry bool, wait time.Duration) (leave func(outcome), err *Error) {
	p, err := h.h.enter(ctx, h.now, retry, wait)
	return func(o outcome) { h.h.leave(p, h.now(), o, 0) }, err
}

// ConnectUnchecked connects to an address that nothing has checked yet.
func ConnectUnchecked(e *Egress, ap netip.AddrPort) (net.Conn, error) {
	t := &target{host: "name.test", port: ap.Port(), label: "name.test"}
	return asConn(e.connect(context.Background(), t, []netip.Addr{ap.Addr()}, &e.rules))
}

// Known returns how many places and hosts e remembers.
func Known(e *Egress) (places, hosts int) {
	return len(e.hosts.places.entries), len(e.hosts.hosts.entries)
}
