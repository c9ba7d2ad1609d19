package egress

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// directory knows the hosts. A host is an address and port that is dialled, so
// that two names of one server share its limits; a name that never led anywhere
// is a host of its own. It remembers the hosts used last and forgets the rest,
// together with what was counted for them.
type directory struct {
	limit int // requests under way per host

	mu     sync.Mutex
	places *recent[string, *place]
	hosts  *recent[hostKey, *host]
}

// hostKey is an address, or a name that has none.
type hostKey struct {
	addr netip.AddrPort
	name string
}

func newDirectory(limit int) *directory {
	return &directory{
		limit:  limit,
		places: newRecent[string, *place](maxHosts),
		hosts:  newRecent[hostKey, *host](maxHosts),
	}
}

// place returns where name leads, or nil when that is unknown or stale.
func (d *directory) place(name string, now time.Duration) *place {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, ok := d.places.find(name)
	if !ok || now >= p.until {
		return nil
	}
	d.hosts.find(p.host.key) // used now, so not forgotten next
	return p
}

// settle remembers that name leads to addrs. A server with several addresses
// keeps counting by the one it had, as long as that is among them.
func (d *directory) settle(name string, addrs []netip.Addr, port uint16, now time.Duration) *place {
	d.mu.Lock()
	defer d.mu.Unlock()
	first := addrs[0]
	if old, ok := d.places.find(name); ok && slices.Contains(addrs, old.addrs[0]) {
		first = old.addrs[0]
		addrs = slices.Clone(addrs)
		i := slices.Index(addrs, first)
		addrs[0], addrs[i] = addrs[i], addrs[0]
	}
	key := hostKey{addr: netip.AddrPortFrom(first.WithZone("").Unmap(), port)}
	p := &place{addrs: addrs, host: d.host(key), until: now + placeKept}
	d.places.put(strings.Clone(name), p) // name may be a part of an address with secrets
	return p
}

// nameless returns the host that counts failures to find name.
func (d *directory) nameless(name string) *host {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.host(hostKey{name: strings.Clone(name)})
}

func (d *directory) forget(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.places.remove(name)
}

func (d *directory) host(k hostKey) *host {
	h, ok := d.hosts.find(k)
	if !ok {
		h = &host{key: k, limit: d.limit}
		d.hosts.put(k, h)
	}
	return h
}
