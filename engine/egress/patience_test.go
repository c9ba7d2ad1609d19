package egress_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"stanok/engine/egress"
)

func TestARequestGivenMoreTimeWaitsForItsFirstByte(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wait := time.NewTimer(80 * time.Millisecond)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	e := local(t, func(c *egress.Config) {
		c.Timeouts.FirstByte, c.Timeouts.Total = 20*time.Millisecond, 40*time.Millisecond
	})
	_, err := e.Do(t.Context(), egress.Request{URL: server.URL})
	failed(t, err, egress.CodeTimeout, "answer")
	if _, err := e.Do(t.Context(), egress.Request{URL: server.URL, Timeout: time.Minute}); err != nil {
		t.Errorf("with a minute of its own: %v", err)
	}
}

func TestADownloadIsWholeOrAnError(t *testing.T) {
	page := bytes.Repeat([]byte("0123456789abcdef"), 1<<20) // more than any answer may have
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/whole":
			_, _ = w.Write(page)
		case "/cut":
			_, _ = w.Write(page)
			panic(http.ErrAbortHandler)
		case "/gzip", "/gzip-cut":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = z.Write(page)
			if r.URL.Path == "/gzip" {
				_ = z.Close()
			}
		case "/brotli":
			w.Header().Set("Content-Encoding", "br")
			_, _ = w.Write(page)
		default:
			http.Error(w, "no", http.StatusForbidden)
		}
	}))
	defer server.Close()
	e := local(t, func(*egress.Config) {})
	var got bytes.Buffer
	answer, err := e.Download(context.Background(), egress.Request{URL: server.URL + "/whole"}, &got)
	if err != nil || answer.Status != http.StatusOK || !bytes.Equal(got.Bytes(), page) {
		t.Errorf("whole: %v, %d bytes", err, got.Len())
	}
	if _, err := e.Download(context.Background(), egress.Request{URL: server.URL + "/cut"}, &got); err == nil {
		t.Error("a download that was cut off is no error")
	}
	got.Reset()
	if _, err := e.Download(context.Background(), egress.Request{URL: server.URL + "/gzip"}, &got); err != nil || !bytes.Equal(got.Bytes(), page) {
		t.Errorf("compressed on its way: %v, %d bytes", err, got.Len())
	}
	for _, path := range []string{"/gzip-cut", "/brotli"} {
		if _, err := e.Download(context.Background(), egress.Request{URL: server.URL + path}, io.Discard); err == nil {
			t.Errorf("%s is no error", path)
		}
	}
	got.Reset()
	answer, err = e.Download(context.Background(), egress.Request{URL: server.URL + "/forbidden"}, &got)
	if err != nil || answer.Status != http.StatusForbidden || got.Len() != 0 {
		t.Errorf("refused: %v, %+v, %d bytes written", err, answer, got.Len())
	}
}
