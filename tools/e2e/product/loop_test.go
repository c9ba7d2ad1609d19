package product_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"stanok/tools/e2e/product"
)

func TestALoopIsLeafedThrough(t *testing.T) {
	w := product.New(t)
	asked := make(chan string, 10)
	crm := w.Serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	id := w.Add(strings.ReplaceAll(`
format: 1
name: Orders
source: {type: webhook}
actions:
  - id: each
    type: loop
    with: {over: "{{ source.json.all }}"}
    branches:
      each: [{id: ask, type: http.request, with: {url: "CRM/{{ item.name }}"}}]
`, "CRM", crm))
	r, err := http.Post(w.Link(id), "application/json", strings.NewReader(`{"all": [{"name": "Ann", "tags": [1, 2]}, {"name": "Bob"}, {"name": "Eve"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, r.Body)
	_ = r.Body.Close()
	p := w.Owner()
	product.Open(p, id, "each")
	p.Says("loop-count", "3 items in the sample")
	p.Says("loop-turn", "1/3")
	p.Says("loop-item", "Ann")
	p.Axe()
	p.Screenshot("loop")
	p.Click("loop-next")
	p.Says("loop-turn", "2/3")
	p.Says("loop-item", "Bob")
	p.Focuses("loop-next")
	p.Press("Enter")
	p.Says("loop-turn", "3/3")
	p.Click("card-ask")
	p.Says("preview-url", "/Eve")
	p.Click("test-action")
	p.Says("test-result", "200")
	if got := <-asked; got != "/Eve" {
		t.Errorf("the test was of %s", got)
	}
}
