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
	fmt.Fprintf(w, "\n  Stanok %s\n\n  address   http://%s\n  links     %s/hook/…\n  data      %s\n", version, at, a.site.PublicURL(), data)
	if fitted, ok := a.store.(engine.Fitted); ok {
		if room, err := fitted.Room(); err == nil && room.Remote != "" {
			fmt.Fprintf(w, "            on a network disk (%s): while it cannot be reached nothing is accepted; a disk of its own is safer\n", room.Remote)
		}
	}
	if some, err := a.store.HasPeople(ctx); err == nil && !some {
		fmt.Fprintf(w, "\n  To finish setting up, open %s/setup%s\n", address(at), a.withCode())
	}
	if missing := a.missing(ctx, s, at); len(missing) > 0 {
		fmt.Fprint(w, "\n  Not set up yet:\n")
		for _, m := range missing {
			fmt.Fprintln(w, "   ·", m)
		}
	}
	fmt.Fprintln(w)
}

// withCode tells the code that the setup page asks for.
func (a *app) withCode() string {
	if a.code == "" {
		return ""
	}
	return ", code " + a.code.Reveal()
}

// missing lists what an operator wants to set before others rely on the program.
func (a *app) missing(ctx context.Context, s settings, at net.Addr) (all []string) {
	switch {
	case !a.site.Sends():
		all = append(all, "no smtp_url: nobody is told by letter when an operation fails")
	case s.adminEmail == "" && !a.hasReaders(ctx):
		all = append(all, "no admin_email: letters have nowhere to go")
	}
	if !a.site.IsSet() {
		all = append(all, "no public_url: other services cannot reach links on "+address(at))
	}
	return all
}

func (a *app) hasReaders(ctx context.Context) bool {
	w, err := a.store.Workspace(ctx, engine.MainWorkspace)
	return err == nil && len(w.AlertTo) > 0
}

// listensAt notes where the program listens.
func (s *settings) listensAt(at net.Addr) {
	s.reached = address(at)
	if ap, err := netip.ParseAddrPort(at.String()); err == nil {
		s.everywhere = listensWide(ap)
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
