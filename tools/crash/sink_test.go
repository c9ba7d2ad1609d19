package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"stanok/tools/wire"
)

func TestTheSinkNotesWhatArrivesAndWhetherItWasAnswered(t *testing.T) {
	s := newSink(t)
	client := &http.Client{Transport: &http.Transport{}}
	post := func(path, key string, body []byte) {
		request, _ := http.NewRequest(http.MethodPost, "http://"+s.addr+path, bytes.NewReader(body))
		request.Header.Set("Idempotency-Key", key)
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	post("/send/forward", "a/send", event(1))
	post("/send/chain", "b/send", event(2))
	client.CloseIdleConnections()
	s.settle()
	post("/send/chain", "b/send", expected(chain, 2))
	post("/elsewhere", "c/send", nil)
	client.CloseIdleConnections()
	s.settle() // an answer is noted a moment after it was written

	all := s.all()
	if len(all) != 4 {
		t.Fatalf("%d arrivals: %+v", len(all), all)
	}
	for i, want := range []struct {
		flow, operation string
		n               int64
		life            int
		wrong           bool
	}{
		{forward, "a", 1, 0, false}, {chain, "b", 2, 0, true}, {chain, "b", 2, 1, false}, {"", "c", 0, 1, true},
	} {
		a := all[i]
		if a.flow != want.flow || a.n != want.n || a.life != want.life || a.operation() != want.operation || (a.wrong != "") != want.wrong || a.answered.Before(a.at) {
			t.Errorf("arrival %d is %+v, want %+v", i, a, want)
		}
	}
	if !s.arrived(1) || s.arrived(9) || s.events(forward) != 1 {
		t.Errorf("event 1 arrived %v, event 9 arrived %v, %d of the flow", s.arrived(1), s.arrived(9), s.events(forward))
	}
}

func TestARequestOfACallerThatDiedIsInTheLifeItWasSentIn(t *testing.T) {
	s := newSink(t)
	conn := wire.NewConn(s.addr)
	request := wire.AppendPost(nil, s.addr, "/send/once", event(1))
	if status, _, err := conn.Do(request); err != nil || status != http.StatusOK {
		t.Fatalf("%d, %v", status, err)
	}
	conn.Close()
	s.settle()
	if all := s.all(); len(all) != 1 || all[0].life != 0 || s.life != 1 {
		t.Errorf("%+v, the sink is in life %d", all, s.life)
	}
}

func TestEachEventIsSentOnceAndOnlyAcknowledgedOnesAreInTheLedger(t *testing.T) {
	var mu sync.Mutex
	got := map[string]int{}
	var calls atomic.Int64
	done := make(chan struct{})
	program := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text := new(bytes.Buffer)
		text.ReadFrom(r.Body)
		mu.Lock()
		got[text.String()]++
		mu.Unlock()
		switch n := calls.Add(1); {
		case n == 100:
			close(done)
		case n%4 == 0:
			w.WriteHeader(http.StatusServiceUnavailable)
		case n%4 == 1:
			panic(http.ErrAbortHandler) // as a kill would
		}
		w.Write([]byte(`{"status":"accepted","operation":"op"}`))
	}))
	defer program.Close()
	s := &senders{ledger: newLedger(), sink: newSink(t), links: map[string]string{}, addr: strings.TrimPrefix(program.URL, "http://")}
	for _, flow := range flows {
		s.links[flow] = "/" + flow
	}
	ctx, stop := context.WithCancel(t.Context())
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		s.run(ctx, 4)
	}()
	<-done
	stop()
	<-finished
	receipts := map[int64]bool{}
	for _, r := range s.ledger.all() {
		if receipts[r.n] || r.operation != "op" || r.got.Before(r.sent) {
			t.Errorf("%+v is in the ledger twice or not as it was", r)
		}
		receipts[r.n] = true
	}
	if n := len(receipts); n == 0 || n > int(calls.Load())*3/4 {
		t.Errorf("%d of %d events are in the ledger", n, calls.Load())
	}
	if refused := s.ledger.refusals(); len(refused) != 1 {
		t.Errorf("the refusals are %v", refused)
	}
	for text, times := range got {
		if times != 1 {
			t.Errorf("%s was sent %d times", text, times)
		}
	}
}

func newSink(t *testing.T) *sink {
	t.Helper()
	s, err := startSink()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}
