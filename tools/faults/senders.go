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
	slow := t.size(2_000, 500)
	t.did("%d connections that send a byte at a time, and %d kinds of broken requests beside an honest sender", slow, len(evils))
	lasts := time.Duration(t.size(10, 3)) * time.Second
	s := begin(ctx, link, 100, 0)
	pause(ctx, lasts)
	quiet := p99(s.stop())
	before, err := p.Memory()
	if err != nil {
		return err
	}
	s = begin(ctx, link, 100, 0)
	crowd, cancel := context.WithCancel(ctx)
	defer cancel()
	reached := crowdAt(crowd, h.Addr, link, slow)
	wrong := map[string]int{}
	for end := time.Now().Add(lasts); time.Now().Before(end) && ctx.Err() == nil; {
		for _, e := range evils {
			if got := e.send(h.Addr, link); !slices.Contains(e.allowed, got) {
				wrong[fmt.Sprintf("%s: %d, not %v", e.name, got, e.allowed)]++
			}
		}
	}
	answers := s.stop()
	after, err := p.Memory()
	if err != nil {
		return err
	}
	t.see(len(wrong) == 0, "%d kinds of broken requests answered otherwise than they should be (0) %v", len(wrong), slices.Collect(maps.Keys(wrong)))
	t.see(reached == slow, "%d of %d slow connections were made", reached, slow)
	bound := max(2*quiet, t.soon(100*time.Millisecond))
	t.see(p99(answers) <= bound, "the honest sender answered within %v in 99 of 100 (at most %v: twice the quiet %v, or 100ms, in a short run 500ms)", p99(answers), bound, quiet)
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

var evils = []evil{
	{"a body over the limit", sized(asJSON, `{"n":"`+strings.Repeat("x", 11<<20)+`"}`), "", []int{413, 0}},
	{"a body that is longer than said", asJSON + "Content-Length: 9\r\nConnection: close\r\n\r\n" + `{"n":"1"}{"n":"2"}`, "", []int{200, 202}},
	{"both lengths", asJSON + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "", []int{400, 422}},
	{"two lengths", asJSON + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "", []int{400}},
	{"100,000 keys", sized(asForm, "n=1&"+strings.Repeat("k=v&", 100_000)), "", []int{400, 413, 422}},
	{"1,000 brackets", sized(asForm, "n=1&a"+strings.Repeat("[b]", 1_000)+"=c"), "", []int{400, 413, 422}},
	{"a link of 1 MB", sized(asJSON, "{}"), "?n=" + strings.Repeat("a", 1<<20), []int{414, 431, 400}},
	{"a header of 1 MB", asJSON + "X-Long: " + strings.Repeat("a", 1<<20) + "\r\n\r\n", "", []int{431, 0}},
	{"broken UTF-8", sized(asJSON, "{\"n\":\"\xff\xfe\"}"), "", []int{400, 422}},
	{"brackets 100,000 deep", sized(asJSON, strings.Repeat("[", 100_000)), "", []int{400, 413, 422}},
	{"a bad chunk", asJSON + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", "", []int{400}},
	{"gzip", sized(asJSON+"Content-Encoding: gzip\r\n", "\x1f\x8b"), "", []int{415}},
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
	go fmt.Fprintf(conn, "POST %s%s HTTP/1.1\r\nHost: %s\r\n%s", u.RequestURI(), e.path, addr, e.raw)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}
