package egress_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"stanok/engine/egress"
)

func TestAHostThatAsksForAPauseIsLeftAloneByAll(t *testing.T) {
	for status, rests := range map[int]bool{429: true, 503: true, 500: false, 200: false} {
		var calls atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			calls.Add(1)
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(status)
		}))
		defer server.Close()
		e := local(t)
		if _, err := e.Do(t.Context(), egress.Request{URL: server.URL}); err != nil {
			t.Fatal(err)
		}
		_, err := e.Do(t.Context(), egress.Request{URL: server.URL})
		if !rests {
			if err != nil || calls.Load() != 2 {
				t.Errorf("after %d: %v, %d calls", status, err, calls.Load())
			}
			continue
		}
		fault := failed(t, err, egress.CodeBreaker, "asked")
		if !fault.NotAnAttempt || fault.After > 7*time.Second || fault.After < 5*time.Second || calls.Load() != 1 {
			t.Errorf("after %d: %+v, %d calls", status, fault, calls.Load())
		}
	}
}
