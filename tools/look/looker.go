package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

// looker opens views in a browser, through a proxy that adds the questions.
type looker struct {
	url, browser, axe, cookie, shots string
	profile                          string
}

// report is what the page tells about itself.
type report struct {
	Violations []struct {
		ID, Impact, Help string
		Nodes            []struct {
			HTML           string
			Target         []any
			FailureSummary string
		}
	}
	Refused  []string // by the page's policy, or thrown by a script
	Sideways int      // pixels by which the page is wider than its window
}

// perView is how long the browser may take for one view.
const perView = 60 * time.Second

func (l looker) lookAt(ctx context.Context, views []view) (found int, err error) {
	if l.profile, err = os.MkdirTemp("", "look"); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(l.profile)) }()
	handler, err := l.proxy()
	if err != nil {
		return 0, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: perView}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	for _, v := range views {
		n, wrong := l.look(ctx, "http://"+listener.Addr().String(), v)
		if wrong != nil {
			err = fmt.Errorf("looking at %s: %w", v, wrong)
			break
		}
		found += n
	}
	err = errors.Join(err, server.Close())
	if served := <-done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return found, err
}

func (l looker) look(ctx context.Context, base string, v view) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, perView)
	defer cancel()
	dom, err := l.chromium(ctx, v, "--dump-dom", base+v.address())
	if err != nil {
		return 0, err
	}
	if l.shots != "" {
		shot := "--screenshot=" + filepath.Join(l.shots, v.file())
		if _, err := l.chromium(ctx, v, shot, "--hide-scrollbars", l.url+v.address()); err != nil {
			return 0, err
		}
	}
	r, err := read(dom)
	if err != nil {
		return 0, err
	}
	return r.print(v), nil
}

func (l looker) chromium(ctx context.Context, v view, args ...string) ([]byte, error) {
	all := append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
		"--user-data-dir=" + l.profile, "--window-size=" + v.size, "--virtual-time-budget=20000"}, args...)
	return exec.CommandContext(ctx, l.browser, all...).Output()
}

var told = regexp.MustCompile(`(?s)<pre id="look-report"[^>]*>(.*?)</pre>`)

// read finds the report in a page as the browser left it.
func read(dom []byte) (report, error) {
	var r report
	m := told.FindSubmatch(dom)
	if m == nil {
		return r, errors.New("the page told nothing: is the server there, and does it answer with a page?")
	}
	return r, json.Unmarshal([]byte(html.UnescapeString(string(m[1]))), &r)
}

func (r report) print(v view) int {
	found := len(r.Refused)
	for _, s := range r.Refused {
		fmt.Printf("%s: refused: %s\n", v, s)
	}
	if r.Sideways > 0 {
		found++
		fmt.Printf("%s: scrolls sideways by %d px\n", v, r.Sideways)
	}
	for _, x := range r.Violations {
		for _, n := range x.Nodes {
			found++
			fmt.Printf("%s: %s (%s): %s\n    %v\n    %.200s\n    %s\n", v, x.ID, x.Impact, x.Help, n.Target, n.HTML, n.FailureSummary)
		}
	}
	return found
}
