package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"stanok/tools/load"
)

// stream sends events to a link, due at a steady rate whatever the program does:
// each counts from the moment it was due.
type stream struct {
	link string
	rate int
	pad  int // bytes added to each event

	mu      sync.Mutex
	answers []answer
	next    int
	all     sync.WaitGroup
	end     context.CancelFunc
}

// answer is what came back for one event.
type answer struct {
	n          int
	due, got   time.Time
	status     int // 0 for none
	operation  string
	code       string // of a refusal
	retryAfter string
	unheard    bool // nobody listened: the event was never accepted for reading
	err        error
}

// accepted reports whether the event is the program's concern now.
func (a answer) accepted() bool { return a.status/100 == 2 }

// connections is how many events may be without an answer at once.
const connections = 64

// begin sends until stop is called.
func begin(ctx context.Context, link string, rate, pad int) *stream {
	return beginWith(ctx, link, rate, pad, connections)
}

// beginWith sends with so many events without an answer at once.
func beginWith(ctx context.Context, link string, rate, pad, connections int) *stream {
	ctx, cancel := context.WithCancel(ctx)
	s := &stream{link: link, rate: rate, pad: pad, end: cancel}
	due := make(chan time.Time, 100_000)
	s.all.Go(func() {
		defer close(due)
		began := time.Now()
		for i := 0; ctx.Err() == nil; i++ {
			at := began.Add(time.Duration(i) * time.Second / time.Duration(rate))
			pause(ctx, time.Until(at))
			if ctx.Err() == nil {
				due <- at
			}
		}
	})
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}
	for range connections {
		s.all.Go(func() {
			for at := range due {
				if ctx.Err() == nil {
					s.send(client, at)
				}
			}
		})
	}
	return s
}

// stop ends the sending and returns what came back for each event.
func (s *stream) stop() []answer {
	s.end()
	s.all.Wait()
	return s.answers
}

// so far is what has come back for each event until now.
func (s *stream) soFar() []answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]answer(nil), s.answers...)
}

func (s *stream) send(client *http.Client, due time.Time) {
	s.mu.Lock()
	s.next++
	n := s.next
	s.mu.Unlock()
	a := post(client, s.link, n, s.pad)
	a.due = due
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, a)
}

// post sends one event and reads the answer.
func post(client *http.Client, link string, n, pad int) answer {
	a := answer{n: n, due: time.Now()}
	body := fmt.Sprintf(`{"n":"%d","pad":"%s"}`, n, strings.Repeat("x", pad))
	got, err := client.Post(link, "application/json", strings.NewReader(body))
	if err != nil {
		var op *net.OpError
		a.unheard = errors.As(err, &op) && op.Op == "dial"
		a.err, a.got = err, time.Now()
		return a
	}
	defer got.Body.Close()
	text, err := io.ReadAll(io.LimitReader(got.Body, 1<<20))
	a.got, a.err = time.Now(), err
	a.status, a.retryAfter = got.StatusCode, got.Header.Get("Retry-After")
	var said struct {
		Operation string
		Error     struct{ Code string }
	}
	_ = json.Unmarshal(text, &said) // what names no operation counts as lost later
	a.operation, a.code = said.Operation, said.Error.Code
	return a
}

// acceptedOf are the answers that took an event.
func acceptedOf(answers []answer) (taken []answer) {
	for _, a := range answers {
		if a.accepted() {
			taken = append(taken, a)
		}
	}
	return taken
}

// lost are the accepted events whose operation is not there.
func lost(answers []answer, states map[string]string) (wrong []answer) {
	for _, a := range acceptedOf(answers) {
		if _, ok := states[a.operation]; !ok {
			wrong = append(wrong, a)
		}
	}
	return wrong
}

// unended are the operations that have not ended well.
func unended(states map[string]string) (wrong []string) {
	for id, state := range states {
		if state != "succeeded" {
			wrong = append(wrong, id+" is "+state)
		}
	}
	return wrong
}

// p99 is how long 99 of 100 accepted events waited for their answer.
func p99(answers []answer) time.Duration {
	var took []time.Duration
	for _, a := range acceptedOf(answers) {
		took = append(took, a.got.Sub(a.due))
	}
	return load.Percentile(took, 99).Round(time.Millisecond)
}

func percentile(took []time.Duration, p int) time.Duration {
	return load.Percentile(took, p).Round(time.Millisecond)
}
