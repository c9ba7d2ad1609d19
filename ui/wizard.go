package ui

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
	"stanok/examples/template"
	"stanok/ui/page"
	view "stanok/ui/page/template"

	"github.com/a-h/templ"
)

// Kinds of a wizard's steps.
const (
	connectStep = "connect" // a service's connection, and the questions beside it
	receiveStep = "receive" // the first request, of a service
	reviewStep  = "review"
)

type wizardStep struct{ kind, service string }

// wizard is a template that is being filled in: the draft that is made holds the
// answers.
type wizard struct {
	template.Template
	variant string
	steps   []wizardStep
	at      int // of steps, from 0
	bench   *bench
	answers template.Answers
}

// madeMark begins the group of all edits by which a template is filled in, so
// that they are taken back as one. It names the template and the document.
const madeMark = "template/"

func madeGroup(id, variant string) string { return madeMark + id + "/" + variant }

// madeFrom is the template that an edit was a part of filling in.
func madeFrom(e engine.Edit) (id, variant string, ok bool) {
	rest, ok := strings.CutPrefix(e.Group, madeMark)
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, "/")
}

// wizardHome is the address of a step, from 1.
func wizardHome(id string, p engine.ProcessingID, step int) string {
	return "/templates/" + id + "/" + string(p) + "/" + strconv.Itoa(step)
}

func (w *wizard) home(step int) string {
	return wizardHome(w.ID, w.bench.Processing.ID, step+1)
}

// back is the page before the one at hand.
func (w *wizard) back() string {
	if w.at == 0 {
		return "/templates/" + w.ID
	}
	return w.home(w.at - 1)
}

// step is the one at hand.
func (w *wizard) step() wizardStep { return w.steps[w.at] }

// stepsOf are the steps of a document, in the order of the flow.
func (u *UI) stepsOf(t template.Template, variant string, hears bool) (all []wizardStep) {
	for _, name := range t.ServicesOf(variant) {
		if t.Asks(variant, name) || len(u.slotsOf(t, variant, name)) > 0 {
			all = append(all, wizardStep{connectStep, name})
		}
		if hears {
			all, hears = append(all, wizardStep{receiveStep, name}), false
		}
	}
	return append(all, wizardStep{kind: reviewStep})
}

// makeTemplate begins a processing of a template: a draft that the wizard fills
// in.
func (u *UI) makeTemplate(c *call) error {
	t, err := u.templateAsked(c)
	if err != nil {
		return err
	}
	variant, ok := t.Variant(c.FormValue("document"))
	if !ok {
		return &engine.Error{Kind: engine.NotFound, Code: "template.missing"}
	}
	filled, _ := t.Fill(variant.Name, c.lang, template.Answers{}) // what has no default is asked for
	doc, err := document.Parse(filled)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	names, err := u.names(ctx, c.ws)
	if err != nil {
		return err
	}
	name := names.free(doc.Name())
	whole, err := renamed(doc.JSON(), name)
	if err != nil {
		return err
	}
	if err := u.makeTables(c, t); err != nil {
		return err
	}
	empty, err := json.Marshal(map[string]any{"format": document.Format, "name": name, "actions": []any{}})
	if err != nil {
		return err
	}
	p, err := u.Engine.Create(ctx, c.ws, name, empty)
	if err != nil {
		return err
	}
	if _, err := u.edit(c, p, draft.Change{Kind: draft.Replace, Value: whole, Group: madeGroup(t.ID, variant.Name)}); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, wizardHome(t.ID, p.ID, 1))
}

