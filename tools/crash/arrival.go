package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// arrival is one request that reached the sink.
type arrival struct {
	flow     string
	n        int64
	step     string
	key      string // its Idempotency-Key
	body     string
	wrong    string    // how the body differs from what must have been sent
	life     int       // of the program: 0 until the first kill
	at       time.Time // it was read
	answered time.Time // its answer was written in full; zero if it never was
}

// operation is the part of the key that names the operation.
func (a arrival) operation() string {
	id, _, _ := strings.Cut(a.key, "/")
	return id
}

// read makes the note of a request, and its answer.
func read(r *http.Request, body []byte) (*arrival, []byte) {
	a := &arrival{key: r.Header.Get("Idempotency-Key"), body: string(body)}
	first, last, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case r.Method == http.MethodGet && first == goodsStep:
		n, err := strconv.ParseInt(last, 10, 64)
		if err != nil {
			break
		}
		a.flow, a.n, a.step = chain, n, goodsStep
		return a, item(n)
	case r.Method == http.MethodPost && first == sendStep:
		var named struct{ N int64 }
		if err := json.Unmarshal(body, &named); err != nil {
			break
		}
		a.flow, a.n, a.step = last, named.N, sendStep
		if want := expected(last, a.n); !sameJSON(body, want) {
			a.wrong = fmt.Sprintf("%s sent %s, want %s", last, body, want)
		}
		return a, []byte(`{"status":"ok"}`)
	}
	a.wrong = fmt.Sprintf("no flow sends %s %s with %.200q", r.Method, r.URL.Path, body)
	return a, []byte(`{"status":"error"}`)
}
