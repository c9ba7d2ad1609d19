package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"path/filepath"

	"stanok/engine"
)

// screen tells the operator where the program is and what is not set up yet.
func (a *app) screen(ctx context.Context, w io.Writer, s settings, at net.Addr) {
	data, err := filepath.Abs(s.data)
	if err != nil {
		data = s.data
	}
	fmt.Fprintf(w, "\n  Stanok %s\n\n  address   http://%s\n  links     %s/hook/…\n  data      %s\n", version, at, s.publicURL, data)
	if missing := a.missing(ctx, s, at); len(missing) > 0 {
		fmt.Fprint(w, "\n  Not set up yet:\n")
		for _, m := range missing {
			fmt.Fprintln(w, "   ·", m)
		}
	}
	fmt.Fprintln(w)
}

// missing lists what an operator wants to set before others rely on the program.
func (a *app) missing(ctx context.Context, s settings, at net.Addr) (all []string) {
	tokens, err := a.store.ListTokens(ctx, engine.MainWorkspace)
	if s.adminToken == "" && err == nil && len(tokens) == 0 {
		all = append(all, "no admin_token: make one with `stanok token create`, or set STANOK_ADMIN_TOKEN")
	}
	switch {
	case s.smtp == nil:
		all = append(all, "no smtp_url: nobody is told by letter when an operation fails")
	case s.adminEmail == "" && !a.hasReaders(ctx):
		all = append(all, "no admin_email: letters have nowhere to go")
	}
	if s.publicURL == address(at) {
		all = append(all, "no public_url: other services cannot reach links on "+s.publicURL)
	}
	return all
}

func (a *app) hasReaders(ctx context.Context) bool {
	w, err := a.store.Workspace(ctx, engine.MainWorkspace)
	return err == nil && len(w.AlertTo) > 0
}

// reachableAt makes the address that is listened at the public one, unless that
// was set.
func (s *settings) reachableAt(at net.Addr) {
	if s.publicURL == "" {
		s.publicURL = address(at)
	}
}

// address is how a listener is reached from its own machine.
func address(at net.Addr) string {
	if ap, err := netip.ParseAddrPort(at.String()); err == nil && ap.Addr().IsUnspecified() {
		return fmt.Sprintf("http://localhost:%d", ap.Port())
	}
	return "http://" + at.String()
}

// own are the addresses that requests of the program's own must not go to.
func own(l net.Listener) []netip.AddrPort {
	ap, err := netip.ParseAddrPort(l.Addr().String())
	if err != nil {
		return nil
	}
	return []netip.AddrPort{ap}
}
