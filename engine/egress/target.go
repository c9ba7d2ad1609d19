package egress

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// target is where a request goes.
type target struct {
	url   *url.URL
	host  string // without port and brackets, lower case, IDN in ASCII
	port  uint16
	name  string // host:port as it is dialled
	label string // as a person is told: the port only when it is unusual
}

// parseTarget reads an address of the web. Its errors quote nothing of raw,
// which may hold secrets.
func parseTarget(raw string) (*target, *Error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, badAddress("", "malformed")
	}
	return newTarget(u)
}

// newTarget takes u over, and writes its host in the one way that is dialled.
func newTarget(u *url.URL) (*target, *Error) {
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, badAddress("", "scheme")
	}
	t := &target{url: u, port: 80}
	if u.Scheme == "https" {
		t.port = 443
	}
	explicit := u.Port()
	if explicit == "" && strings.HasSuffix(u.Host, ":") {
		u.Host = strings.TrimSuffix(u.Host, ":")
	}
	if explicit != "" {
		n, err := strconv.ParseUint(explicit, 10, 16)
		if err != nil || n == 0 {
			return nil, badAddress("", "port")
		}
		t.port = uint16(n)
	}
	host, ok := canonicalHost(u.Hostname())
	if !ok {
		return nil, badAddress("", "host")
	}
	t.host = host
	t.name = join(u.Host, host, t.port)
	t.label = label(t)
	if !strings.HasPrefix(u.Host, "[") { // an IPv6 literal stays as it was written
		u.Host = t.name
		if explicit == "" {
			u.Host = host
		}
	}
	return t, nil
}

// dialTarget reads "host:port" as net.Dial takes it.
func dialTarget(network, address string) (*target, *Error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil || !strings.HasPrefix(network, "tcp") {
		return nil, badAddress("", "malformed")
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return nil, badAddress("", "port")
	}
	host, ok := canonicalHost(host)
	if !ok {
		return nil, badAddress("", "host")
	}
	t := &target{host: host, port: uint16(n), name: join(address, host, uint16(n))}
	t.label = label(t)
	return t, nil
}

func canonicalHost(h string) (string, bool) {
	for i := 0; i < len(h); i++ {
		if h[i] >= 0x80 {
			ascii, err := idna.Lookup.ToASCII(h)
			return strings.ToLower(ascii), err == nil && ascii != "" && len(ascii) <= 253
		}
	}
	return strings.ToLower(h), h != "" && len(h) <= 253
}

// join returns host:port, and written itself when that is the same: addresses
// with a port need no new string.
func join(written, host string, port uint16) string {
	p := strconv.Itoa(int(port))
	if len(written) == len(host)+1+len(p) && strings.HasPrefix(written, host) && strings.HasSuffix(written, p) {
		return written
	}
	return net.JoinHostPort(host, p)
}

func label(t *target) string {
	if t.port == 80 || t.port == 443 {
		return t.host
	}
	return t.name
}

func sameOrigin(a, b *target) bool {
	return a.url.Scheme == b.url.Scheme && a.name == b.name
}
