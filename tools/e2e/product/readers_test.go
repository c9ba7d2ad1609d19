package product_test

import (
	"testing"

	"stanok/tools/e2e/product"
)

// readers reads one event in every way, and writes it in every other.
const readers = `
format: 1
name: Readers
source: {type: webhook}
actions:
  - id: order
    type: xml.parse
    with:
      from: "{{ source.body }}"
      fields:
        - {name: id, path: order.@id}
        - {name: items, path: order.item, kind: list}
        - {name: gone, path: order.nobody}
  - id: page
    type: html.parse
    with: {from: "{{ source.body }}", fields: [{name: client, find: client}, {name: skus, find: item, take: sku, kind: list}, {name: gone, find: h1}]}
  - id: found
    type: text.match
    with: {from: "{{ source.body }}", fields: [{name: phone, pattern: 'phone>([^<]+)'}, {name: gone, pattern: 'fax: (.+)'}]}
  - id: form
    type: form.parse
    with: {from: "https://example.com/?utm_source=vk&tags[]=a&tags[]=b", fields: [{name: origin, path: utm_source}]}
  - id: rows
    type: csv.parse
    with: {from: "id;sum\n1;1,50\n2;3"}
  - id: pairs
    type: list.map
    with: {lists: {sku: "{{ page.skus }}", n: "1,2"}}
  - id: xml
    type: xml.compose
    with:
      template: |
        <lead id="{{ order.id }}">
          <client>{{ page.client }}</client>
          <item x-each="{{ pairs.list }}" x-as="row" sku="{{ row.sku }}">{{ row.n }}</item>
        </lead>
  - id: table
    type: csv.compose
    with: {from: "{{ rows.list }}", separator: semicolon, columns: [{title: Sum, path: sum}]}
  - id: file
    type: file.encode
    with: {from: "{{ table.text }}", name: sums.csv, charset: windows-1251}
  - id: text
    type: file.decode
    with: {from: "{{ file }}", charset: windows-1251}
`

const orderXML = `<order id="7"><client>Анна &amp; co</client><phone>+7 921 555-01-37</phone><item sku="a-1">Tea</item><item sku="b-2">Milk</item></order>`

func TestEveryReaderShowsWhatItsRowsFind(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(readers)
	m.Receive("application/xml", orderXML)
	p := w.Owner()
	for _, c := range []struct {
		id, spot string
		values   []string
	}{
		{"order", "path", []string{`"7"`, "2", ""}},
		{"page", "find", []string{`"Анна & co"`, "2", ""}},
		{"found", "pattern", []string{`"+7 921 555-01-37"`, ""}},
		{"form", "path", []string{`"vk"`}},
	} {
		p.Go(m.At(c.id))
		p.Numbers("parser-row", len(c.values))
		p.See("parser-" + c.spot)
		got := p.Texts("parser-value")
		for i, want := range c.values {
			if want != "" && got[i] != want || want == "" && got[i] != "not in this sample" && got[i] != "Not in this sample" {
				t.Errorf("%s shows %q in row %d, want %q", c.id, got[i], i, want)
			}
		}
		if c.id == "page" {
			p.Axe()
			p.Screenshot("readers")
		}
	}
	p.Go(m.At("order"))
	p.Holds("parser-kind", "any")
	p.Click(`[data-action=read] + ul [data-path='["order"]["phone"]']`)
	p.Numbers("parser-row", 4)
	p.Has("save-state", "data-state", "saved")
}

func TestWhatIsReadAndComposedIsSeenInATest(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(readers)
	m.Receive("application/xml", orderXML)
	p := w.Owner()
	p.Go(m.At("text"))
	p.Click("test-action")
	p.Has("test-result", "data-look", "ok")
	p.Go(m.At("text") + "&side=output")
	p.Says(`[data-action=text] + ul [data-path='["text"]']`, "1,50")
	p.Go(m.At("pairs"))
	p.Axe()
	p.Go(m.At("xml"))
	p.Says("preview-template", `<item sku="b-2">2</item>`)
	p.Until("its rows to be known", `() => document.querySelectorAll("#panel .chip").length >= 5 && !document.querySelector("#panel .chip-broken")`)
}
