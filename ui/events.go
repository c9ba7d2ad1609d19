package ui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"stanok/engine"
)

// heartbeat keeps proxies from closing a quiet stream.
const heartbeat = 15 * time.Second

// streamEvents tells the caller, as server-sent events, what changes in its
// workspace. A change carries ids; values are asked for by their own routes.
func (u *UI) streamEvents(c *call) error {
	changes, end := u.Engine.Listen()
	defer end()
	w := c.Response()
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{})
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		if err := out.Flush(); err != nil {
			return nil // the caller has gone
		}
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-beat.C:
			_, _ = fmt.Fprint(w, ": still here\n\n")
		case change := <-changes:
			if change.Workspace == c.ws {
				writeChange(w, change)
			}
		}
	}
}

func writeChange(w http.ResponseWriter, ch engine.Change) {
	kind, data := "processing", object{"processing": ch.Processing}
	if ch.Operation != "" {
		kind, data["operation"] = "operation", ch.Operation
	}
	raw, _ := json.Marshal(data)
	_, _ = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", kind, raw)
}
