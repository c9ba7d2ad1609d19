package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"stanok/tools/load"
	"stanok/tools/program"
)

// probe asks a program for pages as the browser of somebody does who is signed in.
type probe struct {
	server *program.Stanok
	cookie *http.Cookie
	client http.Client
}

func newProbe(server *program.Stanok, cookie *http.Cookie) *probe {
	return &probe{server: server, cookie: cookie, client: http.Client{Timeout: time.Minute}}
}

// ask asks once and tells how long the whole answer took.
func (p *probe) ask(ctx context.Context, path string) (page string, took time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.server.Addr+path, nil)
	if err != nil {
		return "", 0, err
	}
	request.AddCookie(p.cookie)
	request.Header.Set("Accept", "text/html")
	began := time.Now()
	answer, err := p.client.Do(request)
	if err != nil {
		return "", 0, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	took = time.Since(began)
	if err == nil && (answer.StatusCode != http.StatusOK || answer.Request.URL.Path == "/login") {
		err = fmt.Errorf("%s answered %s at %s: %.300s", path, answer.Status, answer.Request.URL, text)
	}
	return string(text), took, err
}

// page is an address that is asked for, and what must stand in the answer.
type page struct {
	name  string
	path  string
	rows  int // at least so many operations or processings must be shown
	bound time.Duration
}

// measure asks for pages in turn, so that a moment in which the machine is busy
// with something else does not fall on one of them alone.
func (p *probe) measure(ctx context.Context, t *table, pages []page, times int) error {
	took, missing := make([][]time.Duration, len(pages)), make([]int, len(pages))
	for range times {
		for i, one := range pages {
			text, d, err := p.ask(ctx, one.path)
			if err != nil {
				return err
			}
			missing[i] = max(missing[i], one.rows-rows(text))
			took[i] = append(took[i], d)
		}
	}
	for i, one := range pages {
		t.asked(one.name+" "+shortened(one.path), took[i], one.bound)
		if missing[i] > 0 {
			t.add(one.name+" "+shortened(one.path)+": rows that are not there", float64(missing[i]), 0.5, "rows")
		}
		say("    p50 %.1f ms", milliseconds(load.Percentile(took[i], 50)))
	}
	return nil
}

func rows(text string) int {
	return strings.Count(text, `data-testid="operation-row"`) + strings.Count(text, `data-testid="processing-row"`)
}

func hasMore(text string) bool { return strings.Contains(text, `data-testid="load-more"`) }

// shortened is an address without ids, which would make the table wide.
func shortened(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		id, query, _ := strings.Cut(part, "?")
		if len(id) == 26 {
			parts[i] = strings.TrimSuffix("ID?"+query, "?")
		}
	}
	return strings.Join(parts, "/")
}
