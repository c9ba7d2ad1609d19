package wire

import (
	"bufio"
	"fmt"
	"net"
	"time"
)

// rest is how long a connection may lie unused before a new one replaces it. A
// server may close it at any time, and a request that meets the closing is lost
// through no fault of the program.
const rest = time.Second

// answerWithin bounds one round trip.
const answerWithin = 30 * time.Second

// Conn is one kept-alive connection to an address; it dials when it has none.
// One goroutine at a time may use it.
type Conn struct {
	addr   string
	net    net.Conn
	reader *bufio.Reader
	answer Message
	used   time.Time
}

// NewConn is a connection to host:port that dials at the first request.
func NewConn(addr string) *Conn { return &Conn{addr: addr} }

// Do sends a request that is ready to send and reads its answer, which is valid
// until the next one. A request is never sent twice, so each counts once.
func (c *Conn) Do(request []byte) (status int, body []byte, err error) {
	if err := c.open(); err != nil {
		return 0, nil, err
	}
	status, err = c.exchange(request)
	if err != nil || c.answer.Close {
		c.Close()
	}
	return status, c.answer.Body, err
}

// Close closes the connection; the next request dials anew.
func (c *Conn) Close() {
	if c.net != nil {
		c.net.Close()
		c.net = nil
	}
}

func (c *Conn) open() error {
	if time.Since(c.used) > rest {
		c.Close()
	}
	if c.net != nil {
		return nil
	}
	conn, err := net.DialTimeout("tcp", c.addr, answerWithin)
	if err != nil {
		return fmt.Errorf("dialling %s: %w", c.addr, err)
	}
	c.net, c.reader = conn, bufio.NewReaderSize(conn, bufferSize)
	return nil
}

func (c *Conn) exchange(request []byte) (int, error) {
	if err := c.net.SetDeadline(time.Now().Add(answerWithin)); err != nil {
		return 0, err
	}
	if _, err := c.net.Write(request); err != nil {
		return 0, fmt.Errorf("sending a request: %w", err)
	}
	if err := c.answer.Read(c.reader); err != nil {
		return 0, fmt.Errorf("reading an answer: %w", err)
	}
	c.used = time.Now()
	return c.answer.Status()
}
