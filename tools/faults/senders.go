package main

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// mostOver is how much memory evil senders may cost, in MiB.
const mostOver = 64.0

// evil is one request that nobody honest sends, and the statuses it may get; 0
// is to be cut off without an answer.
type evil struct {
	name    string
	raw     string // after the request line and Host
	path    string // added to the link
	allowed []int
	half    bool // the sender closes its side after it
}

// senders has evil senders beside an honest one.
func senders(ctx context.Context, t *trial) error {
	h, err := t.house("house")
	if err != nil {
		return err
	}
	defer h.close()
	p, err := h.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	link, err := h.deploy("send", "{concurrency: 16}")
	if err != nil {
		return err
	}
	n, err := t.neighbour(ctx)
	if err != nil {
		return err
	}
	defer n.close()
	slow := t.size(2_000, 500)
	t.did("%d connections that send a byte at a time, and %d kinds of broken requests beside an honest sender", slow, len(evils))
	lasts := time.Duration(t.size(10, 3)) * time.Second
	s := begin(ctx, link, 100, 0)
	pause(ctx, lasts)
	s.stop() // it has held what it holds when all is quiet
	before, err := p.Memory()
	if err != nil {
		return err
	}
	s, its := begin(ctx, link, 100, 0), begin(ctx, n.link, 100, 0)
	crowd, cancel := context.WithCancel(ctx)
	defer cancel()
	reached := crowdAt(crowd, h.Addr, link, slow)
	end := make(chan int, 1)
	go func() { end <- stalled.send(h.Addr, link) }()
	wrong := map[string]int{}
	for until := time.Now().Add(lasts); time.Now().Before(until) && ctx.Err() == nil; {
		for _, e := range evils {
			if got := e.send(h.Addr, link); !slices.Contains(e.allowed, got) {
				wrong[fmt.Sprintf("%s: %d, not %v", e.name, got, e.allowed)]++
			}
		}
	}
	if got := <-end; !slices.Contains(stalled.allowed, got) {
		wrong[fmt.Sprintf("%s: %d, not %v", stalled.name, got, stalled.allowed)]++
	}
	answers, theirs := s.stop(), its.stop()
	after, err := p.Memory()
	if err != nil {
		return err
	}
	t.see(len(wrong) == 0, "%d kinds of broken requests answered otherwise than they should be (0) %v", len(wrong), slices.Collect(maps.Keys(wrong)))
	t.see(reached == slow, "%d of %d slow connections were made", reached, slow)
	t.besideNeighbour("the honest sender", answers, theirs)
	t.see(len(acceptedOf(answers)) == len(answers), "%d of its %d events not accepted (0)", len(answers)-len(acceptedOf(answers)), len(answers))
	grown := after.Peak - before.Peak
	t.see(grown <= mostOver, "%.0f MiB more held (at most %.0f)", grown, mostOver)
	return p.Stop()
}

// crowdAt opens connections, half of which stop in the header and half in the
// body, and returns how many there are.
func crowdAt(ctx context.Context, addr, link string, count int) (reached int) {
	u, _ := url.Parse(link)
	for i := range count {
		conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
		if err != nil {
			continue
		}
		reached++
		context.AfterFunc(ctx, func() { conn.Close() })
		end := ""
		if i%2 == 0 {
			end = "Content-Length: 100\r\n\r\n"
		}
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n%s", u.RequestURI(), addr, end)
		go func() {
			for ctx.Err() == nil {
				pause(ctx, time.Second)
				if _, err := conn.Write([]byte{'x'}); err != nil {
					return
				}
			}
		}()
	}
	return reached
}

const asJSON, asForm = "Content-Type: application/json\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"

// stalled is a sender that stops in its body, which is waited for for ten seconds.
var stalled = evil{name: "a body that stalls", raw: asJSON + "Content-Length: 900\r\n\r\n" + `{"n":`, allowed: []int{408}}

var evils = []evil{
	{name: "a body over the limit", raw: sized(asJSON, `{"n":"`+strings.Repeat("x", 11<<20)+`"}`), allowed: []int{413, 0}},
	{name: "a body of the limit and a byte", raw: sized(asJSON, `{"n":"`+strings.Repeat("x", 10<<20-8+1)+`"}`), allowed: []int{413}},
	{name: "a body that ends too soon", raw: asJSON + "Content-Length: 900\r\n\r\n" + `{"n":"1"}`, allowed: []int{400, 408}, half: true},
	{name: "chunks that end too soon", raw: asJSON + "Transfer-Encoding: chunked\r\n\r\n9\r\n" + `{"n":"1"}` + "\r\n", allowed: []int{400, 408}, half: true},
	{name: "two hosts", raw: "Host: example.com\r\n" + sized(asJSON, `{"n":"1"}`), allowed: []int{400}},
	{name: "a parameter twice", raw: sized(asForm, "n=1&n=2"), allowed: []int{200, 202, 400, 422}},
	{name: "a key twice", raw: sized(asJSON, `{"n":"1","n":"2"}`), allowed: []int{200, 202, 400, 422}},
	{name: "chunked twice", raw: asJSON + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", allowed: []int{400, 501}},
	{name: "a body that is longer than said", raw: asJSON + "Content-Length: 9\r\nConnection: close\r\n\r\n" + `{"n":"1"}{"n":"2"}`, allowed: []int{200, 202}},
	{name: "both lengths", raw: asJSON + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", allowed: []int{400, 422}},
	{name: "two lengths", raw: asJSON + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", allowed: []int{400}},
	{name: "100,000 keys", raw: sized(asForm, "n=1&"+strings.Repeat("k=v&", 100_000)), allowed: []int{400, 413, 422}},
	{name: "1,000 brackets", raw: sized(asForm, "n=1&a"+strings.Repeat("[b]", 1_000)+"=c"), allowed: []int{400, 413, 422}},
	{name: "a link of 1 MB", raw: sized(asJSON, "{}"), path: "?n=" + strings.Repeat("a", 1<<20), allowed: []int{414, 431, 400}},
	{name: "a header of 1 MB", raw: asJSON + "X-Long: " + strings.Repeat("a", 1<<20) + "\r\n\r\n", allowed: []int{431, 0}},
	{name: "broken UTF-8", raw: sized(asJSON, "{\"n\":\"\xff\xfe\"}"), allowed: []int{400, 422}},
	{name: "brackets 100,000 deep", raw: sized(asJSON, strings.Repeat("[", 100_000)), allowed: []int{400, 413, 422}},
	{name: "a bad chunk", raw: asJSON + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", allowed: []int{400}},
	{name: "gzip", raw: sized(asJSON+"Content-Encoding: gzip\r\n", "\x1f\x8b"), allowed: []int{415}},
}

func sized(head, body string) string {
	return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(body), body)
}

// send sends the request on a connection of its own; 0 stands for no answer.
func (e evil) send(addr, link string) int {
	u, err := url.Parse(link)
	if err != nil {
		return 0
	}
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return -1
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	go func() {
		fmt.Fprintf(conn, "POST %s%s HTTP/1.1\r\nHost: %s\r\n%s", u.RequestURI(), e.path, addr, e.raw)
		if e.half {
			_ = conn.(*net.TCPConn).CloseWrite()
		}
	}()
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}
