package egress_test

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"

	"stanok/engine/egress"
)

var closedAddresses = []string{
	"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
	"169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1",
	"192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.175.48.1", "198.18.0.1", "198.19.255.255",
	"198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
	"[::]", "[::1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::FFFF:7f00:1]",
	"[64:ff9b::a9fe:a9fe]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[100::1]", "[100:0:0:1::1]", "[2001::1]", "[2001:2::1]",
	"[2001:10::1]", "[2001:20::1]", "[2001:db8::1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2620:4f:8000::1]", "[3fff::1]",
	"[5f00::1]", "[fc00::1]", "[fd12:3456:789a::1]", "[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]", "[ff02::1]", "[4000::1]", "[::2]",
}

func TestSpecialAddressesAreNotDialled(t *testing.T) {
	w := &watch{}
	e := egress.New(egress.Config{Dialling: w.dialling, Timeouts: quick})
	for _, host := range closedAddresses {
		_, err := get(e, "http://"+host+"/")
		fault := failed(t, err, egress.CodeBlocked, "address")
		if fault.Sent || fault.Temporary() {
			t.Errorf("%s: Sent %v, Temporary %v", host, fault.Sent, fault.Temporary())
		}
	}
	if seen := w.all(); len(seen) != 0 {
		t.Errorf("dialled %v", seen)
	}
}

func TestSpecialAddressesBehindANameAreNotDialled(t *testing.T) {
	w := &watch{}
	for _, literal := range closedAddresses {
		a := strings.ReplaceAll(strings.Trim(literal, "[]"), "%25", "%")
		e := egress.New(egress.Config{Dialling: w.dialling, Lookup: names(map[string][]string{"evil.test": {a}})})
		_, err := get(e, "http://evil.test/")
		failed(t, err, egress.CodeBlocked, "address")
		_, err = e.Dial(context.Background(), "tcp", "evil.test:443")
		failed(t, err, egress.CodeBlocked, "address")
	}
	if seen := w.all(); len(seen) != 0 {
		t.Errorf("dialled %v", seen)
	}
}

func TestPublicAddressesAreDialledAtTheUsualPorts(t *testing.T) {
	for url, want := range map[string]string{
		"http://8.8.8.8/":                  "8.8.8.8:80",
		"https://1.1.1.1/":                 "1.1.1.1:443",
		"http://9.9.9.9:8080/x":            "9.9.9.9:8080",
		"https://11.0.0.1:8443/":           "11.0.0.1:8443",
		"http://172.32.0.1/":               "172.32.0.1:80",
		"http://100.128.0.1/":              "100.128.0.1:80",
		"http://[2606:4700:4700::1111]/":   "[2606:4700:4700::1111]:80",
		"http://[::ffff:8.8.8.8]/":         "8.8.8.8:80",
		"https://[2a00:1450:4001::1]:443/": "[2a00:1450:4001::1]:443",
	} {
		w := &watch{}
		e := egress.New(egress.Config{Dialling: w.dialling})
		_, err := get(e, url)
		failed(t, err, egress.CodeUnreachable, "connect")
		if seen := w.all(); len(seen) != 1 || seen[0].String() != want {
			t.Errorf("%s dialled %v, want %s", url, seen, want)
		}
	}
}

func TestOtherPortsAreClosedUntilOpened(t *testing.T) {
	w := &watch{}
	e := egress.New(egress.Config{Dialling: w.dialling, Allow: allow(t, "8.8.4.4:9000")})
	for _, url := range []string{"http://8.8.8.8:22/", "http://8.8.8.8:6379/", "http://8.8.8.8:9000/", "https://8.8.4.4:9001/"} {
		_, err := get(e, url)
		failed(t, err, egress.CodeBlocked, "port")
	}
	if seen := w.all(); len(seen) != 0 {
		t.Fatalf("dialled %v", seen)
	}
	_, err := get(e, "http://8.8.4.4:9000/")
	failed(t, err, egress.CodeUnreachable, "connect")
	if seen := w.all(); len(seen) != 1 {
		t.Errorf("dialled %v, want the opened port", seen)
	}
}

