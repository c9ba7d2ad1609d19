package ui

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/history"
	"stanok/ui/words"
)

// eraseScreens are the screens of taking from the history whom it was about.
var eraseScreens = []route{
	{"GET", "/erase", engine.Admin, (*UI).eraseScreen},
	{"POST", "/erase", engine.Admin, (*UI).erase},
}

// Bounds of one erasing.
const (
	mostErased    = 2000
	eraseTogether = 32 // changes that share a commit
	erasedShown   = 10
)

// toErase lists the operations that a page is about, newest first, and tells
// whether there are more.
func (u *UI) toErase(c *call, q repairAsked) (ops []engine.Operation, more bool, err error) {
	ctx := c.Request().Context()
	if !q.all {
		for _, id := range q.ticked {
			op, err := u.Store.Operation(ctx, c.ws, id)
			if err != nil {
				return nil, false, err
			}
			ops = append(ops, op)
		}
		return ops, false, nil
	}
	for asked := q.historyQuery; ; {
		some, err := u.foundOf(c, asked)
		if err != nil {
			return nil, false, err
		}
		ops = append(ops, some.Operations...)
		if asked.cursor = some.Next; asked.cursor == "" || len(ops) >= mostErased {
			return ops[:min(len(ops), mostErased)], asked.cursor != "" || len(ops) > mostErased, nil
		}
	}
}

// eraseScreen says what would be erased.
func (u *UI) eraseScreen(c *call) error {
	q, err := c.repairAsked()
	if err != nil {
		return err
	}
	return u.showErase(c, http.StatusOK, q, history.EraseView{})
}

func (u *UI) showErase(c *call, status int, q repairAsked, view history.EraseView) error {
	v := u.voice(c)
	ops, more, err := u.toErase(c, q)
	if err != nil {
		return err
	}
	view.Action, view.Back, view.Count = q.address("/erase", ""), q.href(), len(ops)
	for _, id := range q.ticked {
		view.Chosen = append(view.Chosen, string(id))
	}
	if len(q.ticked) == 1 {
		view.Back = "/ops/" + string(q.ticked[0])
	}
	view.Say, view.Confirm = v.T("op.erase.count", "n", len(ops)), v.T("op.erase.do", "n", len(ops))
	if more {
		view.More = v.T("op.erase.more", "n", mostErased)
	}
	r := u.rows(c, v)
	for _, op := range ops[:min(len(ops), erasedShown)] {
		view.Rows = append(view.Rows, r.row(c.Request().Context(), op))
	}
	return u.show(c, status, page.FrameView{Title: v.T("op.erase.title")}, "operations", history.Erase(v, view))
}

// erase erases what the page has named, if the person has written how many that
// are.
func (u *UI) erase(c *call) error {
	q, err := c.repairAsked()
	if err != nil {
		return err
	}
	ops, _, err := u.toErase(c, q)
	if err != nil {
		return err
	}
	v := u.voice(c)
	if n, err := strconv.Atoi(strings.TrimSpace(c.FormValue("count"))); err != nil || n != len(ops) {
		return u.showErase(c, http.StatusUnprocessableEntity, q, history.EraseView{Problem: v.T("op.erase.wrong", "n", len(ops)), Written: c.FormValue("count")})
	}
	done, err := u.eraseAll(c, ops)
	if err != nil {
		return err
	}
	u.Log.Info("operations erased", "count", done, "person", c.who)
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("op.erase.title")}, "operations", history.Erased(v, u.erasedView(v, q, done, len(ops)-done)))
}

func (u *UI) erasedView(v words.Voice, q repairAsked, done, left int) history.ErasedView {
	view := history.ErasedView{Say: v.T("op.erased", "n", done), Back: q.href()}
	if left > 0 {
		view.Left = v.T("op.erased.left", "n", left)
	}
	return view
}

// eraseAll erases operations and returns how many it did: those that go on are
// left.
func (u *UI) eraseAll(c *call, ops []engine.Operation) (int, error) {
	ctx := c.Request().Context()
	var (
		done   atomic.Int64
		broken atomic.Pointer[error]
		all    sync.WaitGroup
		places = make(chan struct{}, eraseTogether)
	)
	for _, op := range ops {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			_, err := u.Engine.Erase(ctx, c.ws, op.ID)
			switch kind := engine.KindOf(err); {
			case err == nil:
				done.Add(1)
			case kind != engine.Conflict && kind != engine.NotFound:
				broken.Store(&err)
			}
		})
	}
	all.Wait()
	if err := broken.Load(); err != nil {
		return 0, *err
	}
	return int(done.Load()), nil
}
