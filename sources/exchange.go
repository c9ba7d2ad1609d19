package sources

import (
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
)

// Bounds of a request before its body.
const (
	maxURL     = 8 << 10
	maxHeaders = 32 << 10
)

// maxDepth is how many processings may call one another's links in a chain.
const maxDepth = 8

// depthHeader says how many did so far.
const depthHeader = "Stanok-Depth"

// exchange is one request on its way to being an event.
type exchange struct {
	h    *Webhook
	w    http.ResponseWriter
	r    *http.Request
	now  time.Time
	from netip.Addr

	flow  engine.Flow
	link  *link
	req   *request // once the body is there
	claim claim    // likewise, before anything is masked
	body  content
	query map[string]any
	event engine.Event
}

// errAnswered says that a request has its answer and goes no further.
var errAnswered = errors.New("answered")

// begin takes a request through every check, cheapest first and nothing of the
// body before its sender is known, and gives the event to the engine.
func (x *exchange) begin() error {
	steps := [...]func(*exchange) error{
		x.h.lookUp,
		(*exchange).method,
		(*exchange).address,
		(*exchange).size,
		(*exchange).depth,
		(*exchange).rate,
		(*exchange).receive,
		(*exchange).prove,
		(*exchange).parse,
		(*exchange).ping,
		(*exchange).collect,
		(*exchange).accept,
	}
	for _, step := range steps {
		if err := step(x); err != nil {
			if errors.Is(err, errAnswered) {
				return nil
			}
			return err
		}
	}
	return nil
}

// method refuses what the document does not list. OPTIONS is answered for
// browsers, and HEAD for those who only look whether the link is there.
func (x *exchange) method() error {
	switch {
	case x.r.Method == http.MethodOptions:
		preflight(x.w, x.r, x.link.methods, x.link.origins)
		return errAnswered
	case x.r.Method == http.MethodHead && x.link.takes(http.MethodGet):
		protect(x.w.Header())
		x.w.WriteHeader(http.StatusOK)
		return errAnswered
	}
	allowOrigin(x.w.Header(), x.r, x.link.origins)
	if x.link.takes(x.r.Method) {
		return nil
	}
	allowed := strings.Join(x.link.methods, ", ")
	x.w.Header().Set("Allow", allowed)
	return refuse("webhook.method", "method", shorten(x.r.Method, 20), "allowed", allowed)
}

func (x *exchange) address() error {
	if !x.link.admits(x.from) {
		return refuse("webhook.address", "address", x.from.String())
	}
	return nil
}

func (x *exchange) size() error {
	if len(x.r.URL.Path)+len(x.r.URL.RawQuery) > maxURL {
		return refuse("webhook.url_size", "limit", "8 KiB")
	}
	total := 0
	for name, values := range x.r.Header {
		for _, v := range values {
			total += len(name) + len(v) + len(": \r\n")
		}
	}
	if total > maxHeaders {
		return refuse("webhook.header_size", "limit", "32 KiB")
	}
	if e := x.r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return refuse("webhook.compressed", "encoding", shorten(strings.ToValidUTF8(e, "\uFFFD"), 40))
	}
	return nil
}

// depth breaks off a chain of processings that call one another's links.
func (x *exchange) depth() error {
	n, err := strconv.Atoi(x.r.Header.Get(depthHeader))
	if err != nil || n < 0 {
		n = 0
	}
	if n >= maxDepth {
		return refuse("operation.depth", "limit", strconv.Itoa(maxDepth))
	}
	x.event.Depth = n
	return nil
}

func (x *exchange) rate() error {
	if x.h.events == nil {
		return nil
	}
	if after, ok := x.h.events.allow(x.h.keyOf(x.flow), x.now); !ok {
		e := refuse("webhook.rate")
		e.After = after
		return e
	}
	return nil
}