func TestSpellingsOfLoopbackDoNotReachACanary(t *testing.T) {
	port, touched := canary(t, "127.0.0.1:0")
	// The port is open, so that only the address can stop the request.
	e := egress.New(egress.Config{Allow: allow(t, "203.0.113.77:"+port), Timeouts: quick})
	for _, host := range []string{
		"127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "2130706433", "0x7f.1", "0x7f000001", "017700000001",
		"127.0.0.1.", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "１２７.０.０.１", "①②⑦.0.0.1",
		"127。0。0。1", "a@127.0.0.1", "8.8.8.8@127.0.0.1",
	} {
		if _, err := get(e, "http://"+host+":"+port+"/"); err == nil {
			t.Errorf("%s was answered", host)
		}
	}
	if n := touched.Load(); n != 0 {
		t.Errorf("the canary got %d connections", n)
	}
}

func TestTheProgramItselfIsClosedWhateverIsAllowed(t *testing.T) {
	port, touched := canary(t, "0.0.0.0:0")
	own := netip.MustParseAddrPort("0.0.0.0:" + port)
	e := egress.New(egress.Config{
		Allow: allow(t, "0.0.0.0/0 ::/0"), Own: []netip.AddrPort{own}, Timeouts: quick,
		Lookup: names(map[string][]string{"me.test": {"127.0.0.1"}}),
	})
	hosts := []string{"127.0.0.1", "127.8.8.8", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "me.test"}
	local, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range local {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil {
			hosts = append(hosts, n.IP.String())
		}
	}
	for _, host := range hosts {
		_, err := get(e, "http://"+host+":"+port+"/")
		failed(t, err, egress.CodeBlocked, "own")
	}
	err = e.Mail(context.Background(), egress.SMTP{Host: "127.0.0.1", Port: own.Port(), Security: egress.NoTLS}, letter())
	failed(t, err, egress.CodeMailRefused, "own")
	if n := touched.Load(); n != 0 {
		t.Errorf("the program was reached %d times", n)
	}
}

func TestAllowedNetworksAreReached(t *testing.T) {
	url := serve(t, hello)
	e := egress.New(egress.Config{Allow: allow(t, strings.TrimPrefix(url, "http://"))})
	defer e.CloseIdle()
	if a, err := get(e, url); err != nil || string(a.Body) != "hello" {
		t.Fatalf("got %v, %v", a, err)
	}
}

func TestANameThatChangesItsMeaningIsNotFollowedInside(t *testing.T) {
	port, touched := canary(t, "127.0.0.1:0")
	asked := 0
	w := &watch{}
	e := egress.New(egress.Config{
		Allow: allow(t, "8.8.8.8:"+port), Timeouts: quick, Dialling: w.dialling,
		Lookup: func(context.Context, string) ([]netip.Addr, error) {
			asked++
			if asked == 1 {
				return []netip.Addr{netip.MustParseAddr("8.8.8.8")}, nil
			}
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		},
	})
	_, err := get(e, "http://rebind.test:"+port+"/")
	failed(t, err, egress.CodeUnreachable, "connect")
	if asked != 1 {
		t.Errorf("one request asked %d times", asked)
	}
	_, err = get(e, "http://rebind.test:"+port+"/")
	failed(t, err, egress.CodeBlocked, "address")
	if seen := w.all(); len(seen) != 1 || seen[0].Addr().String() != "8.8.8.8" {
		t.Errorf("dialled %v", seen)
	}
	if touched.Load() != 0 {
		t.Error("the canary was reached")
	}
}

