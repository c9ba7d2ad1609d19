package site

import (
	"net/netip"
	"strings"
)

// IsPrivate reports whether a host can be reached from its own network only, as
// its name says.
func IsPrivate(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if a, err := netip.ParseAddr(host); err == nil {
		a = a.Unmap()
		return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified() || shared.Contains(a)
	}
	for _, end := range []string{"localhost", "local", "internal", "lan", "home.arpa", "test", "example", "invalid"} {
		if host == end || strings.HasSuffix(host, "."+end) {
			return true
		}
	}
	return !strings.Contains(host, ".")
}

// shared are addresses that providers give to many.
var shared = netip.MustParsePrefix("100.64.0.0/10")
