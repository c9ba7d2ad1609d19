package ui

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/document"
)

// nextRuns is how many of a schedule's coming ticks are shown.
const nextRuns = 5

// processing is p as the API shows it, in full or as a line of a list.
func (u *UI) processing(c *call, p engine.Processing, full bool) (object, error) {
	o := object{
		"id": p.ID, "name": p.Name, "running": p.Running, "version": p.Version, "latest": p.Latest,
		"revision": p.Revision, "updated_at": p.Updated, "webhook_url": "", "next_runs": []string{},
	}
	flow, err := u.Engine.Flow(c.Request().Context(), c.ws, p)
	if err == nil {
		o["next_runs"] = u.comingTicks(p, flow)
	}
	doc, err := document.Parse(p.Draft)
	if err != nil {
		return nil, fmt.Errorf("reading a stored draft: %w", err)
	}
	if isWebhook(doc) && c.role.Includes(engine.Operator) {
		o["webhook_url"] = u.hookLink(p)
	}
	if !full {
		return o, nil
	}
	problems, err := u.check(c, p.Draft)
	if err != nil {
		return nil, err
	}
	o["problems"] = u.problems(c.lang, problems)
	o["document"] = json.RawMessage(p.Draft)
	return o, nil
}

// hookLink is where a processing's webhook listens.
func (u *UI) hookLink(p engine.Processing) string {
	return u.Site.PublicURL() + "/hook/" + p.Token
}

// check lists a draft's problems, placed in its YAML form.
func (u *UI) check(c *call, draft json.RawMessage) (engine.Problems, error) {
	doc, err := document.Parse(draft)
	if err == nil {
		doc, err = document.Parse(doc.YAML())
	}
	text := draft
	if err == nil {
		text = doc.YAML()
	}
	def, problems := u.Engine.Check(text)
	missing, unread := u.Engine.Missing(c.Request().Context(), c.ws, def)
	problems = append(problems, missing...)
	for i := range problems {
		if err == nil {
			problems[i] = doc.Locate(problems[i])
		}
	}
	return problems, unread
}

func isWebhook(d *document.Document) bool {
	def, _ := d.Definition()
	return def.Source.Type == "webhook"
}

func (u *UI) comingTicks(p engine.Processing, f engine.Flow) []string {
	ticks := []string{}
	s := f.Source.Schedule
	if s == nil || !p.Running {
		return ticks
	}
	at := u.Clock.Now()
	for range nextRuns {
		next, ok := s.Next(p.Started, at)
		if !ok {
			break
		}
		zone := s.Zone
		if zone == nil {
			zone = time.UTC
		}
		ticks = append(ticks, next.In(zone).Format(time.RFC3339))
		at = next
	}
	return ticks
}

func (u *UI) listProcessings(c *call) error {
	all, err := u.Store.ListProcessings(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	items := make([]object, 0, len(all))
	for _, p := range all {
		if !p.Binned.IsZero() {
			continue
		}
		o, err := u.processing(c, p, false)
		if err != nil {
			return err
		}
		items = append(items, o)
	}
	return c.list(items, "")
}

// draft reads the document in the request's body.
func (u *UI) draft(c *call) (name string, draft json.RawMessage, err error) {
	body, err := c.read()
	if err != nil {
		return "", nil, err
	}
	doc, err := document.Parse(body)
	if err != nil {
		return "", nil, unreadable{engine.ProblemsOf(err)}
	}
	return doc.Name(), doc.JSON(), nil
}

// unreadable are the problems of a text that is no document. It was not saved.
type unreadable struct{ problems engine.Problems }

func (u unreadable) Error() string { return u.problems.Error() }

func (u *UI) createProcessing(c *call) error {
	name, draft, err := u.draft(c)
	if err != nil {
		return err
	}
	p, err := u.Engine.Create(c.Request().Context(), c.ws, name, draft)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", "/api/v1/processings/"+string(p.ID))
	return u.answer(c, http.StatusCreated, p)
}

// answer writes a processing in full: as YAML if that is asked for.
func (u *UI) answer(c *call, status int, p engine.Processing) error {
	c.Response().Header().Set("ETag", strconv.Quote(strconv.FormatInt(p.Revision, 10)))
	if strings.Contains(c.Request().Header.Get("Accept"), "yaml") {
		doc, err := document.Parse(p.Draft)
		if err != nil {
			return err
		}
		return c.Blob(status, "application/yaml; charset=utf-8", doc.YAML())
	}
	o, err := u.processing(c, p, true)
	if err != nil {
		return err
	}
	return c.json(status, o)
}

func (u *UI) showProcessing(c *call) error {
	p, err := u.Engine.Processing(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return err
	}
	return u.answer(c, http.StatusOK, p)
}

func (u *UI) saveProcessing(c *call) error {
	revision, err := c.ifMatch()
	if err != nil {
		return err
	}
	name, draft, err := u.draft(c)
	if err != nil {
		return err
	}
	p, err := u.Engine.Save(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id")), revision, c.who, name, draft)
	if err != nil {
		return err
	}
	return u.answer(c, http.StatusOK, p)
}

// ifMatch is the revision the caller has seen; 0 if it does not say.
func (c *call) ifMatch() (int64, error) {
	tag := c.Request().Header.Get("If-Match")
	if tag == "" || tag == "*" {
		return 0, nil
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`), 10, 64)
	if err != nil || n <= 0 {
		return 0, &engine.Error{Kind: engine.Conflict, Code: "processing.changed"}
	}
	return n, nil
}

// deleteProcessing moves a processing to the bin.
func (u *UI) deleteProcessing(c *call) error {
	if _, err := u.Engine.Bin(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id"))); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func (u *UI) startProcessing(c *call) error {
	return u.turn(c, func(ctx context.Context, id engine.ProcessingID) (engine.Processing, error) {
		return u.Engine.Start(ctx, c.ws, id, c.who)
	})
}

func (u *UI) stopProcessing(c *call) error {
	return u.turn(c, func(ctx context.Context, id engine.ProcessingID) (engine.Processing, error) {
		return u.Engine.Stop(ctx, c.ws, id)
	})
}

func (u *UI) turn(c *call, do func(context.Context, engine.ProcessingID) (engine.Processing, error)) error {
	p, err := do(c.Request().Context(), engine.ProcessingID(c.Param("id")))
	if err != nil {
		var problems engine.Problems
		if !asProblems(err, &problems) {
			return err
		}
		if problems, err = u.check(c, p.Draft); err != nil {
			return err
		}
		return problems
	}
	return u.answer(c, http.StatusOK, p)
}