func TestAMixedAnswerUsesOnlyItsOpenAddresses(t *testing.T) {
	w := &watch{}
	e := egress.New(egress.Config{Dialling: w.dialling, Lookup: names(map[string][]string{
		"mixed.test": {"127.0.0.1", "8.8.8.8", "::1", "10.0.0.1", "8.8.4.4"},
	})})
	_, err := get(e, "http://mixed.test/")
	failed(t, err, egress.CodeUnreachable, "connect")
	if seen := w.all(); len(seen) != 2 || seen[0].String() != "8.8.8.8:80" || seen[1].String() != "8.8.4.4:80" {
		t.Errorf("dialled %v", seen)
	}
}

func TestTheLastMomentCheckStandsAlone(t *testing.T) {
	w := &watch{}
	e := egress.New(egress.Config{Dialling: w.dialling, Own: []netip.AddrPort{netip.MustParseAddrPort("8.8.8.8:443")}})
	for _, literal := range closedAddresses {
		a := netip.MustParseAddr(strings.ReplaceAll(strings.Trim(literal, "[]"), "%25", "%"))
		_, err := egress.ConnectUnchecked(e, netip.AddrPortFrom(a, 80))
		failed(t, err, egress.CodeBlocked, "address")
	}
	_, err := egress.ConnectUnchecked(e, netip.MustParseAddrPort("8.8.8.8:443"))
	failed(t, err, egress.CodeBlocked, "own")
	_, err = egress.ConnectUnchecked(e, netip.MustParseAddrPort("8.8.8.8:25"))
	failed(t, err, egress.CodeBlocked, "port")
	if seen := w.all(); len(seen) != 0 {
		t.Errorf("dialled %v", seen)
	}
}

func TestDialReachesOnlyWhatIsAllowed(t *testing.T) {
	at := rawAt(t, "127.0.0.1:0", func(c net.Conn) { c.Write([]byte("x")) })
	_, err := egress.New(egress.Config{Timeouts: quick}).Dial(t.Context(), "tcp", at)
	failed(t, err, egress.CodeBlocked, "address")
	c, err := local(t).Dial(t.Context(), "tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if n, err := c.Read(make([]byte, 1)); n != 1 {
		t.Errorf("read %d, %v", n, err)
	}
	for _, bad := range [][2]string{{"udp", at}, {"unix", "/tmp/x"}, {"tcp", "nohost"}, {"tcp", "h:0"}, {"tcp", "h:http"}, {"tcp", ":80"}} {
		_, err := local(t).Dial(t.Context(), bad[0], bad[1])
		failed(t, err, egress.CodeAddress, "")
	}
}

func TestAddressesThatAreNoneAreRefusedWithoutQuotingThem(t *testing.T) {
	e := egress.New(egress.Config{})
	for url, reason := range map[string]string{
		"":                               "scheme",
		"example.com/secret":             "scheme",
		"ftp://example.com/secret":       "scheme",
		"file:///etc/secret":             "scheme",
		"gopher://example.com/secret":    "scheme",
		"http:///secret":                 "host",
		"http://:80/secret":              "host",
		"http://example.com:0/secret":    "port",
		"http://example.com:99999/":      "port",
		"http://example.com:abc/secret":  "malformed",
		"http://exa mple.com/secret":     "malformed",
		"http://example.com/secret\r\nX": "malformed",
		"http://example.com/%zzsecret":   "malformed",
		"http://[::1/secret":             "malformed",
		"http://u:secret@exa mple.com/":  "malformed",
		"http://xn--\u00e4/secret":       "host",
	} {
		_, err := get(e, url)
		fault := failed(t, err, egress.CodeAddress, reason)
		if fault.Sent || fault.Temporary() || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", url, err)
		}
	}
	_, err := e.Do(context.Background(), egress.Request{Method: "BAD METHOD", URL: "http://example.com/"})
	failed(t, err, egress.CodeAddress, "method")
	_, err = e.Do(context.Background(), egress.Request{Method: "CONNECT", URL: "http://example.com/"})
	failed(t, err, egress.CodeAddress, "method")
}
