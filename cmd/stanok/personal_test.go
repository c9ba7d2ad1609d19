package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"stanok/engine/taxpayer"
)

// people are so many numbers of taxpayers with right check digits.
func people(n int) (all []string) {
	for i := 0; len(all) < n; i++ {
		for check := range 100 {
			number := fmt.Sprintf("3%08d%02d", i*7919, check)
			if _, ok := taxpayer.CPF(number); ok {
				all = append(all, number[:3]+"."+number[3:6]+"."+number[6:9]+"-"+number[9:])
				break
			}
		}
	}
	return all
}

// refusing is a service that repeats what it was sent in its refusal, until it is
// told to take it.
func refusing(t *testing.T, takes *atomic.Bool) (url string, taken func() string) {
	var mu sync.Mutex
	var all strings.Builder
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !takes.Load() {
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprintf(w, `{"error": %q}`, "nobody has "+string(body))
			return
		}
		mu.Lock()
		defer mu.Unlock()
		all.Write(body)
	}))
	t.Cleanup(s.Close)
	return s.URL, func() string {
		mu.Lock()
		defer mu.Unlock()
		return all.String()
	}
}

const taxpayers = `
format: 1
name: Taxpayers
settings: {lane: "{{ source.cpf }}"}
source: {type: webhook, with: {methods: [POST], params: [{name: cpf, type: text}, {name: id, type: text}]}}
actions:
  - id: tell
    type: http.request
    retry: {attempts: 1}
    with:
      method: POST
      url: "%s/{{ source.cpf }}"
      body: {kind: json, from: {cpf: "{{ source.cpf }}"}}
      success: {status: 2xx, message: "{{ answer.body }}"}
`

func TestNobodyIsKnownFromWhatLiesAround(t *testing.T) {
	var takes atomic.Bool
	url, taken := refusing(t, &takes)
	post := newPost(t, nil)
	in := start(t, variables{
		"STANOK_SMTP_URL": "smtp://" + post.address + "?tls=none", "STANOK_ADMIN_EMAIL": "owner@example.test", "STANOK_LOG_FORMAT": "json",
	})
	link, all := in.deploy(fmt.Sprintf(taxpayers, url)).Link, people(1000)
	ids := make([]string, len(all))
	var senders sync.WaitGroup
	for first := range 8 {
		senders.Go(func() {
			for i := first; i < len(all); i += 8 {
				body, _ := json.Marshal(map[string]string{"cpf": all[i], "id": strings.NewReplacer(".", "", "-", "").Replace(all[i])})
				ids[i] = in.send(link, string(body))
			}
		})
	}
	senders.Wait()
	for _, id := range ids {
		if op := in.finished(id); op.State != "failed" {
			t.Fatalf("%s is %s", id, op.State)
		}
	}
	in.eventually("a letter comes", func() bool { return len(post.letters()) > 0 })
	if !strings.Contains(strings.Join(post.letters(), ""), "nobody has") {
		t.Error("no letter says what the service said")
	}
	file := filepath.Join(t.TempDir(), "b")
	invoke(in.environment(), "backup", file).want(t, exitDone)
	for where, text := range map[string]string{
		"the data folder": folder(t, in.data), "the backup": unzipped(t, file), "the log": in.log.String(), "a letter": strings.Join(post.letters(), "\n"),
		"the start screen": in.out.String(),
	} {
		for _, cpf := range all {
			if strings.Contains(text, cpf) || strings.Contains(text, strings.NewReplacer(".", "", "-", "").Replace(cpf)) {
				t.Errorf("%s is in %s", cpf, where)
				break
			}
		}
	}
	takes.Store(true)
	for i := 0; i < len(ids); i += 100 {
		var again struct{ ID string }
		in.json(http.StatusAccepted, "POST", "/operations/"+ids[i]+"/replay", `{"from": "failed"}`, &again)
		if op := in.finished(again.ID); op.State != "succeeded" {
			t.Errorf("the repetition is %s: %+v", op.State, op.Failure)
		}
		if !strings.Contains(taken(), `{"cpf":"`+all[i]+`"}`) {
			t.Errorf("the service was not sent %s", all[i])
		}
	}
}
