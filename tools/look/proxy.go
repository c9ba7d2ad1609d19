package main

import (
	"bytes"
	_ "embed"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"strings"
)

//go:embed ask.js
var ask []byte

// proxy answers with the server's pages, to which it adds axe-core and the script
// that asks it. Both come from the page's own origin, so its policy stays as it is.
func (l looker) proxy() (http.Handler, error) {
	to, err := url.Parse(l.url)
	if err != nil {
		return nil, err
	}
	axe, err := os.ReadFile(l.axe)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/look/axe.js", script(axe))
	mux.Handle("/look/ask.js", script(ask))
	mux.Handle("/", quiet(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Header.Del("Accept-Encoding")
			if l.cookie != "" {
				r.Out.Header.Set("Cookie", l.cookie)
			}
		},
		ModifyResponse: add,
	}))
	return mux, nil
}

// quiet answers streams with nothing: they never end, and the browser would wait
// for them.
func quiet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func script(content []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(content)
	})
}

// add puts the scripts at the head of a page, before its own.
func add(r *http.Response) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		return nil
	}
	page, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	scripts := []byte(`<head><script src="/look/ask.js"></script><script src="/look/axe.js"></script>`)
	page = bytes.Replace(page, []byte("<head>"), scripts, 1)
	r.Body = io.NopCloser(bytes.NewReader(page))
	r.ContentLength = int64(len(page))
	r.Header.Set("Content-Length", strconv.Itoa(len(page)))
	return nil
}
