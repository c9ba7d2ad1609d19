package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"stanok/store/bolt"
)

// Limits of the listener.
const (
	headerTime  = 5 * time.Second
	idleTime    = 60 * time.Second
	headerBytes = 32 << 10
)

// serve runs the program until a signal.
func serve(p program, args []string) int {
	s, _, err := p.readSettings("serve", args, nil)
	if err != nil {
		return p.refuse(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := p.serve(ctx, s, nil); err != nil {
		var bad badSetting
		if errors.As(err, &bad) {
			return p.refuse(err)
		}
		return p.fail(err)
	}
	return exitDone
}

// serve opens the data folder, listens, and works until ctx ends or the storage
// fails. ready, if there is one, is called in a goroutine of its own once the
// program can be reached.
func (p program) serve(ctx context.Context, s settings, ready func(context.Context, *app)) error {
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return badSetting{fmt.Errorf("data: %w", err)}
	}
	log := logger(s, p.err)
	store, err := bolt.Open(s.data, bolt.Options{})
	if err != nil {
		return err
	}
	defer func() {
		if err := store.Close(); err != nil {
			log.Error("closing the store", "err", err)
		}
	}()
	key, err := secretKey(s)
	if err != nil {
		return err
	}
	l, own, err := listen(s.listen)
	if err != nil {
		return badSetting{fmt.Errorf("listen: %w", err)}
	}
	a, err := assemble(s, store, key, log, own)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if err := a.ensureWorkspace(ctx, s); err != nil {
		return errors.Join(err, l.Close())
	}
	screen(p.out, s, l.Addr())
	return a.run(ctx, l, store.Failed(), s.drain, ready)
}

// run serves l and works operations until ctx ends: then it stops accepting,
// finishes what is under way within the drain time, and returns. A second
// signal cuts that short.
func (a *app) run(ctx context.Context, l net.Listener, failed <-chan struct{}, drain time.Duration, ready func(context.Context, *app)) error {
	working, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	requests, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	server := &http.Server{
		Handler: a.handler, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: headerBytes,
		BaseContext: func(net.Listener) context.Context { return requests },
	}
	ended := make(chan error, 2)
	go func() { ended <- a.engine.Run(working) }()
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	if ready != nil {
		go ready(working, a)
	}
	var cause error
	select {
	case <-ctx.Done():
		a.log.Info("stopping: finishing what is under way", "within", drain)
	case <-failed:
		cause = errStorage
		stop(errStorage)
	case err := <-served:
		cause = err
		stop(err)
	}
	again := make(chan os.Signal, 1)
	signal.Notify(again, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(again)
	go func() {
		if _, ok := <-again; ok {
			a.engine.Halt()
			hangUp()
		}
	}()
	closing, done := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer done()
	shut := make(chan struct{})
	go func() {
		defer close(shut)
		_ = server.Shutdown(closing)
	}()
	if cause == nil {
		time.AfterFunc(patience, hangUp) // streams end; answers under way have had their time
	} else {
		hangUp()
	}
	stop(nil)
	err := <-ended
	<-shut
	_ = server.Close()
	return errors.Join(cause, err)
}

// patience is how long callers who wait for an answer may go on waiting once
// the program is stopping.
const patience = 2 * time.Second

// screen tells the operator where the program is and what is not set up yet.
func screen(w io.Writer, s settings, at net.Addr) {
	data, err := filepath.Abs(s.data)
	if err != nil {
		data = s.data
	}
	fmt.Fprintf(w, "\n  Stanok %s\n\n  address   http://%s\n  links     %s/hook/…\n  data      %s\n", version, at, s.publicURL, data)
	var missing []string
	if s.adminToken == "" {
		missing = append(missing, "no admin_token: make one with `stanok token create`, or set STANOK_ADMIN_TOKEN")
	}
	if s.smtp == nil {
		missing = append(missing, "no smtp_url: nobody is told by letter when an operation fails")
	} else if s.adminEmail == "" {
		missing = append(missing, "no admin_email: letters have nowhere to go")
	}
	if host, _, err := net.SplitHostPort(s.listen); err == nil && s.publicURL == "http://"+s.listen && host != "" {
		missing = append(missing, "no public_url: other services cannot reach links on "+s.listen)
	}
	if len(missing) > 0 {
		fmt.Fprint(w, "\n  Not set up yet:\n")
		for _, m := range missing {
			fmt.Fprintln(w, "   ·", m)
		}
	}
	fmt.Fprintln(w)
}
