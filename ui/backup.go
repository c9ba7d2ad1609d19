package ui

import (
	"net/http"
	"time"

	"stanok/engine"
)

// backup sends a consistent copy of the data. Secrets in it are sealed.
func (u *UI) backup(c *call) error {
	if u.Backup == nil {
		return &engine.Error{Kind: engine.NotFound, Code: "request.no_route"}
	}
	h := c.Response().Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="stanok-`+u.Clock.Now().In(c.zone).Format(time.DateOnly)+`.zip"`)
	h.Set("Trailer", "Stanok-Complete")
	c.Response().WriteHeader(http.StatusOK)
	if err := u.Backup(c.Request().Context(), c.Response()); err != nil {
		u.Log.Error("backup broken off", "err", err)
		panic(http.ErrAbortHandler) // the one way to tell the caller that this is not all of it
	}
	h.Set("Stanok-Complete", "yes")
	return nil
}
