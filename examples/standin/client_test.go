package standin_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
)

// caller is an HTTP client that never reuses a connection, so that net/http
// does not repeat a request by itself.
func caller(t *testing.T) *http.Client {
	t.Helper()
	return &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		Timeout:       4 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// serve puts a stand-in on a free port until the end of the test.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s, err := standin.Serve(h, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s.URL
}

func get(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	return do(t, request(t, http.MethodGet, address, ""))
}

func post(t *testing.T, address string, form url.Values) (*http.Response, string) {
	t.Helper()
	r := request(t, http.MethodPost, address, form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(t, r)
}

func request(t *testing.T, method, address, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func do(t *testing.T, r *http.Request) (*http.Response, string) {
	t.Helper()
	answer, err := caller(t).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// object decodes a JSON object with all digits of its numbers.
func object(t *testing.T, body string) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader([]byte(body)))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

// first is the only element under a wrapper.
func first(t *testing.T, body, wrapper string) map[string]any {
	t.Helper()
	list, _ := object(t, body)[wrapper].([]any)
	if len(list) != 1 {
		t.Fatalf("%q holds %d records in %.200s", wrapper, len(list), body)
	}
	return list[0].(map[string]any)
}

func wantStatus(t *testing.T, answer *http.Response, status int) {
	t.Helper()
	if answer.StatusCode != status {
		t.Errorf("status %d, want %d", answer.StatusCode, status)
	}
}
