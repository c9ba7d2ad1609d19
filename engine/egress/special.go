package egress

import "net/netip"

// special are the ranges of the IANA special-purpose address registries
// (iana-ipv4-special-registry, iana-ipv6-special-registry) and of multicast.
// What a registry marks as reachable here and there (6to4, AS112, AMT, the
// well-known NAT64 prefix) is here too: no service worth calling lives there.
var special = prefixes(
	"0.0.0.0/8",       // this network; 0.0.0.0 itself reaches this machine
	"10.0.0.0/8",      // private
	"100.64.0.0/10",   // shared by carriers; clouds keep services in it
	"127.0.0.0/8",     // loopback
	"169.254.0.0/16",  // link-local; 169.254.169.254 hands out a cloud's keys
	"172.16.0.0/12",   // private
	"192.0.0.0/24",    // IETF protocol assignments
	"192.0.2.0/24",    // documentation
	"192.31.196.0/24", // AS112
	"192.52.193.0/24", // AMT
	"192.88.99.0/24",  // 6to4 relays, deprecated
	"192.168.0.0/16",  // private
	"192.175.48.0/24", // AS112
	"198.18.0.0/15",   // benchmarks
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"224.0.0.0/4",     // multicast
	"240.0.0.0/4",     // reserved, and broadcast

	"::/96",             // unspecified, loopback, IPv4-compatible
	"64:ff9b::/96",      // NAT64, well-known: holds any IPv4 address
	"64:ff9b:1::/48",    // NAT64, local
	"100::/64",          // discard
	"100:0:0:1::/64",    // dummy
	"2001::/23",         // IETF protocol assignments: Teredo, ORCHID, benchmarks
	"2001:db8::/32",     // documentation
	"2002::/16",         // 6to4: holds any IPv4 address
	"2620:4f:8000::/48", // AS112
	"3fff::/20",         // documentation
	"5f00::/16",         // segment routing
	"fc00::/7",          // unique local
	"fe80::/10",         // link-local
	"fec0::/10",         // site-local, deprecated
	"ff00::/8",          // multicast
)

// global is the one IPv6 block from which public addresses are given out.
var global = netip.MustParsePrefix("2000::/3")

// public reports whether a, unmapped and without zone, is an address of the
// public internet.
func public(a netip.Addr) bool {
	if a.Is6() && !global.Contains(a) {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}
