package ui

import (
	"errors"
	"io"
	"net/http"
	"os"
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
	if err := u.sendBackup(c); err != nil {
		u.Log.Error("backup broken off", "err", err)
		panic(http.ErrAbortHandler) // the one way to tell the caller that this is not all of it
	}
	h.Set("Stanok-Complete", "yes")
	return nil
}

// sendBackup sends it while the page about the data tells how it goes.
func (u *UI) sendBackup(c *call) (err error) {
	tell, end := func(_, _, _ int64) {}, func(error) {}
	if u.Upkeep != nil {
		tell, end = u.Upkeep.Take(c.who)
	}
	err = &engine.Error{Kind: engine.Unavailable, Code: "backup.cut"} // until it is whole
	defer func() { end(err) }()
	to := &taker{w: c.Response(), out: http.NewResponseController(c.Response()), clock: u.Clock, began: u.Clock.Now()}
	err = u.Backup(c.Request().Context(), to, func(done, of int64) { tell(done, of, to.sent) })
	switch {
	case to.stalled:
		err = &engine.Error{Kind: engine.Unavailable, Code: "backup.stalled", Err: err}
	case err != nil:
		err = &engine.Error{Kind: engine.Unavailable, Code: "backup.cut", Err: err}
	default:
		tell(to.sent, to.sent, to.sent)
		_ = to.out.SetWriteDeadline(time.Time{}) // the connection may be used for more
	}
	return err
}

// How slowly a backup may be taken. While it is, the data as they were at its
// beginning are kept beside what is written since.
const (
	stallTime   = time.Minute      // without any progress
	takeGrace   = 10 * time.Minute // and from then on
	slowestTake = 64 << 10         // bytes a second since the beginning
)

// taker is who takes a backup, in whose favour the data are held still: not for ever.
type taker struct {
	w       io.Writer
	out     *http.ResponseController
	clock   engine.Clock
	began   time.Time
	sent    int64
	stalled bool
}

// Write implements io.Writer.
func (t *taker) Write(b []byte) (int, error) {
	until := t.clock.Now().Add(stallTime)
	if end := t.began.Add(takeGrace + time.Duration(t.sent/slowestTake)*time.Second); end.Before(until) {
		until = end
	}
	_ = t.out.SetWriteDeadline(until) // there is none where nothing can stall
	n, err := t.w.Write(b)
	t.sent += int64(n)
	t.stalled = t.stalled || errors.Is(err, os.ErrDeadlineExceeded)
	return n, err
}
