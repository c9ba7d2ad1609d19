package ui

import (
	"net/http"
	"sync/atomic"
)

// answers counts what a handler answered, by status.
type answers struct{ of [600]atomic.Int64 }

// counted is a handler whose answers are counted.
func (a *answers) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o := &observed{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(o, r)
		if o.status < len(a.of) {
			a.of[o.status].Add(1)
		}
	})
}

// counts are the answers so far, by the statuses there were.
func (a *answers) counts() map[int]int64 {
	counts := map[int]int64{}
	for status := range a.of {
		if n := a.of[status].Load(); n > 0 {
			counts[status] = n
		}
	}
	return counts
}

// observed remembers the status that is written through it.
type observed struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (o *observed) WriteHeader(status int) {
	if status >= 200 { // what comes before is no answer yet
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

// Unwrap lets an http.ResponseController find deadlines and the like.
func (o *observed) Unwrap() http.ResponseWriter { return o.ResponseWriter }
