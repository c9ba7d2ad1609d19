package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/repair"
	"stanok/ui/part"
	"stanok/ui/words"
)

// repairScreens are the screens of repeating many operations.
var repairScreens = []route{
	{"GET", "/replays", engine.Viewer, (*UI).jobsScreen},
	{"POST", "/replays", engine.Operator, (*UI).beginJob},
	{"GET", "/replays/new", engine.Operator, (*UI).repairScreen},
	{"POST", "/replays/new", engine.Operator, (*UI).repairScreen},
	{"GET", "/replays/:id", engine.Viewer, (*UI).jobScreen},
	{"GET", "/replays/:id/live", engine.Viewer, (*UI).liveJob},
	{"POST", "/replays/:id/act", engine.Operator, (*UI).actOnJob},
}

// repairAsked is which operations a page's form is about: those ticked, or with
// all in the address every one that its filters show.
type repairAsked struct {
	historyQuery
	all    bool
	ticked []engine.OperationID
	from   string
}

// Names in the addresses and forms of repetitions.
const (
	allParam    = "all"
	wayParam    = "way"
	tickParam   = "operation"
	letterParam = "letter"
)

func (c *call) repairAsked() (repairAsked, error) {
	if c.Request().Method == http.MethodPost {
		if _, err := c.form(); err != nil {
			return repairAsked{}, err
		}
	}
	q := repairAsked{historyQuery: historyQueryOf(c), all: c.QueryParam(allParam) == "true", from: engine.FromFailed}
	if c.QueryParam(wayParam) == engine.FromStart || c.Request().PostFormValue("from") == engine.FromStart {
		q.from = engine.FromStart
	}
	for _, id := range c.Request().Form[tickParam] {
		q.ticked = append(q.ticked, engine.OperationID(id))
	}
	return q, nil
}

// address is that of a page of repetitions with the same operations in mind.
func (q repairAsked) address(path, way string) string {
	v := q.values()
	if q.processing != "" {
		v.Set("processing", string(q.processing))
	}
	if q.all {
		v.Set(allParam, "true")
	}
	if way != "" {
		v.Set(wayParam, way)
	}
	return withQuery(path, v)
}

// chosenFor finds the operations meant, and leaves out those that cannot be
// repeated in that way.
func (u *UI) chosenFor(c *call, q repairAsked, until time.Time) (chosen engine.Chosen, well int, err error) {
	s := engine.Selection{Operations: q.ticked, Query: q.asked(u.now(c))}
	if !until.IsZero() && (s.Query.To.IsZero() || until.Before(s.Query.To)) {
		s.Query.To = until
	}
	if q.field != "" {
		s.Keep = func(op engine.Operation) (bool, error) {
			return u.has(c.Request().Context(), c.ws, op, q.field, q.value)
		}
	}
	if !q.all && len(q.ticked) == 0 {
		return chosen, 0, nil
	}
	if q.all {
		s.Operations = nil
	}
	chosen, err = u.Engine.Choose(c.Request().Context(), c.ws, s, c.most())
	if q.from == engine.FromFailed {
		before := len(chosen.Operations)
		chosen.Operations = slices.DeleteFunc(chosen.Operations, func(op engine.Operation) bool {
			return op.State == engine.Succeeded || op.State == engine.Stopped
		})
		well = before - len(chosen.Operations)
	}
	return chosen, well, err
}

// repairScreen says what a repetition comes to, before anything is begun.
func (u *UI) repairScreen(c *call) error {
	q, err := c.repairAsked()
	if err != nil {
		return err
	}
	v := u.voice(c)
	view, err := u.repairView(c, v, q)
	if err != nil {
		return err
	}
	switch {
	case c.part() && c.QueryParams().Has(wayParam):
		return c.render(http.StatusOK, repair.Asked(v, view))
	case c.part():
		return c.render(http.StatusOK, repair.Drawer(v, view))
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("repair.title")}, "operations", repair.Page(v, view))
}

