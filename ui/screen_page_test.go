package ui_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// screen is what a browser got.
type screen struct {
	t      *testing.T
	status int
	body   string
	header http.Header
}

// browse asks for a page as a browser does. Headers are names and values in turn.
func (c *client) browse(method, path string, form url.Values, headers ...string) screen {
	c.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Authorization", "Bearer "+c.token)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return screen{c.t, w.Code, w.Body.String(), w.Header()}
}

// within a part of a page, by htmx.
var partly = []string{"HX-Request", "true", "HX-Current-URL", "https://stanok.example.com/p"}

// shows reports it if the page lacks any of the texts or is not a good answer.
func (s screen) shows(texts ...string) screen {
	s.t.Helper()
	if s.status != http.StatusOK {
		s.t.Fatalf("status %d: %s", s.status, s.body)
	}
	for _, text := range texts {
		if !strings.Contains(s.body, text) {
			s.t.Errorf("no %s in %s", text, s.body)
		}
	}
	return s
}

// lacks reports it if the page has any of the texts.
func (s screen) lacks(texts ...string) screen {
	s.t.Helper()
	for _, text := range texts {
		if strings.Contains(s.body, text) {
			s.t.Errorf("there is %s in %s", text, s.body)
		}
	}
	return s
}

// leads follows a redirect's address.
func (s screen) leads() string {
	s.t.Helper()
	if s.status != http.StatusSeeOther {
		s.t.Fatalf("status %d: %s", s.status, s.body)
	}
	return s.header.Get("Location")
}

// all are what a pattern's group finds in the page.
func (s screen) all(pattern string) []string {
	var found []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(s.body, -1) {
		found = append(found, m[1])
	}
	return found
}

// names are those of the rows of a list.
func (s screen) names() []string { return s.all(`class="table-name"[^>]*>([^<]*)<`) }
