package egress

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Config is what an Egress is made from. Its zero value reaches the public
// internet with the limits of [DefaultTimeouts].
type Config struct {
	Allow           []AllowRule      // what is open beside the public internet
	Own             []netip.AddrPort // the program's listeners: never reached, whatever Allow says
	HostConcurrency int              // requests under way per host; default 10
	UserAgent       string           // sent unless the request has its own
	Timeouts        Timeouts         // fields left zero take the defaults
	RootCAs         *x509.CertPool   // who is trusted for TLS; nil: the system's list

	// Now is the clock of the breaker and of the budget; nil: time.Now.
	Now func() time.Time
	// Lookup answers which addresses a name has; nil: the system's resolver.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dialling is told every address about to be dialled, after the rules let
	// it pass and before the first packet. An error stops the connection.
	Dialling func(netip.AddrPort) error
}

// Timeouts bound the stages of an exchange. A zero field takes its default.
type Timeouts struct {
	DNS, Connect, TLS time.Duration
	// FirstByte is from the request's last byte to the answer's first. A request
	// that asks for more than Total has only its own time.
	FirstByte time.Duration
	Total     time.Duration // of a request that names no time of its own
	Idle      time.Duration // how long an unused connection is kept
	Mail      time.Duration // a whole letter, from dialling to goodbye
}

// DefaultTimeouts are used where a Config says nothing.
var DefaultTimeouts = Timeouts{
	DNS: 3 * time.Second, Connect: 5 * time.Second, TLS: 5 * time.Second,
	FirstByte: 30 * time.Second, Total: 60 * time.Second, Idle: 15 * time.Second,
	Mail: 60 * time.Second,
}

// MaxTimeout is the longest time one request may ask for, and MaxBody the
// largest answer, in bytes after decompression.
const (
	MaxTimeout = 10 * time.Minute
	MaxBody    = 10 << 20

	maxHeaders   = 64 << 10
	maxRedirects = 3
	maxHosts     = 10_000
)

// Egress sends requests and letters. It is safe for concurrent use, starts no
// goroutines of its own and needs no closing; see [Egress.CloseIdle].
type Egress struct {
	c     Config
	rules rules
	hosts *directory
	room  *room
	plain *http.Transport
	slow  *http.Transport // for requests given more time than is usual
	epoch time.Time       // what the hosts' clocks count from

	userAgent, acceptEncoding []string // header values shared by all requests

	mu     sync.Mutex
	client *recent[string, *http.Transport] // by fingerprint of a client certificate
}

// New returns an Egress that obeys c.
func New(c Config) *Egress {
	c.Timeouts = c.Timeouts.orDefault()
	if c.HostConcurrency <= 0 {
		c.HostConcurrency = 10
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Lookup == nil {
		c.Lookup = systemLookup
	}
	e := &Egress{
		c:     c,
		rules: rules{allow: c.Allow, own: c.Own},
		hosts: newDirectory(c.HostConcurrency),
		room:  newRoom(),
		epoch: c.Now(),

		userAgent: []string{c.UserAgent}, acceptEncoding: []string{"gzip"},

		client: newRecent[string, *http.Transport](100),
	}
	e.client.dropped = (*http.Transport).CloseIdleConnections
	e.plain = e.transport(nil)
	e.slow = e.transport(nil)
	e.slow.ResponseHeaderTimeout = 0 // their own time bounds them
	return e
}

// CloseIdle closes the connections that no request is using.
func (e *Egress) CloseIdle() {
	e.plain.CloseIdleConnections()
	e.slow.CloseIdleConnections()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.client.each((*http.Transport).CloseIdleConnections)
}

func (e *Egress) transport(cert *tls.Certificate) *http.Transport {
	t := e.c.Timeouts
	conf := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: e.c.RootCAs}
	if cert != nil {
		conf.Certificates = []tls.Certificate{*cert}
	}
	return &http.Transport{
		DialContext:            e.dialForHTTP,
		TLSClientConfig:        conf,
		TLSHandshakeTimeout:    t.TLS,
		ResponseHeaderTimeout:  t.FirstByte,
		IdleConnTimeout:        t.Idle,
		MaxIdleConns:           1000,
		MaxIdleConnsPerHost:    e.c.HostConcurrency,
		MaxResponseHeaderBytes: maxHeaders,
		DisableCompression:     true, // answers are decompressed here, against a limit
		ForceAttemptHTTP2:      true,
	}
}

func (t Timeouts) orDefault() Timeouts {
	d := DefaultTimeouts
	for _, f := range []struct{ have, want *time.Duration }{
		{&t.DNS, &d.DNS}, {&t.Connect, &d.Connect}, {&t.TLS, &d.TLS}, {&t.FirstByte, &d.FirstByte},
		{&t.Total, &d.Total}, {&t.Idle, &d.Idle}, {&t.Mail, &d.Mail},
	} {
		if *f.have <= 0 {
			*f.have = *f.want
		}
	}
	return t
}
