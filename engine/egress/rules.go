package egress

import (
	"net"
	"net/netip"
	"slices"
)

// rules decide which addresses may be dialled.
type rules struct {
	allow []AllowRule
	own   []netip.AddrPort
}

// publicPorts are open on the public internet without being asked for.
var publicPorts = []uint16{80, 443, 8080, 8443}

// Why an address is closed: values of the argument "reason".
const (
	reasonOwn     = "own"     // the program itself
	reasonAddress = "address" // not on the public internet
	reasonPort    = "port"    // on it, at a port nobody opened
)

// closed returns why ap may not be dialled, or "" when it may.
func (r *rules) closed(ap netip.AddrPort) string {
	a, port := ap.Addr().WithZone("").Unmap(), ap.Port()
	switch {
	case r.isOwn(a, port):
		return reasonOwn
	case slices.ContainsFunc(r.allow, func(rule AllowRule) bool { return rule.covers(a, port) }):
		return ""
	case !public(a):
		return reasonAddress
	case !slices.Contains(publicPorts, port):
		return reasonPort
	}
	return ""
}

// portClosed reports whether port is closed on every address.
func (r *rules) portClosed(port uint16) bool {
	return !slices.Contains(publicPorts, port) &&
		!slices.ContainsFunc(r.allow, func(rule AllowRule) bool { return rule.Port == 0 || rule.Port == port })
}

// isOwn compares the port first, so that the machine's addresses are asked for
// only when it is one of ours. When they cannot be had, any address counts.
func (r *rules) isOwn(a netip.Addr, port uint16) bool {
	if !slices.ContainsFunc(r.own, func(o netip.AddrPort) bool { return o.Port() == port }) {
		return false
	}
	if a.IsLoopback() || a.IsUnspecified() {
		return true
	}
	for _, o := range r.own {
		if o.Port() == port && o.Addr().WithZone("").Unmap() == a {
			return true
		}
	}
	local, err := net.InterfaceAddrs()
	if err != nil {
		return true
	}
	return slices.ContainsFunc(local, func(l net.Addr) bool {
		n, ok := l.(*net.IPNet)
		return ok && n.IP.Equal(a.AsSlice())
	})
}
