package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// deliveredWithin is how soon after the mail server is back a letter must come.
const deliveredWithin = 5 * time.Minute

// tarpit is how long a mail server keeps who comes waiting for its first word.
const tarpit = time.Minute

// rounds is how often the time of a flow is taken, with a stalled mail server and
// without.
const rounds = 7

// mailing has a flow fail while the mail server stalls, is away, and puts off,
// and kills the program meanwhile.
func mailing(ctx context.Context, t *trial) error {
	post := &post25{}
	if err := post.open(""); err != nil {
		return err
	}
	defer post.close()
	h, err := t.house("house", post.flags("none")...)
	if err != nil {
		return err
	}
	defer h.close()
	t.did("a flow fails while the mail server says nothing for 60 s, is away for 15 s over a kill -9, and answers 451 once; a name has a line end in it")
	p, err := h.start(ctx)
	if err != nil {
		return err
	}
	defer func() { p.Kill() }()
	calmLink, err := h.deploy("calm", "{concurrency: 16}")
	if err != nil {
		return err
	}
	links, err := h.namedBadly(t)
	if err != nil {
		return err
	}
	h.sink.answers(func(w http.ResponseWriter, _ *http.Request, a arrival) {
		if a.path != "calm" {
			w.WriteHeader(http.StatusBadRequest)
		}
	})
	other, err := t.house("beside")
	if err != nil {
		return err
	}
	defer other.close()
	beside, err := other.start(ctx)
	if err != nil {
		return err
	}
	defer beside.Kill()
	quietLink, err := other.deploy("calm", "{concurrency: 16}")
	if err != nil {
		return err
	}
	post.set(stalls)
	send := &http.Client{Timeout: 10 * time.Second}
	for _, link := range links {
		postOne(send, link)
	}
	var quiet, under []time.Duration
	for range rounds { // in turn, so that whatever else the machine does is in both
		quiet = append(quiet, other.flowTime(ctx, quietLink))
		under = append(under, h.flowTime(ctx, calmLink))
	}
	beside.Kill()
	t.see(post.held() > 0, "%d connections that the mail server stalls (some)", post.held())
	usual, now := percentile(quiet, 50), percentile(under, 50)
	bound := max(usual*11/10, usual+5*time.Millisecond)
	t.see(now <= bound, "flows take %v beside a mail server that stalls (at most %v: the %v of a program beside it and a tenth, or 5ms; the median of %d rounds)", now, bound, usual, rounds)
	post.close()
	p.Kill()
	if p, err = h.start(ctx); err != nil {
		return err
	}
	pause(ctx, 15*time.Second)
	post.set(putsOff)
	if err := post.open(post.addr); err != nil {
		return err
	}
	back := time.Now()
	for post.delivered() == 0 && time.Since(back) < deliveredWithin && ctx.Err() == nil {
		pause(ctx, 200*time.Millisecond)
	}
	t.see(post.delivered() > 0, "%d letters %v after the mail server is back (at least 1, at most %v)", post.delivered(), time.Since(back).Round(time.Second), deliveredWithin)
	t.see(!post.says("\nBcc:") && !post.says("evil@example.com>"), "no header or recipient was added by %d flows", len(links))
	if err := h.neverClear(ctx, t); err != nil {
		return err
	}
	return t.tests(ctx, "OneRefusedAddressee|AwayOrSlow|WouldBreakOut|ThousandLetters", "./engine/egress", "./engine")
}

// namedBadly makes flows whose names might end a header, and one with a plain name.
// Names that cannot be had are refused for what they are.
func (h *house) namedBadly(t *trial) (links []string, err error) {
	var odd []string
	refused := 0
	for _, name := range []string{`"bad\r\nBcc: evil@example.com"`, `"bad\nBcc: evil@example.com"`, `"bad\rBcc: evil@example.com"`, `"bad\u2028Bcc: evil@example.com"`, "bad"} {
		link, err := h.deployAs(name, "bad", "{concurrency: 16}")
		switch {
		case err == nil:
			links = append(links, link)
		case strings.Contains(err.Error(), "name"):
			refused++
		default:
			odd = append(odd, err.Error())
		}
	}
	none(t, odd, "names refused for something else (0; %d refused, %d taken)", refused, len(links))
	if len(links) == 0 {
		return nil, errors.New("no flow can fail")
	}
	return links, nil
}

