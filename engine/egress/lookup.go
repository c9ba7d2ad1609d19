package egress

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"
)

// maxAddresses bounds what one answer of the name service may make us try.
const maxAddresses = 16

func systemLookup(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// place is where a name leads: the addresses that may be dialled, and the host
// that counts what is sent there. It never changes once made.
type place struct {
	addrs []netip.Addr
	host  *host
	until time.Duration // when the name is looked up again
}

const placeKept = 30 * time.Second

// place returns where t leads, from memory when it was asked a short while ago.
func (e *Egress) place(ctx context.Context, t *target) (*place, *Error) {
	now := e.now()
	if p := e.hosts.place(t.name, now); p != nil {
		return p, nil
	}
	addrs, err := e.find(ctx, t, now)
	if err != nil {
		return nil, err
	}
	if addrs, err = e.permitted(t, addrs); err != nil {
		return nil, err
	}
	return e.hosts.settle(t.name, addrs, t.port, now), nil
}

// find is lookup for a request: a name that keeps failing rests like a host.
func (e *Egress) find(ctx context.Context, t *target, now time.Duration) ([]netip.Addr, *Error) {
	if a, err := netip.ParseAddr(t.host); err == nil {
		return []netip.Addr{a}, nil
	}
	nameless := e.hosts.nameless(t.name)
	pass, refused := nameless.tryEnter(now)
	if refused != nil {
		return nil, refused.at(t.label)
	}
	addrs, err := e.lookup(ctx, t)
	nameless.leave(pass, e.now(), outcomeOf(err), 0)
	return addrs, err
}

// lookup returns every address of t's host, permitted or not.
func (e *Egress) lookup(ctx context.Context, t *target) ([]netip.Addr, *Error) {
	if a, err := netip.ParseAddr(t.host); err == nil {
		return []netip.Addr{a}, nil
	}
	limit := e.c.Timeouts.DNS
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	addrs, err := e.c.Lookup(within, t.host)
	var dns *net.DNSError
	switch {
	case ctx.Err() != nil:
		return nil, interrupted(ctx, t.label)
	case within.Err() != nil, errors.As(err, &dns) && dns.IsTimeout:
		return nil, timedOut(t.label, "dns", limit)
	case err != nil:
		return nil, unreachable(t.label, "dns", err)
	case len(addrs) == 0:
		return nil, unreachable(t.label, "dns", errors.New("the name has no address"))
	}
	return addrs[:min(len(addrs), maxAddresses)], nil
}

// permitted keeps the addresses that the rules let pass. An answer that mixes
// open and closed addresses keeps the open ones; one of closed ones is blocked.
func (e *Egress) permitted(t *target, addrs []netip.Addr) ([]netip.Addr, *Error) {
	var open []netip.Addr
	why := reasonAddress
	for _, a := range addrs {
		reason := e.rules.closed(netip.AddrPortFrom(a, t.port))
		if reason == "" {
			open = append(open, a)
			continue
		}
		why = reason
	}
	if len(open) == 0 {
		return nil, blocked(t.label, why)
	}
	return open, nil
}

func (e *Egress) now() time.Duration { return e.c.Now().Sub(e.epoch) }
