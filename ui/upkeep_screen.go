package ui

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/people"
	"stanok/ui/part"
	"stanok/ui/upkeep"
	"stanok/ui/words"
)

// upkeepScreens are the screens about the data as a whole.
var upkeepScreens = []route{
	{"GET", "/settings/data", engine.Admin, ifKept((*UI).upkeepScreen)},
	{"GET", "/settings/data/live", engine.Admin, ifKept((*UI).liveUpkeep)},
	{"POST", "/settings/data/check", engine.Admin, ifKept((*UI).checkData)},
	{"POST", "/settings/data/cancel", engine.Admin, ifKept((*UI).cancelUpkeep)},
	{"POST", "/settings/data/restore", engine.Owner, ifKept((*UI).restoreData)},
	{"POST", "/settings/data/withdraw", engine.Owner, ifKept((*UI).withdrawData)},
}

// mostUploaded is how large a backup may be that is sent with a page. A larger one
// is restored from the command line.
const mostUploaded = 64 << 30

// ifKept is a page that there is only where the data can be looked after.
func ifKept(show func(*UI, *call) error) func(*UI, *call) error {
	return func(u *UI, c *call) error {
		if u.Upkeep == nil {
			return &engine.Error{Kind: engine.NotFound, Code: "page.not_found"}
		}
		return show(u, c)
	}
}

func (u *UI) upkeepScreen(c *call) error { return u.showUpkeep(c, http.StatusOK, "") }

func (u *UI) showUpkeep(c *call, status int, problem string) error {
	v := u.voice(c)
	view := u.upkeepView(c, v)
	view.Problem = problem
	f := page.FrameView{Title: v.T("data.title")}
	if !view.Over || view.Backup != "" { // which may begin at any time
		f.Live = "/settings/data/live"
	}
	return u.show(c, status, f, "settings", people.Data(v, view))
}

func (u *UI) upkeepView(c *call, v words.Voice) people.DataView {
	view := people.DataView{Over: true, MayRestore: c.role.Includes(engine.Owner)}
	if u.Backup != nil {
		view.Backup = "/api/v1/backup"
	}
	if r, _, ok := u.room(); ok {
		view.Size = v.T("data.backup.size", "size", v.Size(r.File))
	}
	if since, ok := u.Upkeep.Waiting(); ok {
		view.Waiting = v.T("data.waiting", "when", v.Moment(since.In(c.zone), u.now(c)))
	}
	view.Taken = u.takenView(c, v)
	w, ok := u.Upkeep.Last()
	if !ok {
		return view
	}
	view.Over = !w.Ended.IsZero()
	view.Work = v.T("data.did."+string(w.Kind), "who", w.By, "when", v.Moment(w.Began.In(c.zone), u.now(c)))
	view.Status = part.StatusView{Look: "run", Icon: "state-run", Word: v.T("data.phase." + string(phaseOf(w))), TestID: "data-state", DataName: "data-state", State: "running"}
	if w.Phase != upkeep.Checking {
		view.Share = strconv.Itoa(int(100 * w.Share))
	}
	switch {
	case view.Over && w.Err != nil:
		view.Status.Look, view.Status.Icon, view.Status.State, view.Status.Word = "fail", "state-fail", "failed", v.T("data.failed."+string(w.Kind))
		view.Say, view.Try = u.Texts.Say(c.lang, engine.FailureOf(w.Err, w.Ended).Code, nil)
	case view.Over:
		view.Status.Look, view.Status.Icon, view.Status.State, view.Status.Word = "ok", "state-ok", "done", v.T("data.done."+string(w.Kind))
	}
	return view
}

// takenView is how the last backup goes, or went; nil if there was none.
func (u *UI) takenView(c *call, v words.Voice) *people.TakenView {
	t, ok := u.Upkeep.LastTaken()
	if !ok {
		return nil
	}
	view := &people.TakenView{Work: v.T("data.did.check", "who", t.By, "when", v.Moment(t.Began.In(c.zone), u.now(c)))}
	view.Status = part.StatusView{Look: "run", Icon: "state-run", Word: v.T("data.taking"), TestID: "backup-state", DataName: "data-state", State: "running"}
	switch {
	case t.Ended.IsZero():
		view.Going, view.Share = true, strconv.Itoa(int(100*t.Done/max(t.Of, 1)))
		view.Figure = v.T("data.taken.part", "done", v.Size(t.Done), "of", v.Size(t.Of), "percent", view.Share)
	case t.Err != nil:
		view.Status.Look, view.Status.Icon, view.Status.State, view.Status.Word = "fail", "state-fail", "failed", v.T("data.taken.failed")
		view.Say, view.Try = u.Texts.Say(c.lang, engine.FailureOf(t.Err, t.Ended).Code, nil)
	default:
		view.Status.Look, view.Status.Icon, view.Status.State = "ok", "state-ok", "done"
		view.Status.Word = v.T("data.taken.done", "size", v.Size(t.Sent), "t", v.Span(t.Ended.Sub(t.Began)))
	}
	return view
}

func phaseOf(w upkeep.Work) upkeep.Phase {
	switch {
	case w.Phase != "":
		return w.Phase
	case w.Kind == upkeep.Restore:
		return upkeep.Unpacking
	}
	return upkeep.Copying
}

// liveUpkeep sends the page's content again whenever the work has gone on.
func (u *UI) liveUpkeep(c *call) error {
	moved, end := u.Upkeep.Moved()
	defer end()
	v := u.voice(c)
	return u.follow(c, breath, moved, func(engine.Change) bool { return false }, func(w io.Writer) error {
		return event(c.Request().Context(), w, people.DataNews(v, u.upkeepView(c, v)))
	})
}

func (u *UI) checkData(c *call) error {
	return u.beginUpkeep(c, upkeep.Check, func() error { return nil })
}

func (u *UI) beginUpkeep(c *call, kind upkeep.Kind, before func() error) error {
	if err := u.Upkeep.Begin(kind, c.who, before); err != nil {
		return u.refuseUpkeep(c, err)
	}
	u.Log.Info("work on the data begun", "kind", kind, "person", c.who)
	return c.leave("/settings/data")
}

func (u *UI) refuseUpkeep(c *call, err error) error {
	status, problem := u.told(c, err)
	return u.showUpkeep(c, status, problem)
}

func (u *UI) cancelUpkeep(c *call) error {
	u.Upkeep.Cancel()
	return c.leave("/settings/data")
}

func (u *UI) withdrawData(c *call) error {
	if err := u.Upkeep.Withdraw(); err != nil {
		return err
	}
	return c.leave("/settings/data")
}

// restoreData takes a backup and begins to look at it.
func (u *UI) restoreData(c *call) error {
	r := c.Request()
	_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Time{}) // it may take long
	r.Body = http.MaxBytesReader(c.Response(), r.Body, mostUploaded)
	sent, err := sentFile(r)
	if err != nil {
		return u.refuseUpkeep(c, err)
	}
	defer func() { _ = sent.Close() }()
	return u.beginUpkeep(c, upkeep.Restore, func() error { return u.Upkeep.Upload(sent, r.ContentLength) })
}

// sentFile is the file in a form.
func sentFile(r *http.Request) (*multipart.Part, error) {
	foreign := &engine.Error{Kind: engine.Invalid, Code: "backup.foreign"}
	parts, err := r.MultipartReader()
	for err == nil {
		var p *multipart.Part
		if p, err = parts.NextPart(); err == nil && p.FormName() == "backup" && p.FileName() != "" {
			return p, nil
		}
	}
	if !errors.Is(err, io.EOF) {
		foreign.Err = err
	}
	return nil, foreign
}
