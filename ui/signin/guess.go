package signin

import (
	"net/netip"
	"sync"
	"time"
)

// Guessing is slowed down: after some failures each further one takes a wait
// that doubles. What is counted are the failures for one account from one
// address, those for an account from anywhere, and those from one address for
// any account; the latter two bear more, so that nobody can lock another out
// with a few tries and a whole office behind one address can still mistype.
const (
	pairFails    = 5
	accountFails = 25
	addressFails = 25
	firstWait    = time.Minute
	longestWait  = 15 * time.Minute
	forgotten    = time.Hour // after the last failure or wait
	mostCounted  = 20_000
)

// guesses counts failures, in memory and bounded.
type guesses struct {
	mu    sync.Mutex
	count map[key]*failures
}

// key is what failures are counted of: an account, an address, or both.
type key struct {
	account string
	address netip.Prefix
}

type failures struct {
	n     int
	until time.Time // wait till then
	last  time.Time
}

func newGuesses() *guesses { return &guesses{count: map[key]*failures{}} }

// keys are what a try counts for, with how many failures each bears.
func keys(account string, from netip.Addr) map[key]int {
	net := network(from)
	return map[key]int{{account, net}: pairFails, {account, netip.Prefix{}}: accountFails, {"", net}: addressFails}
}

// network is what one sender has: an address, or a network of IPv6.
func network(a netip.Addr) netip.Prefix {
	a = a.Unmap()
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.WithZone("").Prefix(bits) // the zero address has no prefix, and is one sender
	return p
}

// wait is how long must be waited before the next try.
func (g *guesses) wait(account string, from netip.Addr, now time.Time) (wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for k := range keys(account, from) {
		if f := g.count[k]; f != nil {
			wait = max(wait, f.until.Sub(now))
		}
	}
	return wait
}

// failed counts a failure and returns how long must be waited now.
func (g *guesses) failed(account string, from netip.Addr, now time.Time) (wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for k, bears := range keys(account, from) {
		f := g.of(k, now)
		f.n, f.last = f.n+1, now
		if over := f.n - bears; over >= 0 {
			f.until = now.Add(min(firstWait<<min(over, 10), longestWait))
			wait = max(wait, f.until.Sub(now))
		}
	}
	return wait
}

// of returns the count of a key, begun anew if the last failure is long ago.
func (g *guesses) of(k key, now time.Time) *failures {
	f := g.count[k]
	if f != nil && !stale(f, now) {
		return f
	}
	if f == nil && len(g.count) >= mostCounted {
		g.forget(now)
	}
	f = &failures{}
	g.count[k] = f
	return f
}

func stale(f *failures, now time.Time) bool { return now.Sub(f.last) > forgotten && now.After(f.until) }

// forget makes room: what is stale goes, and if nothing is, half of the rest,
// those first that need not wait.
func (g *guesses) forget(now time.Time) {
	for k, f := range g.count {
		if stale(f, now) {
			delete(g.count, k)
		}
	}
	for _, waiting := range []bool{false, true} {
		for k, f := range g.count {
			if len(g.count) > mostCounted/2 && f.until.After(now) == waiting {
				delete(g.count, k)
			}
		}
	}
}

// succeeded forgets the failures for an account from an address: it was its
// owner who mistyped.
func (g *guesses) succeeded(account string, from netip.Addr) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.count, key{account, network(from)})
}
