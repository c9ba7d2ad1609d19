package product_test

import (
	"fmt"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestTenTabsThatAreSeenSaveAndReceive(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	tabs := []*browser.Page{p}
	for range 8 {
		tab := p.Tab()
		product.Open(tab, id, "request")
		tabs = append(tabs, tab)
	}
	list := p.Tab() // a list of operations has a stream, too
	list.Go("/ops")
	list.See("live-toggle")
	for i, tab := range tabs {
		if browser.Eval[bool](tab, `() => document.hidden`) {
			t.Fatalf("tab %d is not seen", i)
		}
		tab.Says("presence", "you in another tab")
	}
	title := ""
	for i, tab := range tabs {
		tab.Says("card-request", title)
		title = fmt.Sprintf("Said in tab %d", i)
		elsewhere(tab, "actions/request/title", title)
		product.Saved(tab)
		if got := w.Draft(id).Action("request").Title; got != title {
			t.Fatalf("tab %d: the draft holds %q", i, got)
		}
	}
	for _, tab := range tabs {
		tab.Says("card-request", title)
	}
	w.Call("POST", "/processings/"+id+"/start", "", nil)
	w.Call("POST", "/processings/"+id+"/operations", `{"input": {"r_id": "1"}}`, nil)
	list.See("new-rows")
}

func TestABrowserWithoutSharedWorkersReceivesToo(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	id := w.Add(five)
	p := w.Owner()
	p.Begin(`delete window.SharedWorker`)
	product.Open(p, id, "request")
	anna := w.Person("Anna", "anna@example.test")
	product.Open(anna, id, "fields")
	p.Says("presence", "Anna (step 3)")
	elsewhere(anna, "actions/fields/title", "Said by Anna")
	p.Says("card-fields", "Said by Anna")
}
