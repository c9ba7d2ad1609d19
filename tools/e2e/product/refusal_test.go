package product_test

import (
	"testing"

	"stanok/tools/e2e/product"
)

const refusing = `
format: 1
name: Refusing
source: {type: webhook, with: {params: [{name: r_id}]}}
actions:
  - {id: request, type: http.request, with: {method: POST, url: "https://example.test", headers: {X-Name: a}, query: {q: a}}}
  - {id: wait, type: delay, with: {for: 5s}}
  - {id: mail, type: email.send, with: {to: a@example.test, subject: Hello, text: Hello}}
  - {id: only, type: filter, with: {when: 'len(source.r_id) > 2'}}
  - {id: again, type: dedupe, with: {key: "{{ source.r_id }}", window: 7d}}
  - {id: each, type: loop, with: {items: "{{ source.json }}"}}
  - {id: answer, type: respond, with: {status: 200}}
  - {id: fields, type: json.parse, with: {from: "{{ source.body }}", fields: [{name: a, path: '["a"]'}]}}
  - {id: lead, type: json.compose, with: {template: '{"a": 1}'}}
`

// TestEveryFieldRefusesInWordsAndKeepsWhatWasTyped types into fields what they
// cannot take.
func TestEveryFieldRefusesInWordsAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(refusing)
	p := w.Owner()
	product.Open(p, m.ID, "request")
	for _, one := range []struct{ at, field, wrong, says string }{
		{"request", "field-url", "https://{{ source.", "error-url"},
		{"request", "field-url", "ftp://example.test/x", "error-url"},
		{"request", "[data-testid=field-headers] [data-testid=row-name]", "X Name:", "error-headers"},
		{"request", "[data-testid=field-timeout] [data-key=amount]", "soon", "error-timeout"},
		{"request", "field-status", "good", "error-status"},
		{"request", "field-retry.attempts", "many", "error-retry.attempts"},
		{"wait", "field-for", "a while", "error-for"},
		{"wait", "field-for", "-5s", "error-for"},
		{"mail", "field-to", "not an address", "error-to"},
		{"only", "field-when", "source.r_id >", "error-when"},
		{"only", "field-when", "len(nobody) > 1", "error-when"},
		{"again", "[data-testid=field-window] [data-key=amount]", "0", "error-window"},
		{"again", "[data-testid=field-window] [data-key=amount]", "1e99", "error-window"},
		{"each", "field-as", "two words", "error-as"},
		{"each", "field-max", "-1", "error-max"},
		{"answer", "field-status", "999", "error-status"},
		{"answer", "field-status", "all well", "error-status"},
		{"fields", "parser-path", `["a"`, ".path-error .error"},
		{"fields", "parser-name", "1 wrong name!", ".path-error .error"},
		{"fields", "field-from", "{{ }} {{", "error-from"},
	} {
		if p.Attr("panel", "data-at") != one.at {
			product.Open(p, m.ID, one.at)
		}
		p.Until("all to be unfolded", `() => { for (const d of document.querySelectorAll("#panel details")) d.open = true; return true; }`)
		p.Put(one.field, one.wrong)
		p.Click("#panel-title")
		product.Saved(p)
		p.See(one.says)
		if said := p.Text(one.says); len(said) < 12 {
			t.Errorf("%s says %q", one.says, said)
		}
		p.Holds(one.field, one.wrong)
		p.Press("Control+z")
		p.Gone(one.says)
	}
}
