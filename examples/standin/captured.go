package standin

import (
	"bytes"
	"net/http"
	"strconv"
)

// captured is an answer kept back, to be spoilt before it is sent.
type captured struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func capture(r *http.Request, answer http.Handler) *captured {
	c := &captured{header: http.Header{}}
	answer.ServeHTTP(c, r)
	if c.status == 0 {
		c.status = http.StatusOK
	}
	return c
}

func (c *captured) Header() http.Header { return c.header }

func (c *captured) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

func (c *captured) Write(p []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	return c.body.Write(p)
}

func (c *captured) replaceBody(b []byte) {
	c.body.Reset()
	c.body.Write(b)
}

func (c *captured) send(w http.ResponseWriter) {
	c.sendHeader(w)
	_, _ = w.Write(c.body.Bytes())
}

func (c *captured) sendHeader(w http.ResponseWriter) {
	for name, values := range c.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(c.body.Len()))
	w.WriteHeader(c.status)
}
