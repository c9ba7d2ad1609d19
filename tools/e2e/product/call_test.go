package product_test

import (
	"testing"

	"stanok/tools/e2e/product"
)

const billing = `
format: 1
name: Find the bill
source:
  type: call
  with:
    params: [{name: document, required: true, example: "12"}]
    returns: [{name: bill, example: "10045"}]
actions:
  - id: reply
    type: respond
    with: {body: {bill: "B-{{ source.document }}"}}
`

func TestACallIsPutTogetherAndLeadsToWhatItCalled(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	called := w.Create(billing)
	w.Post("/processings/"+called+"/start", nil, nil)
	id := w.Create(mapping)
	w.Post("/processings/"+id+"/operations?draft=true&wait=10s", map[string]string{"city": "7"}, nil)
	p.Go("/p/" + id + "?at=name")
	p.Click("[data-testid=chain] [data-testid=add-action]:last-of-type")
	p.Fill("palette-search", "subprocess")
	p.Press("Enter")
	p.See("field-processing")
	p.Choose("field-processing", called)
	p.See("field-document")
	p.Type("field-document", "7")
	p.Says("preview-document", "7")
	p.Axe()
	p.Screenshot("editor-call")
	p.Click("test-action")
	p.Click("confirm-send")
	p.Has("test-result", "data-look", "ok")
	p.Says("#data", "B-7")

	p.Go("/p/" + called + "?at=source")
	p.Says("callers", "Map")
	p.Axe()
	p.Screenshot("editor-called")
}

func TestASourceOfFailuresIsTicked(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	other := w.Create(mapping)
	id := w.Create("{format: 1, name: Watch, source: {type: failure, with: {}}, actions: []}")
	p.Go("/p/" + id + "?at=source")
	p.See("field-processings")
	p.Click("[data-testid=field-processings] input[value='" + other + "']")
	p.Until("the choice to be kept", `async (at, other) => (await (await fetch(at, {headers: {Accept: "text/html"}})).text()).includes('value="' + other + '" checked')`, "/p/"+id+"?at=source", other)
	p.Axe()
	p.Screenshot("editor-failure")
}
