package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/memory"
)

// listening is an app over a store, and its listener.
func listening(t *testing.T, store engine.Store, drain string) (*app, net.Listener) {
	t.Helper()
	p := program{env: variables{"STANOK_DRAIN": drain, "STANOK_ALLOW_NETWORKS": "127.0.0.0/8", "STANOK_ADMIN_TOKEN": adminToken}.get}
	s, _, err := p.readSettings("serve", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.listensAt(l.Addr())
	a, err := assemble(s, store, make([]byte, engine.KeySize), slog.New(slog.DiscardHandler), own(l))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.ensureWorkspace(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return a, l
}

// serving runs an app over a store in memory until the test ends.
func serving(t *testing.T, s settings) api {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.listensAt(l.Addr())
	a, err := assemble(s, memory.New(), make([]byte, engine.KeySize), slog.New(slog.DiscardHandler), own(l))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.ensureWorkspace(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	over := make(chan error, 1)
	go func() { over <- a.run(ctx, nil, l, nil, nil) }()
	t.Cleanup(func() {
		stop()
		if err := await(t, over, "the end"); err != nil {
			t.Error(err)
		}
	})
	return api{t, a.site.PublicURL(), adminToken}
}

func TestAFailedDiskEndsTheProgramWithoutWaitingForWork(t *testing.T) {
	k := newSink(t)
	a, l := listening(t, memory.New(), "1h")
	failed, over := make(chan struct{}), make(chan error, 1)
	go func() { over <- a.run(t.Context(), nil, l, failed, nil) }()
	out := api{t, a.site.PublicURL(), adminToken}
	out.send(out.deploy(gated(k, "accepted")).Link, "{}")
	await(t, k.reached, "the call")
	close(failed) // while an action is under way that would go on for ever
	if code := exitOf(await(t, over, "the end")); code != exitStorage {
		t.Errorf("the exit code is %d", code)
	}
}

func TestAnEngineThatCannotBeginEndsTheProgram(t *testing.T) {
	a, l := listening(t, lame{memory.New()}, "1h")
	over := make(chan error, 1)
	go func() { over <- a.run(t.Context(), nil, l, nil, nil) }()
	if err := await(t, over, "the end"); !errors.Is(err, errLame) {
		t.Errorf("it ended with %v", err)
	}
}

var errLame = errors.New("lame")

// lame is a store that cannot tell what is due.
type lame struct{ engine.Store }

func (lame) Due(context.Context, engine.Due, time.Time, int) ([]engine.Due, error) {
	return nil, errLame
}

func TestAListenerThatFailsEndsTheProgram(t *testing.T) {
	a, l := listening(t, memory.New(), "1h")
	_ = l.Close()
	if err := a.run(t.Context(), nil, l, nil, nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("it ended with %v", err)
	}
}

func TestHurryEndsWorkAndCallersThatWait(t *testing.T) {
	k := newSink(t)
	a, l := listening(t, memory.New(), "1h")
	ctx, stop := context.WithCancel(t.Context())
	hurry, over := make(chan struct{}), make(chan error, 1)
	go func() { over <- a.run(ctx, hurry, l, nil, nil) }()
	out := api{t, a.site.PublicURL(), adminToken}
	link := out.deploy(gated(k, "finished")).Link
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		r, err := outside.Post(link, "application/json", nil)
		if err == nil {
			r.Body.Close()
		}
	}()
	await(t, k.reached, "the call")
	stop()
	close(hurry)
	if err := await(t, over, "the end"); err != nil {
		t.Error(err)
	}
	await(t, heard, "the end of the caller's wait")
}

func TestWorkIsCutOffWhenTheDrainTimeIsUp(t *testing.T) {
	for _, drain := range []string{"0s", "20ms"} {
		k, store := newSink(t), memory.New()
		a, l := listening(t, store, drain)
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan error, 1)
		go func() { over <- a.run(ctx, nil, l, nil, nil) }()
		out := api{t, a.site.PublicURL(), adminToken}
		id := out.send(out.deploy(gated(k, "accepted")).Link, "{}")
		await(t, k.reached, "the call")
		stop()
		if err := await(t, over, "the end"); err != nil {
			t.Error(err)
		}
		if op, err := store.Operation(t.Context(), engine.MainWorkspace, engine.OperationID(id)); err != nil || op.State != engine.Waiting {
			t.Errorf("with a drain of %s the operation is left %s: %v", drain, op.State, err)
		}
	}
}

func TestNothingIsLeftOfAServerThatStopped(t *testing.T) {
	before := runtime.NumGoroutine()
	a, l := listening(t, memory.New(), "1h")
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan error, 1)
	shown := make(chan struct{})
	go func() {
		over <- a.run(ctx, nil, l, nil, func(ctx context.Context, _ *app) { <-ctx.Done(); close(shown) })
	}()
	out := api{t, a.site.PublicURL(), adminToken}
	out.finished(out.send(out.deploy(quick).Link, "x"))
	for _, said := range []string{"", "GET /healthz HTTP/1.1\r\n", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"} { // silent, half, and kept alive
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := io.WriteString(c, said); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if err := await(t, over, "the end"); err != nil {
		t.Error(err)
	}
	await(t, shown, "the end of what was shown")
	out.eventually("its goroutines end", func() bool { return runtime.NumGoroutine() <= before })
}

func TestWhileItStopsEventsAreTurnedAwayWithAReason(t *testing.T) {
	k := newSink(t)
	a, l := listening(t, memory.New(), "1h")
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- a.run(ctx, nil, l, nil, nil) }()
	out := api{t, a.site.PublicURL(), adminToken}
	link := out.deploy(gated(k, "accepted")).Link
	id := out.send(link, "{}")
	await(t, k.reached, "the call")
	stop()
	out.eventually("it stops", a.engine.Stopping)
	r, err := outside.Post(link, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	said, _ := io.ReadAll(r.Body)
	r.Body.Close()
	if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" || !strings.Contains(string(said), "engine.stopping") {
		t.Errorf("an event is answered with %s, Retry-After %q: %s", r.Status, r.Header.Get("Retry-After"), said)
	}
	if !r.Close {
		t.Error("the sender may go on with a connection that is about to be closed")
	}
	if got := out.do("GET", "/readyz", ""); got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("ready: %s", got.Status)
	}
	if got := out.do("GET", "/api/v1/operations/"+id, ""); got.StatusCode != http.StatusOK {
		t.Errorf("what is under way cannot be read: %s", got.Status)
	}
	close(k.release)
	if err := await(t, over, "the end"); err != nil {
		t.Error(err)
	}
	if op, err := a.store.Operation(t.Context(), engine.MainWorkspace, engine.OperationID(id)); err != nil || op.State != engine.Succeeded {
		t.Errorf("what was under way is left %s: %v", op.State, err)
	}
}
