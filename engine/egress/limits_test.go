package egress_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stanok/engine/egress"
)

func TestNoHostGetsMoreThanItsShareWhateverItIsCalled(t *testing.T) {
	var now, most atomic.Int64
	arrived, open := make(chan bool), make(chan bool)
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for n, m := now.Add(1), most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		defer now.Add(-1)
		arrived <- true
		<-open
	})
	port := at[strings.LastIndex(at, ":"):]
	e := local(t, func(c *egress.Config) {
		c.HostConcurrency = 3
		c.Lookup = names(map[string][]string{"one.test": {"127.0.0.1"}, "two.test": {"127.0.0.1"}})
	})
	var all sync.WaitGroup
	for i := range 30 {
		all.Go(func() {
			host := []string{"127.0.0.1", "one.test", "TWO.test"}[i%3]
			if _, err := get(e, "http://"+host+port+"/"); err != nil {
				t.Error(err)
			}
		})
	}
	for range 3 {
		<-arrived
	}
	for range 27 {
		open <- true
		<-arrived
	}
	for range 3 {
		open <- true
	}
	all.Wait()
	if most.Load() != 3 {
		t.Errorf("%d at once, want 3", most.Load())
	}
}

func TestAHostIsHeldToWhatItsOwnerSaysItTakes(t *testing.T) {
	var now, most atomic.Int64
	arrived, open := make(chan bool), make(chan bool)
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n := now.Add(1); n > most.Load() {
			most.Store(n)
		}
		defer now.Add(-1)
		arrived <- true
		<-open
	})
	e := local(t, func(c *egress.Config) { c.HostConcurrency = 3 })
	var all sync.WaitGroup
	send := func(atOnce int) {
		all.Go(func() {
			if _, err := e.Do(t.Context(), egress.Request{URL: at, AtOnce: atOnce}); err != nil {
				t.Error(err)
			}
		})
	}
	for range 3 {
		send(0)
	}
	for range 3 {
		<-arrived
	}
	most.Store(0) // from here on the owner has spoken
	for range 8 {
		send(1)
	}
	for range 3 {
		open <- true
	}
	for range 8 {
		<-arrived
		open <- true
	}
	all.Wait()
	if most.Load() != 1 {
		t.Errorf("%d at once, want 1", most.Load())
	}
}

func TestFiveHundredsOpenTheBreakerAndFourTwentyNinesDoNot(t *testing.T) {
	var calls atomic.Int64
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		w.WriteHeader(atoi(t, r.URL.Path[1:]))
	})
	for _, c := range []struct{ status, want int }{{500, 10}, {503, 10}, {429, 40}, {404, 40}, {200, 40}} {
		calls.Store(0)
		var moved clock
		e := local(t, moved.config)
		for range 40 {
			a, err := get(e, fmt.Sprintf("%s/%d", at, c.status))
			if err != nil {
				failed(t, err, egress.CodeBreaker, "rest")
			} else if a.Status != c.status {
				t.Errorf("got %d", a.Status)
			}
		}
		if n := int(calls.Load()); n != c.want {
			t.Errorf("%d: %d calls, want %d", c.status, n, c.want)
		}
		moved.advance(30 * time.Second)
		if _, err := get(e, at+"/200"); err != nil {
			t.Errorf("%d: the probe: %v", c.status, err)
		}
	}
}

func TestRepeatsAreHeldToTheBudget(t *testing.T) {
	var calls atomic.Int64
	at := serve(t, func(w http.ResponseWriter, _ *http.Request) { calls.Add(1); w.WriteHeader(http.StatusTooManyRequests) })
	e := local(t)
	var last error
	for range 15 {
		_, last = e.Do(t.Context(), egress.Request{URL: at, Attempt: 2})
	}
	fault := failed(t, last, egress.CodeBreaker, "budget")
	if calls.Load() != 10 || !fault.NotAnAttempt || fault.Sent || fault.Args["host"] != strings.TrimPrefix(at, "http://") {
		t.Errorf("%d calls, %+v", calls.Load(), fault)
	}
	if _, err := e.Do(t.Context(), egress.Request{URL: at, Attempt: 1}); err != nil {
		t.Errorf("a first attempt: %v", err)
	}
}

