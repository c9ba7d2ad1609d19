package egress_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"

	"stanok/engine/egress"
)

// FuzzAddress: whatever the address and whatever its name means, what is dialled
// is public at a usual port, or was opened, and never the program itself.
func FuzzAddress(f *testing.F) {
	for _, host := range closedAddresses {
		f.Add("http://"+host+"/", "8.8.8.8")
		f.Add("https://name.test:8443/", strings.Trim(host, "[]"))
	}
	for _, url := range []string{
		"http://127.1/", "http://0x7f.1:8080", "http://１２７.０.０.１/", "http://a@b:80@c/", "http://10.9.9.9:7777/", "http://[::ffff:10.9.9.9]:7777/",
		"http://10.9.9.9:9999/", "http://9.9.9.9:9999/", "http:\\\\127.0.0.1/", "HTTP://LOCALHOST/", "http://name.test.:443/",
	} {
		f.Add(url, "127.0.0.1")
	}
	opened := netip.MustParsePrefix("10.9.0.0/16")
	rules, err := egress.ParseAllow("10.9.0.0/16:7777, 10.9.0.0/16:9999, 9.9.9.9:9999")
	if err != nil {
		f.Fatal(err)
	}
	own := []netip.AddrPort{netip.MustParseAddrPort("10.9.9.9:9999")}
	f.Fuzz(func(t *testing.T, url, meaning string) {
		means, err := netip.ParseAddr(meaning)
		if err != nil {
			means = netip.MustParseAddr("127.0.0.1")
		}
		w := &watch{}
		e := egress.New(egress.Config{
			Allow: rules, Own: own, Dialling: w.dialling, Timeouts: quick,
			Lookup: func(context.Context, string) ([]netip.Addr, error) { return []netip.Addr{means}, nil },
		})
		if a, err := e.Do(t.Context(), egress.Request{URL: url}); err == nil {
			t.Fatalf("%q was answered: %v", url, a)
		}
		for _, ap := range w.all() {
			a, port := ap.Addr(), ap.Port()
			usual := port == 80 || port == 443 || port == 8080 || port == 8443
			switch {
			case ap == own[0]:
				t.Errorf("%q dialled the program", url)
			case opened.Contains(a) && (port == 7777 || port == 9999), ap.String() == "9.9.9.9:9999":
			case !usual, a.Is4In6(), !isPublic(a):
				t.Errorf("%q dialled %v", url, ap)
			}
		}
	})
}

// isPublic is another telling of the rule: by the few blocks that are public in
// IPv6, and by arithmetic in IPv4.
func isPublic(a netip.Addr) bool {
	b := a.AsSlice()
	if len(b) == 16 {
		second := uint16(b[2])<<8 | uint16(b[3])
		first := uint16(b[0])<<8 | uint16(b[1])
		switch {
		case first>>13 != 1, first == 0x2002, first == 0x3fff && second>>12 == 0:
			return false
		case first == 0x2001 && (second < 0x200 || second == 0xdb8), first == 0x2620 && second == 0x4f && b[4] == 0x80 && b[5] == 0:
			return false
		}
		return true
	}
	top := func(bits int) uint32 {
		return (uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])) >> (32 - bits)
	}
	switch top(24) {
	case 192 << 16, 192<<16 | 2, 192<<16 | 31<<8 | 196, 192<<16 | 52<<8 | 193, 192<<16 | 88<<8 | 99, 192<<16 | 175<<8 | 48, 198<<16 | 51<<8 | 100, 203<<16 | 113:
		return false
	}
	return b[0] != 0 && b[0] != 10 && b[0] != 127 && b[0] < 224 &&
		top(10) != 100<<2|1 && top(16) != 169<<8|254 && top(12) != 172<<4|1 && top(16) != 192<<8|168 && top(15) != 198<<7|9
}
