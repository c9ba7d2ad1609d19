package standin

import (
	"net/http"
	"time"
)

// Slow waits and then answers as usual.
func Slow(d time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			answer.ServeHTTP(w, r)
		case <-r.Context().Done():
			hangUp(w, false) // returning would answer with an empty 200
		}
	}
}

// Hold waits until release is closed and then answers as usual. It gives up
// when the caller leaves or the server closes.
func Hold(release <-chan struct{}) Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		select {
		case <-release:
			answer.ServeHTTP(w, r)
		case <-r.Context().Done():
			hangUp(w, false) // returning would answer with an empty 200
		}
	}
}

// HoldAfter lets the effect happen and keeps its answer back until release is
// closed.
func HoldAfter(release <-chan struct{}) Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		got := capture(r, answer)
		select {
		case <-release:
			got.send(w)
		case <-r.Context().Done():
			hangUp(w, false) // returning would answer with an empty 200
		}
	}
}

// Hang never answers: the connection stays open until the caller leaves or the
// server closes.
func Hang() Fault { return Hold(nil) }