func TestNamesThatDoNotResolveRestToo(t *testing.T) {
	e := local(t, func(c *egress.Config) { c.Lookup = names(nil) })
	for range 10 {
		_, err := get(e, "http://nowhere.test/")
		failed(t, err, egress.CodeUnreachable, "dns")
	}
	_, err := get(e, "http://nowhere.test/")
	failed(t, err, egress.CodeBreaker, "rest")
}

func TestANameThatIsLookedUpForTooLongTimesOut(t *testing.T) {
	e := local(t, hurried, func(c *egress.Config) {
		c.Lookup = func(ctx context.Context, _ string) ([]netip.Addr, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
	})
	_, err := get(e, "http://slow.test/")
	if fault := failed(t, err, egress.CodeTimeout, "dns"); fault.Sent || !fault.Temporary() || fault.Args["seconds"] != "0.2" {
		t.Errorf("%+v", fault)
	}
	empty := local(t, func(c *egress.Config) {
		c.Lookup = func(context.Context, string) ([]netip.Addr, error) { return nil, nil }
	})
	_, err = get(empty, "http://empty.test/")
	failed(t, err, egress.CodeUnreachable, "dns")
}

func TestRefusalsOfOursSayNothingAboutTheHost(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, strings.Repeat("x", 200)) })
	e := local(t)
	for range 30 {
		_, err := e.Do(t.Context(), egress.Request{URL: at, MaxBody: 100})
		failed(t, err, egress.CodeTooLarge, "body")
	}
}

func TestANameIsLookedUpAgainAfterAWhileAndAfterAFailure(t *testing.T) {
	at := serve(t, hello)
	port := at[strings.LastIndex(at, ":"):]
	var asked atomic.Int64
	var moved clock
	lookup := names(map[string][]string{"name.test": {"127.0.0.1"}})
	e := local(t, moved.config, func(c *egress.Config) {
		c.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			asked.Add(1)
			return lookup(ctx, host)
		}
	})
	for range 10 {
		if _, err := get(e, "http://name.test"+port); err != nil {
			t.Fatal(err)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
	moved.advance(31 * time.Second)
	if _, err := get(e, "http://NAME.test"+port); err != nil || asked.Load() != 2 {
		t.Errorf("asked %d times, %v", asked.Load(), err)
	}
}

func TestTheNumberOfHostsRememberedIsBounded(t *testing.T) {
	w := &watch{}
	e := egress.New(egress.Config{Dialling: w.dialling})
	for i := range 10_500 {
		get(e, fmt.Sprintf("http://9.%d.%d.9/", i/250, i%250))
	}
	places, hosts := egress.Known(e)
	if places > 10_000 || hosts > 10_000 || hosts < 9_000 {
		t.Errorf("remembers %d places and %d hosts", places, hosts)
	}
}

func TestAHostInUseIsNotForgotten(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) })
	port := at[strings.LastIndex(at, ":"):]
	e := local(t, func(c *egress.Config) {
		c.Now = new(clock).now
		c.Lookup = names(map[string][]string{"one.test": {"127.0.0.1"}, "two.test": {"127.0.0.1"}})
		c.Dialling = func(ap netip.AddrPort) error {
			if ap.Addr().IsLoopback() {
				return nil
			}
			return errWatched
		}
	})
	repeat := func(name string) error {
		_, err := e.Do(t.Context(), egress.Request{URL: "http://" + name + port, Attempt: 2})
		return err
	}
	for i := range 10_500 {
		get(e, fmt.Sprintf("http://9.%d.%d.9/", i/250, i%250))
		if i%1000 == 0 && i/1000 < 10 {
			if err := repeat("one.test"); err != nil {
				t.Fatal(err)
			}
		}
	}
	failed(t, repeat("two.test"), egress.CodeBreaker, "budget")
}