func (u *UI) repairView(c *call, v words.Voice, q repairAsked) (repair.View, error) {
	until := u.Clock.Now().Add(time.Millisecond)
	view := repair.View{
		Action: q.address("/replays", ""), Back: q.href(), From: q.from, Until: strconv.FormatInt(until.UnixMilli(), 10),
	}
	if !q.all {
		for _, id := range q.ticked {
			view.Chosen = append(view.Chosen, string(id))
		}
	}
	for _, way := range []string{engine.FromFailed, engine.FromStart} {
		view.Ways = append(view.Ways, part.FilterView{
			Text: v.T("repair.way." + way), On: q.from == way, Href: q.address("/replays/new", way), TestID: "bulk-" + way,
		})
	}
	chosen, well, err := u.chosenFor(c, q, time.Time{})
	if engine.KindOf(err) == engine.Invalid && err != nil {
		_, code, args := u.verdict(c, err)
		say, try := u.Texts.Say(c.lang, code, args)
		view.Refused = say + " " + try
		return view, nil
	}
	if err != nil {
		return view, err
	}
	view.Count, view.Nothing = len(chosen.Operations), len(chosen.Operations) == 0
	view.Say = v.T("repair.count", "n", view.Count)
	view.Causes, view.Others = u.causesChosen(c, v, q, chosen.Operations)
	if n := chosen.Repeated; n > 0 {
		view.LeftOut = append(view.LeftOut, v.T("repair.left.repeated", "n", n))
	}
	if n := chosen.Unfinished; n > 0 {
		view.LeftOut = append(view.LeftOut, v.T("repair.left.unfinished", "n", n))
	}
	if well > 0 {
		view.LeftOut = append(view.LeftOut, v.T("repair.left.well", "n", well))
	}
	view.Confirm = v.T("repair.confirm."+q.from, "n", view.Count)
	view.Speed = speeds(v)
	if c.visit != nil && u.Site.Sends() {
		view.Letter = &part.FieldView{ID: letterParam, Name: letterParam, Label: v.T("repair.letter"), Help: v.T("repair.letter.help", "address", c.visit.Person.Email)}
	}
	return view, u.repairDetails(c, v, q, chosen.Operations, &view)
}

// speedsOf are how soon one operation may follow another.
var speedsOf = []struct {
	name  string
	every time.Duration
}{{"all", 0}, {"second", time.Second}, {"slow", 5 * time.Second}}

func speeds(v words.Voice) part.ChoiceView {
	f := part.ChoiceView{FieldView: part.FieldView{
		ID: "speed", Name: "speed", Label: v.T("repair.speed"), Help: v.T("repair.speed.help"), More: templ.Attributes{"data-testid": "bulk-speed"},
	}}
	for i, s := range speedsOf {
		f.Options = append(f.Options, part.OptionView{Value: s.name, Label: v.T("repair.speed." + s.name), Chosen: i == 0})
	}
	return f
}

// beginJob begins the repetition that a form asks for.
func (u *UI) beginJob(c *call) error {
	q, err := c.repairAsked()
	if err != nil {
		return err
	}
	until := u.Clock.Now()
	if ms, err := strconv.ParseInt(c.FormValue("until"), 10, 64); err == nil {
		until = time.UnixMilli(ms)
	}
	chosen, _, err := u.chosenFor(c, q, until)
	if err != nil {
		return err
	}
	b := engine.Batch{Processing: q.processing, From: q.from, Original: c.FormValue("version") == "original", By: c.who}
	if c.visit != nil && c.FormValue(letterParam) != "" {
		b.Tell = c.visit.Person.ID
	}
	for _, s := range speedsOf {
		if s.name == c.FormValue("speed") {
			b.Every = s.every
		}
	}
	if b, err = u.Engine.Repeat(c.Request().Context(), c.ws, b, chosen.Operations); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/replays/"+url.PathEscape(string(b.ID))+"?begun=true")
}