// wizard reads what of a template is filled in already, for the step of the
// request.
func (u *UI) wizard(c *call) (*wizard, error) {
	t, err := u.templateAsked(c)
	if err != nil {
		return nil, err
	}
	b, err := u.editing(c)
	if err != nil {
		return nil, err
	}
	w := &wizard{Template: t, bench: b}
	log, err := u.Store.ListEdits(c.Request().Context(), c.ws, b.Processing.ID, 0, 0)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(log, func(e engine.Edit) bool { id, _, ok := madeFrom(e); return ok && id == t.ID })
	if i < 0 {
		return nil, &engine.Error{Kind: engine.NotFound, Code: "template.missing"}
	}
	_, w.variant, _ = madeFrom(log[i])
	if _, ok := t.Variant(w.variant); !ok || w.variant == "" {
		return nil, &engine.Error{Kind: engine.NotFound, Code: "template.missing"}
	}
	if w.answers, err = t.Answered(w.variant, b.Processing.Draft); err != nil {
		return nil, err
	}
	w.steps = u.stepsOf(t, w.variant, b.Definition.Source.Type == "webhook")
	n, err := strconv.Atoi(c.Param("step"))
	if err != nil || n < 1 || n > len(w.steps) {
		return nil, &engine.Error{Kind: engine.NotFound, Code: "request.no_route"}
	}
	w.at = n - 1
	return w, nil
}

// wizardScreen is the step of the request; with resume the first that is not done.
func (u *UI) wizardScreen(c *call) error {
	w, err := u.wizard(c)
	if err != nil {
		return err
	}
	switch {
	case c.QueryParams().Has("resume"):
		return c.Redirect(http.StatusSeeOther, w.home(u.firstOpen(w)))
	case c.QueryParams().Has("arrived"):
		return u.arrived(c, w)
	}
	switch w.step().kind {
	case connectStep:
		return u.showConnect(c, w)
	case receiveStep:
		return u.showReceive(c, w)
	}
	return u.showReview(c, http.StatusOK, w, nil)
}

// firstOpen is the first step that something is missing of.
func (u *UI) firstOpen(w *wizard) int {
	for i, s := range w.steps {
		if s.kind == connectStep && len(u.slotsOf(w.Template, w.variant, s.service)) > 0 && u.chosen(w, s.service) == "" {
			return i
		}
		if s.kind == receiveStep && len(w.bench.Values.Samples) == 0 {
			return i
		}
	}
	return len(w.steps) - 1
}

// answerWizard takes what the step of the request was answered with.
func (u *UI) answerWizard(c *call) error {
	w, err := u.wizard(c)
	if err != nil {
		return err
	}
	switch w.step().kind {
	case connectStep:
		return u.takeConnect(c, w)
	case receiveStep:
		return u.takeReceive(c, w)
	}
	return u.takeReview(c, w)
}

// showStep shows a step of the wizard.
func (u *UI) showStep(c *call, status int, w *wizard, lead string, live string, body templ.Component) error {
	v := u.voice(c)
	s := view.WizardView{Title: w.Title.In(c.lang), At: w.at, Lead: lead, Chain: still(w.bench.Chain()), Back: w.back(), Home: w.home(w.at)}
	for i, step := range w.steps {
		s.Steps = append(s.Steps, view.StepView{Text: u.stepTitle(c, step), Href: w.home(i)})
	}
	s.Head = s.Steps[w.at].Text
	title := v.T("templates.title", "name", s.Title, "n", w.at+1, "of", len(w.steps))
	return u.show(c, status, page.FrameView{Title: title, Live: live}, "templates", wrapped(view.Wizard(v, s), body))
}

func (u *UI) stepTitle(c *call, s wizardStep) string {
	v := u.voice(c)
	switch s.kind {
	case connectStep:
		return v.T("templates.step.connect", "service", u.serviceTitle(v, s.service))
	case receiveStep:
		return v.T("templates.step.receive", "service", u.serviceTitle(v, s.service))
	}
	return v.T("templates.step.review")
}

// fill makes answers in the draft, as part of what fills the template in.
func (u *UI) fill(c *call, w *wizard, a template.Answers, more ...draft.Change) []*engine.Error {
	changes, faults := w.Changes(w.variant, a)
	changes = append(changes, more...)
	for i := range changes {
		changes[i].Group = madeGroup(w.ID, w.variant)
	}
	if faults = append(faults, u.fillTables(c, w, a.Values)...); len(changes) == 0 {
		return faults
	}
	r, err := u.edit(c, w.bench.Processing, changes...)
	if err != nil {
		return append(faults, asFault(err))
	}
	for _, one := range r.Refused {
		faults = append(faults, asFault(one.Err))
	}
	w.bench.Processing = r.Processing
	return faults
}
