package sources_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"stanok/sources"
)

func TestALimiterLetsABurstThroughAndThenARate(t *testing.T) {
	l := sources.NewLimiter(10, 5, 100)
	passed := 0
	for ms := range 2_000 {
		if _, ok := l.Allow("a", began.Add(time.Duration(ms)*time.Millisecond)); ok {
			passed++
		}
	}
	check(t, "in two seconds", passed, 5+19)
	wait, ok := l.Allow("a", began.Add(1_999*time.Millisecond))
	check(t, "then", fmt.Sprint(ok, wait > 0, wait <= 100*time.Millisecond), "false true true")
	if _, ok := l.Allow("b", began); !ok {
		t.Error("another key is stopped too")
	}
}

func TestALimiterRemembersABoundedNumberOfKeys(t *testing.T) {
	l := sources.NewLimiter(1, 1, 100)
	for i := range 10_000 {
		l.Allow(fmt.Sprint(i), began)
	}
	if l.Size() > 200 {
		t.Errorf("it remembers %d keys", l.Size())
	}
	if _, ok := l.Allow("9999", began); ok {
		t.Error("it forgot the newest")
	}
}

func TestANetworkOfIPv6CountsAsOneSender(t *testing.T) {
	for address, want := range map[string]string{"203.0.113.9": "203.0.113.9", "2001:db8:1:2:3::4": "2001:db8:1:2::", "2001:db8:1:2::": "2001:db8:1:2::"} {
		check(t, address, sources.Network(netip.MustParseAddr(address)), want)
	}
	check(t, "no address", sources.Network(netip.Addr{}).IsValid(), false)
}
