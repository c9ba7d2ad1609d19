package ui

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"stanok/engine"
)

// heartbeat keeps proxies from closing a quiet stream.
const heartbeat = 15 * time.Second

// follow answers with server-sent events until the caller leaves. hear is given
// each change in the caller's workspace and reports whether there is something
// to tell of it, and so does what comes over stirred; tell writes what there is, at
// most once in each breath. It is also asked once at the beginning, when nothing
// that happens from then on is missed: a page was drawn before.
func (u *UI) follow(c *call, breath time.Duration, stirred <-chan struct{}, hear func(engine.Change) bool, tell func(io.Writer) error) error {
	changes, end := u.Engine.Listen()
	defer end()
	w := c.Response()
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{})
	if err := tell(w); err != nil {
		return nil // as below
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	var pause <-chan time.Time
	for {
		if err := out.Flush(); err != nil {
			return nil // the caller has gone
		}
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-beat.C:
			_, _ = fmt.Fprint(w, ": still here\n\n")
		case ch := <-changes:
			if ch.Workspace == c.ws && hear(ch) && pause == nil {
				pause = time.After(breath)
			}
		case <-stirred:
			if pause == nil {
				pause = time.After(breath)
			}
		case <-pause:
			pause = nil
			if err := tell(w); err != nil {
				return nil // the caller asks again when it comes back
			}
		}
	}
}

// streamEvents tells the caller what changes in its workspace. A change carries
// ids; values are asked for by their own routes.
func (u *UI) streamEvents(c *call) error {
	var heard []engine.Change
	hear := func(ch engine.Change) bool {
		heard = append(heard, ch)
		return true
	}
	return u.follow(c, 0, nil, hear, func(w io.Writer) error {
		for _, ch := range heard {
			writeChange(w, ch)
		}
		heard = heard[:0]
		return nil
	})
}

func writeChange(w io.Writer, ch engine.Change) {
	kind, data := "processing", object{"processing": ch.Processing}
	if ch.Operation != "" {
		kind, data["operation"] = "operation", ch.Operation
	}
	if ch.Batch != "" {
		kind, data["replay"] = "replay", ch.Batch
	}
	raw, _ := json.Marshal(data)
	_, _ = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", kind, raw)
}
