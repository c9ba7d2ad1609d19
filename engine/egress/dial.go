package egress

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"
	"time"
)

// Dial connects to address ("host:port") by TCP under the same rules as a
// request: only where the rules allow, and within the limits for names and
// connecting. Its errors are *Error.
func (e *Egress) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	t, err := dialTarget(network, address)
	if err != nil {
		return nil, err
	}
	addrs, err := e.lookup(ctx, t)
	if err == nil {
		addrs, err = e.permitted(t, addrs)
	}
	if err != nil {
		return nil, err
	}
	return asConn(e.connect(ctx, t, addrs, &e.rules))
}

// dialForHTTP is what the transport calls. The request has just looked up the
// name, so this finds its place in memory and dials the addresses checked then.
func (e *Egress) dialForHTTP(ctx context.Context, network, address string) (net.Conn, error) {
	t, err := dialTarget(network, address)
	if err != nil {
		return nil, err
	}
	p, err := e.place(ctx, t)
	if err != nil {
		return nil, err
	}
	conn, err := e.connect(ctx, t, p.addrs, &e.rules)
	if err != nil {
		e.hosts.forget(t.name) // its addresses may have changed
	}
	return asConn(conn, err)
}

// connect tries addrs in order, giving each its share of the time.
func (e *Egress) connect(ctx context.Context, t *target, addrs []netip.Addr, r *rules) (*countedConn, *Error) {
	deadline := time.Now().Add(e.c.Timeouts.Connect)
	var last *Error
	for i, a := range addrs {
		share := time.Until(deadline) / time.Duration(len(addrs)-i)
		if share <= 0 {
			break
		}
		d := net.Dialer{Timeout: share, ControlContext: e.guard(t, r)}
		conn, err := d.DialContext(ctx, "tcp", netip.AddrPortFrom(a, t.port).String())
		if err == nil {
			return &countedConn{Conn: conn}, nil
		}
		last = e.dialError(ctx, t, err)
	}
	return nil, last
}

// guard refuses every address that r closes, at the last moment: it sees what
// the system is about to connect to.
func (e *Egress) guard(t *target, r *rules) func(context.Context, string, string, syscall.RawConn) error {
	return func(_ context.Context, _, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil {
			return blocked(t.label, reasonAddress)
		}
		if why := r.closed(ap); why != "" {
			return blocked(t.label, why)
		}
		if e.c.Dialling != nil {
			return e.c.Dialling(netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port()))
		}
		return nil
	}
}

func (e *Egress) dialError(ctx context.Context, t *target, err error) *Error {
	var own *Error
	var net net.Error
	switch {
	case errors.As(err, &own):
		return own
	case ctx.Err() != nil:
		return interrupted(ctx, t.label)
	case errors.As(err, &net) && net.Timeout():
		return timedOut(t.label, "connect", e.c.Timeouts.Connect)
	}
	return unreachable(t.label, "connect", err)
}

// asConn turns typed nils into plain ones.
func asConn(c *countedConn, err *Error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}

// countedConn knows whether anything was written to it. It counts before the
// write, so that a write under way counts as one.
type countedConn struct {
	net.Conn
	writes atomic.Int64
}

func (c *countedConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}
