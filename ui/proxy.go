package ui

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// TrustProxies makes r.RemoteAddr the sender's address when the request came
// over one of the given proxies: the last address of X-Forwarded-For that is no
// proxy itself. Anybody else's X-Forwarded-For is dropped.
func TrustProxies(proxies []netip.Prefix, next http.Handler) http.Handler {
	trusted := func(a netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		forwarded := r.Header.Values("X-Forwarded-For")
		if len(forwarded) > 0 {
			r.Header.Del("X-Forwarded-For")
			if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && trusted(peer.Addr()) {
				r.RemoteAddr = net.JoinHostPort(sender(strings.Join(forwarded, ","), peer.Addr(), trusted).String(), "0")
			}
		}
		next.ServeHTTP(w, r)
	})
}

// sender is the nearest address of a list that is no proxy; peer if all are or
// one cannot be read.
func sender(list string, peer netip.Addr, trusted func(netip.Addr) bool) netip.Addr {
	hops := strings.Split(list, ",")
	for _, hop := range slices.Backward(hops) {
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return peer
		}
		if peer = a; !trusted(a) {
			return a
		}
	}
	return peer
}
