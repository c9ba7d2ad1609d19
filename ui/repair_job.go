package ui

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/repair"
	"stanok/ui/part"
	"stanok/ui/words"
)

func (u *UI) jobScreen(c *call) error {
	b, err := u.Store.Batch(c.Request().Context(), c.ws, engine.BatchID(c.Param("id")))
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := u.jobView(c, v, b)
	view.First = c.QueryParam("begun") == "true"
	if c.part() {
		return c.render(http.StatusOK, repair.JobPart(v, view))
	}
	f := page.FrameView{Title: view.Title}
	if b.Finished.IsZero() {
		f.Live = view.At + "/live"
	}
	return u.show(c, http.StatusOK, f, "operations", repair.Job(v, view))
}

// liveJob sends the page's content again whenever the repetition has moved.
func (u *UI) liveJob(c *call) error {
	id := engine.BatchID(c.Param("id"))
	if _, err := u.Store.Batch(c.Request().Context(), c.ws, id); err != nil {
		return err
	}
	v := u.voice(c)
	hear := func(ch engine.Change) bool { return ch.Batch == id }
	return u.follow(c, breath, nil, hear, func(w io.Writer) error {
		b, err := u.Store.Batch(c.Request().Context(), c.ws, id)
		if err != nil {
			return err
		}
		return event(c.Request().Context(), w, repair.JobNews(v, u.jobView(c, v, b)))
	})
}

func (u *UI) actOnJob(c *call) error {
	b, err := u.steered(c, c.FormValue("do"))
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/replays/"+url.PathEscape(string(b.ID)))
}

func (u *UI) jobsScreen(c *call) error {
	all, err := u.Store.ListBatches(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	v, view := u.voice(c), repair.JobsView{}
	for _, b := range all[:min(len(all), maxJobs)] {
		view.Jobs = append(view.Jobs, u.jobView(c, v, b))
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("repair.jobs")}, "operations", repair.Jobs(v, view))
}

// maxJobs is how many repetitions the list shows, the newest ones.
const maxJobs = 100

func (u *UI) jobView(c *call, v words.Voice, b engine.Batch) repair.JobView {
	at := "/replays/" + url.PathEscape(string(b.ID))
	may := c.role.Includes(engine.Operator)
	j := repair.JobView{
		ID: string(b.ID), At: at, Title: v.T("repair.job."+wayOf(b), "n", b.Total), Status: jobStatus(v, b), Done: b.Ended(), Total: b.Total,
		Pause: may && b.State == engine.BatchRunning, Resume: may && b.State == engine.BatchPaused, Cancel: may && !b.Over(), Over: b.Over(),
		List: "/ops",
	}
	if b.Processing != "" {
		j.List = "/p/" + url.PathEscape(string(b.Processing)) + "/ops"
	}
	percent := 100 * b.Ended() / max(b.Total, 1)
	j.Percent = strconv.Itoa(percent) + " %"
	j.Line = append(j.Line, v.T("repair.done", "done", b.Ended(), "total", b.Total))
	if b.Failed > 0 {
		j.Line = append(j.Line, v.T("repair.failed", "n", b.Failed))
	}
	if left := u.timeLeft(b); left > 0 {
		j.Line = append(j.Line, v.T("repair.time", "t", v.Span(left)))
	}
	if !b.Finished.IsZero() {
		j.Line = append(j.Line, v.T("repair.succeeded", "n", b.Succeeded))
	}
	if percent >= 25 {
		j.Quarter = v.T("repair.said", "percent", percent/25*25)
	}
	if b.State == engine.BatchCancelled && b.Left() > 0 {
		j.Left, j.LeftAt = v.T("repair.left", "n", b.Left()), j.List+"?state=failed"
	}
	j.Facts = []string{v.T("repair.by", "who", b.By, "when", v.Moment(b.Created.In(c.zone), u.now(c)))}
	for _, s := range speedsOf {
		if s.every == b.Every {
			j.Facts = append(j.Facts, v.T("repair.speed."+s.name))
		}
	}
	if b.Original {
		j.Facts = append(j.Facts, v.T("repair.version.original"))
	}
	j.Causes, j.Others = u.causesAgain(c, v, b)
	return j
}

func wayOf(b engine.Batch) string {
	if b.From == engine.FromStart {
		return engine.FromStart
	}
	return engine.FromFailed
}

// jobStatus is how a repetition stands: a shape and a word.
func jobStatus(v words.Voice, b engine.Batch) part.StatusView {
	s := part.StatusView{Look: "run", Icon: "state-run", Word: v.T("repair.state." + string(b.State)), TestID: "bulk-state", DataName: "data-state", State: string(b.State)}
	switch {
	case b.State == engine.BatchPaused:
		s.Look, s.Icon = "wait", "state-wait"
	case b.State == engine.BatchCancelled:
		s.Look, s.Icon = "stopped", "state-cancelled"
	case b.State == engine.BatchDone && b.Failed > 0:
		s.Look, s.Icon = "warn", "state-warn"
	case b.State == engine.BatchDone:
		s.Look, s.Icon = "ok", "state-ok"
	}
	return s
}

// timeLeft guesses how long a repetition will take, from how it went so far; 0
// where that cannot be said.
func (u *UI) timeLeft(b engine.Batch) time.Duration {
	if b.State != engine.BatchRunning {
		return 0
	}
	left := time.Duration(b.Left()) * b.Every
	if ended, took := b.Ended()-b.Base, u.Clock.Now().Sub(b.Since); ended >= 5 && took > 2*time.Second {
		left = max(left, took/time.Duration(ended)*time.Duration(b.Total-b.Ended()))
	}
	switch {
	case left > time.Hour:
		return left.Round(10 * time.Minute)
	case left > time.Minute:
		return left.Round(time.Minute)
	case left > 0:
		return max(left.Round(5*time.Second), 5*time.Second)
	}
	return 0
}

// jobsNow are the repetitions that go on, for a list of operations to mention.
func (u *UI) jobsNow(ctx context.Context, c *call, v words.Voice) ([]repair.JobView, error) {
	all, err := u.Store.ListBatches(ctx, c.ws)
	var now []repair.JobView
	for _, b := range all {
		if b.Finished.IsZero() && len(now) < 3 {
			now = append(now, u.jobView(c, v, b))
		}
	}
	return now, err
}
