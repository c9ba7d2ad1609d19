package product_test

import (
	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// five is a chain of five: the source, and four actions that each take what the
// one before gives.
const five = `
format: 1
name: Leads
source: {type: webhook, with: {params: [{name: r_id, type: text}]}}
actions:
  - {id: request, type: http.request, with: {method: GET, url: "https://api.example.com/request/{{ source.r_id }}.json"}}
  - {id: fields, type: json.parse, with: {from: "{{ request.body }}", fields: [{name: id, path: '["id"]'}]}}
  - {id: lead, type: json.compose, with: {template: '{"id": {{ fields.id }}}'}}
  - {id: send, type: http.request, with: {method: POST, url: "https://crm.example.com/leads", body: {kind: json, from: "{{ lead.json }}"}}}
`

// url is the address in five's request.
const url = "https://api.example.com/request/{{ source.r_id }}.json"

// editor opens the editor of a new processing for the owner.
func editor(w *product.World, document, at string) (*browser.Page, string) {
	id := w.Add(document)
	p := w.Owner()
	product.Open(p, id, at)
	return p, id
}

// level waits until tabs show the draft as it is stored.
func level(w *product.World, id string, tabs ...*browser.Page) {
	var p struct{ Revision int64 }
	w.Call("GET", "/processings/"+id, "", &p)
	for _, tab := range tabs {
		tab.Until("the newest revision", `(newest) => Number(document.querySelector("st-ops").getAttribute("revision")) >= newest`, p.Revision)
	}
}

// elsewhere sets a value as another tab of the same page does, at once.
func elsewhere(p *browser.Page, scope string, value any) {
	browser.Eval[bool](p, `(scope, value) => {
		document.dispatchEvent(new CustomEvent("st:op", {detail: {kind: "set", scope, value, group: ""}}));
		return true;
	}`, scope, value)
}
