package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"stanok/tools/flow"
)

// The baseline is the reference flow as a programmer would write it for this one
// case: net/http at both ends, encoding/json, and a bbolt file that takes the
// webhook before it is answered and the history, about 3 KB, when the flow ends.
// It shows what the machine can do for such a program. It is no product.

// atOnce is how many flows the baseline works at the same time.
const atOnce = 64

// job is one accepted webhook.
type job struct {
	number   uint64
	accepted time.Time
	body     []byte
}

// record is the history of one flow.
type record struct {
	Accepted, Finished time.Time
	Event              string
	GetURL, GetAnswer  string
	PostURL, Post      string
	PostAnswer         string
	Trouble            string `json:",omitempty"`
}

// server is the baseline at work.
type server struct {
	sink   string
	store  *store
	client *http.Client
	jobs   chan job
	last   atomic.Uint64
	failed atomic.Int64
}

// serveBaseline serves until ctx ends.
func serveBaseline(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("baseline", flag.ExitOnError)
	listen := flags.String("listen", "", "host:port to listen at")
	sink := flags.String("sink", "", "host:port of the services")
	file := flags.String("file", "", "file to keep the history in")
	if err := flags.Parse(args); err != nil {
		return err
	}
	store, err := openStore(*file)
	if err != nil {
		return err
	}
	s := newServer(*sink, store)
	web := &http.Server{Addr: *listen, Handler: s, ReadHeaderTimeout: 10 * time.Second}
	var all sync.WaitGroup
	for range atOnce {
		all.Go(s.work)
	}
	stopped := context.AfterFunc(ctx, func() { _ = web.Shutdown(context.WithoutCancel(ctx)) })
	defer stopped()
	if err := web.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	close(s.jobs)
	all.Wait()
	if failed := s.failed.Load(); failed > 0 {
		return errors.Join(fmt.Errorf("%d flows failed", failed), store.close())
	}
	return store.close()
}

func newServer(sink string, store *store) *server {
	return &server{
		sink: sink, store: store, jobs: make(chan job, 1<<17),
		client: &http.Client{
			Timeout:   30 * time.Second,
			Transport: &http.Transport{MaxIdleConns: 2 * atOnce, MaxIdleConnsPerHost: 2 * atOnce},
		},
	}
}

// ServeHTTP takes a webhook: it is on the disk when the answer leaves.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		w.WriteHeader(http.StatusOK) // readyz
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	j := job{s.last.Add(1), time.Now(), body}
	if err := s.store.accept(j.number, body); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	s.jobs <- j
	w.Header().Set("Content-Type", "application/json")
	w.Write([]byte(`{"status":"accepted"}`))
}

func (s *server) work() {
	for j := range s.jobs {
		r := record{Accepted: j.accepted, Event: string(j.body)}
		if err := s.execute(&r); err != nil {
			s.failed.Add(1)
			r.Trouble = err.Error()
		}
		r.Finished = time.Now()
		if err := s.keep(j.number, r); err != nil {
			fmt.Fprintln(os.Stderr, "keeping a record:", err)
			s.failed.Add(1)
		}
	}
}

func (s *server) keep(number uint64, r record) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return s.store.finish(number, text)
}

// execute runs the flow and writes down what it did.
func (s *server) execute(r *record) error {
	var event struct {
		ID string `json:"r_id"`
	}
	if err := json.Unmarshal([]byte(r.Event), &event); err != nil {
		return err
	}
	r.GetURL = flow.RequestURL(s.sink, event.ID)
	got, err := s.call(http.MethodGet, r.GetURL, nil)
	if err != nil {
		return err
	}
	r.GetAnswer = string(got)
	var found struct {
		Request []flow.Request `json:"request"`
	}
	if err := json.Unmarshal(got, &found); err != nil {
		return err
	}
	if len(found.Request) == 0 {
		return errors.New("the answer holds no request")
	}
	lead, err := json.Marshal(flow.Compose(found.Request[0]))
	if err != nil {
		return err
	}
	r.PostURL, r.Post = flow.LeadURL(s.sink), string(lead)
	answer, err := s.call(http.MethodPost, r.PostURL, lead)
	r.PostAnswer = string(answer)
	return err
}

func (s *server) call(method, url string, body []byte) ([]byte, error) {
	request, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s answered %s", method, url, answer.Status)
	}
	return text, err
}
