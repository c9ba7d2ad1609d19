package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"stanok/engine"
)

// Limits of the listener.
const (
	headerTime  = 5 * time.Second
	idleTime    = 60 * time.Second
	headerBytes = 32 << 10
)

// serve runs the program until a signal.
func serve(p program, args []string) int {
	s, rest, err := p.readSettings("serve", args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) > 0 {
		return p.misused("serve", nil)
	}
	ctx, hurry, done := signals()
	defer done()
	if err := p.serve(ctx, hurry, s, nil); err != nil {
		return p.fail(err)
	}
	return exitDone
}

// serve opens the data folder, listens, and works until ctx ends or the storage
// fails; hurry cuts short what is then under way. ready, if there is one, is
// called once the program can be reached, and its context ends with ctx.
func (p program) serve(ctx context.Context, hurry <-chan struct{}, s settings, ready func(context.Context, *app)) error {
	log := logger(s, p.err)
	store, key, err := openStore(ctx, s, func() error { return takeRestored(s.data, engine.SystemClock{}.Now()) })
	if err != nil {
		return err
	}
	defer func() {
		if err := store.Close(); err != nil {
			log.Error("closing the store", "err", err)
		}
	}()
	l, err := net.Listen("tcp", s.listen)
	if err != nil {
		return badSetting{fmt.Errorf("listen: %w", err)}
	}
	defer l.Close()
	s.listensAt(l.Addr())
	a, err := assemble(s, store, key, log, own(l))
	if err != nil {
		return err
	}
	if err := errors.Join(a.ensureWorkspace(ctx, s), a.ensureOwner(ctx, s)); err != nil {
		return err
	}
	a.screen(ctx, p.out, s, l.Addr())
	return a.run(ctx, hurry, l, store.Failed(), ready)
}

// run serves l and works operations until ctx ends or failed is closed. Then
// what is under way is finished, for at most the engine's drain time, while new
// events are answered with 503. Those who wait for an answer get it; when
// nothing more can come, the listener is closed, streams end, and whoever waits
// on is told how things stand.
func (a *app) run(ctx context.Context, hurry <-chan struct{}, l net.Listener, failed <-chan struct{}, ready func(context.Context, *app)) error {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	requests, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	server := a.server(requests)
	worked, served := make(chan error, 1), make(chan error, 1)
	go func() { worked <- a.engine.Run(working); close(worked) }()
	go func() { served <- server.Serve(l) }()
	var others sync.WaitGroup
	others.Go(func() { tendMemory(working) })
	others.Go(func() { a.access.Run(working) })
	others.Go(func() { a.learn(working) })
	defer a.drafts.Close()
	defer a.access.Close() // before the store: no token that was given out is lost
	if ready != nil {
		others.Go(func() { ready(working, a) })
	}
	cause := a.untilStop(ctx, failed, served, worked)
	stop()
	closing, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	if cause != nil { // nothing that is done now could be kept
		now := make(chan struct{})
		close(now)
		hurry = now
	}
	over := make(chan struct{})
	others.Go(func() { a.hasten(hurry, over, hangUp, cut) })
	err := <-worked
	hangUp()
	late := time.AfterFunc(patience, cut)
	_ = server.Shutdown(closing)
	late.Stop()
	_ = server.Close()
	close(over)
	others.Wait()
	if cause == nil {
		cause = failure(failed) // it may also have failed while stopping
	}
	return errors.Join(cause, err)
}

// patience is how long answers may take once all work has ended.
const patience = 2 * time.Second

func (a *app) server(requests context.Context) *http.Server {
	return &http.Server{
		Handler: a.partingly(a.handler), ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: headerBytes,
		BaseContext: func(net.Listener) context.Context { return requests },
		ErrorLog:    slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
}

// partingly ends a connection with each answer that is given while the program stops:
// a sender who keeps one would else write to it at the moment that it is closed.
func (a *app) partingly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.engine.Stopping() {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

// untilStop waits for a reason to stop, which is an error unless it is ctx.
func (a *app) untilStop(ctx context.Context, failed <-chan struct{}, served, worked <-chan error) error {
	select {
	case <-ctx.Done():
		a.log.Info("stopping: finishing what is under way")
		return nil
	case <-failed:
		return errStorage
	case err := <-served:
		return err
	case err := <-worked:
		return err
	}
}

// hasten ends at once all that is under way, if asked to before it is over.
func (a *app) hasten(hurry, over <-chan struct{}, hangUp, cut func()) {
	select {
	case <-over:
		return
	case <-hurry:
	}
	hangUp()
	cut()
	for {
		a.engine.Halt()
		select {
		case <-over:
			return
		case <-time.After(50 * time.Millisecond): // one may just have been claimed
		}
	}
}

// failure is errStorage if the storage has failed.
func failure(failed <-chan struct{}) error {
	select {
	case <-failed:
		return errStorage
	default:
		return nil
	}
}
