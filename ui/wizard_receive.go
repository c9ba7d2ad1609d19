package ui

import (
	"net/http"
	"slices"
	"strings"

	"stanok/engine"
	view "stanok/ui/page/template"
)

// showReceive shows the link, and what came to it.
func (u *UI) showReceive(c *call, w *wizard) error {
	v := u.voice(c)
	service := w.step().service
	title := u.serviceTitle(v, service)
	_, sample := w.SampleOf(w.variant)
	r := view.ReceiveView{
		Home: w.home(w.at), Back: w.back(), Link: u.hookLink(w.bench.Processing), Label: v.T("templates.link", "service", title),
		HowTo: v.T("templates.where", "service", title), Arrived: u.arrivedView(c, w), Sample: sample && !w.bench.Processing.Running, Where: u.whereToPaste(c, service),
	}
	return u.showStep(c, http.StatusOK, w, v.T("templates.receive", "service", title), "/p/"+string(w.bench.Processing.ID)+"/live", view.Receive(v, r))
}

// whereToPaste says where the link is pasted in a service: of what there is to do
// only the steps, for the rest is done.
func (u *UI) whereToPaste(c *call, service string) (said string) {
	v := u.voice(c)
	if key := "howto.steps." + service; v.Has(key) {
		steps := slices.DeleteFunc(strings.Split(v.T(key), "\n"), func(line string) bool { return !strings.HasPrefix(line, "- ") })
		return strings.Join(steps, "\n")
	}
	if key := "service." + service + "/source"; u.Texts.Has(key) {
		_, said = u.Texts.Say(c.lang, key, nil)
	}
	return said
}

func (u *UI) arrivedView(c *call, w *wizard) view.ArrivedView {
	a := view.ArrivedView{Home: w.home(w.at), Data: w.bench.Href("source") + "&side=output"}
	if all := w.bench.Values.Samples; len(all) > 0 {
		a.When, a.Text = all[0].When, all[0].Name
	}
	return a
}

// arrived is what came, for the page that waits for it, with the chain that shows
// it.
func (u *UI) arrived(c *call, w *wizard) error {
	v := u.voice(c)
	a := u.arrivedView(c, w)
	if a.When != "" {
		c.announce(v.T("templates.arrived.at", "when", a.When) + " " + a.Text)
	}
	return c.render(http.StatusOK, view.Arrived(v, a), partial("making", view.Making(v, still(w.bench.Chain()))))
}

// takeReceive goes on, or has the sample request arrive.
func (u *UI) takeReceive(c *call, w *wizard) error {
	if c.FormValue("do") != "sample" {
		return c.leave(w.home(w.at + 1))
	}
	if err := u.sendTemplateSample(w); err != nil {
		return err
	}
	return c.leave(w.home(w.at))
}

// sendTemplateSample has the template's sample request arrive at the link, as its
// service would send it. What runs already gets none.
func (u *UI) sendTemplateSample(w *wizard) error {
	r, ok := w.SampleOf(w.variant)
	if !ok || w.bench.Processing.Running || u.Hook == nil {
		return &engine.Error{Kind: engine.Conflict, Code: "template.sample"}
	}
	q, err := r.HTTP(u.hookLink(w.bench.Processing))
	if err != nil {
		return err
	}
	q.SetPathValue("token", w.bench.Processing.Token)
	u.Hook.ServeHTTP(&nobody{header: http.Header{}}, q)
	return nil
}

// nobody takes an answer that nobody reads.
type nobody struct{ header http.Header }

func (n *nobody) Header() http.Header         { return n.header }
func (n *nobody) Write(b []byte) (int, error) { return len(b), nil }
func (n *nobody) WriteHeader(int)             {}
