package sources

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// origins checks the web pages that may read the answers.
func (c *config) origins(list []string) []string {
	for i, o := range list {
		u, err := url.Parse(o)
		if o != "*" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || o != u.Scheme+"://"+u.Host) {
			c.add("cors_origins["+strconv.Itoa(i)+"]", "source.origin", "origin", o)
		}
	}
	return list
}

// allowOrigin tells a browser that a page of a listed origin may read the answer.
func allowOrigin(h http.Header, r *http.Request, origins []string) bool {
	origin := r.Header.Get("Origin")
	switch {
	case len(origins) == 0 || origin == "":
		return false
	case slices.Contains(origins, "*"):
		h.Set("Access-Control-Allow-Origin", "*")
		return true
	}
	h.Add("Vary", "Origin")
	if !slices.Contains(origins, strings.ToLower(origin)) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	return true
}

// preflight answers OPTIONS, with what a browser asks before it sends.
func preflight(w http.ResponseWriter, r *http.Request, methods []string, origins []string) {
	h := w.Header()
	protect(h)
	h.Set("Allow", strings.Join(methods, ", "))
	if allowOrigin(h, r, origins) && r.Header.Get("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", strings.Join(methods, ", "))
		if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" && len(asked) <= 1_000 {
			h.Set("Access-Control-Allow-Headers", asked)
		}
		h.Set("Access-Control-Max-Age", "600")
	}
	w.WriteHeader(http.StatusNoContent)
}