// neverClear sees that a letter that needs TLS does not go to a server without.
func (h *house) neverClear(ctx context.Context, t *trial) error {
	post := &post25{}
	if err := post.open(""); err != nil {
		return err
	}
	defer post.close()
	other, err := t.house("tls", post.flags("starttls")...)
	if err != nil {
		return err
	}
	defer other.close()
	other.sink.answers(func(w http.ResponseWriter, _ *http.Request, _ arrival) { w.WriteHeader(http.StatusBadRequest) })
	p, err := other.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	link, err := other.deploy("bad", "{concurrency: 1}")
	if err != nil {
		return err
	}
	postOne(http.DefaultClient, link)
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && !post.says("EHLO") && ctx.Err() == nil; {
		pause(ctx, 100*time.Millisecond)
	}
	pause(ctx, time.Second)
	t.see(post.says("EHLO") && !post.says("MAIL FROM"), "nothing in clear to a server without STARTTLS (greeted: %t)", post.says("EHLO"))
	return p.Stop()
}

func postOne(c *http.Client, link string) { post(c, link, 1, 0) }

// flowTime is how long 95 of 100 events take from the sending to the sink.
func (h *house) flowTime(ctx context.Context, link string) time.Duration {
	s := begin(ctx, link, 50, 0)
	pause(ctx, 2*time.Second)
	answers := s.stop()
	pause(ctx, 500*time.Millisecond)
	due := map[string]time.Time{}
	for _, a := range acceptedOf(answers) {
		due[a.operation] = a.due
	}
	var took []time.Duration
	for _, a := range h.sink.all() {
		if at, ok := due[operationOf(a.key)]; ok {
			took = append(took, a.at.Sub(at))
		}
	}
	return percentile(took, 95)
}

// mood is how a mail server treats who comes.
type mood int

const (
	takes25 mood = iota
	stalls       // says nothing for as long as a tarpit does
	putsOff      // answers the first recipient with 451
)

// post25 is a mail server that keeps all that is said to it.
type post25 struct {
	addr     string
	listener net.Listener

	mu    sync.Mutex
	mood  mood
	said  strings.Builder
	taken int
	conns []net.Conn
}

// flags are the settings that have a program send its letters here.
func (p *post25) flags(tls string) []string {
	return []string{"--smtp-url", "smtp://" + p.addr + "?tls=" + tls, "--admin-email", "owner@example.com", "--mail-from", "stanok@example.com"}
}

// open listens at an address, or at a free one.
func (p *post25) open(addr string) (err error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	if p.listener, err = net.Listen("tcp", addr); err != nil {
		return err
	}
	p.addr = p.listener.Addr().String()
	go func(l net.Listener) {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.mu.Lock()
			p.conns = append(p.conns, conn)
			p.mu.Unlock()
			go p.serve(conn)
		}
	}(p.listener)
	return nil
}

func (p *post25) close() {
	p.listener.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.Close()
	}
}

func (p *post25) set(m mood) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mood = m
}

// count is how often something was said to the server.
func (p *post25) count(what string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Count(p.said.String(), what)
}

// held is how many connections were made.
func (p *post25) held() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.conns)
}

func (p *post25) delivered() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken
}

// says reports whether something was said to the server.
func (p *post25) says(what string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Contains(p.said.String(), what)
}

func (p *post25) serve(conn net.Conn) {
	defer conn.Close()
	p.mu.Lock()
	silent := p.mood == stalls
	p.mu.Unlock()
	lines := bufio.NewReader(conn)
	if silent {
		_ = conn.SetReadDeadline(time.Now().Add(tarpit))
		if _, err := lines.ReadByte(); !errors.Is(err, os.ErrDeadlineExceeded) { // it gave up
			return
		}
		_ = conn.SetReadDeadline(time.Time{})
	}
	fmt.Fprint(conn, "220 here\r\n")
	for inData := false; ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		if answer := p.hear(line, &inData); answer != "" {
			fmt.Fprint(conn, answer+"\r\n")
		}
	}
}

// hear notes a line and answers it; "" for none.
func (p *post25) hear(line string, inData *bool) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said.WriteString(line)
	if *inData {
		if line != ".\r\n" {
			return ""
		}
		*inData = false
		p.taken++
		return "250 taken"
	}
	switch verb := strings.ToUpper(line[:min(4, len(line))]); {
	case verb == "RCPT" && p.mood == putsOff:
		p.mood = takes25
		return "451 later"
	case verb == "DATA":
		*inData = true
		return "354 go on"
	case verb == "QUIT":
		return "221 bye"
	}
	return "250 ok"
}
