package ui

import (
	"net/http"

	"stanok/engine"
)

func (u *UI) alive(c *call) error { return c.String(http.StatusOK, "ok\n") }

// ready says whether an event could be accepted now.
func (u *UI) ready(c *call) error {
	if err := u.Ready(); err != nil {
		return &engine.Error{Kind: engine.Unavailable, Code: "storage.unready", Err: err}
	}
	return c.String(http.StatusOK, "ready\n")
}
