package product_test

import (
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/product"
)

func TestASampleIsChosenTypedAndAwaited(t *testing.T) {
	w := product.New(t)
	id := w.Add("format: 1\nname: Lead\nsource: {type: webhook}\nactions: [{id: only, type: filter}]\n")
	p := w.Owner()
	product.Open(p, id, "only")
	p.Click("sample-more")
	p.Click("sample-own")
	p.Fill("sample-text", "no sign of a value")
	p.Click("paste-confirm")
	p.Says("paste-drawer", "cannot be read")
	p.Fill("sample-text", `{"r_id": 48211}`)
	p.Click("paste-confirm")
	p.Gone("paste-drawer")
	p.Says("sample-select", "r_id 48211")
	p.Click("sample-more")
	p.Screenshot("menu")
	p.Click("sample-edit")
	p.Screenshot("edit")
	p.Fill("sample-text", "r_id = 7")
	p.Click("paste-confirm")
	p.Gone("paste-drawer")
	p.Says("sample-select", "r_id 7")
	p.Until("the tree to show the new value", `() => document.querySelector('[data-ref="source.json.r_id"]')?.dataset.value === "7"`)
	p.Click("sample-more")
	p.Click("sample-wait")
	p.See("waiting")
	p.Axe()
	p.Screenshot("waiting")
	if status := w.Send(w.Link(id), standin.UONEvent{ID: "4821"}); status/100 != 2 && status != 503 {
		t.Fatalf("the link answers %d", status)
	}
	p.Gone("waiting")
	p.Announced("4821")
	p.Says("sample-select", "4821")
	older := p.Attrs("[data-testid=sample]", "value")[1]
	p.Choose("sample-select", older)
	p.Says("sample-changed", "Newer data differ")
	p.Click("[data-testid=sample-changed] > summary")
	p.Says("sample-changed", "New: ")
	p.Axe()
	p.Screenshot("changed")
}

// TestA50AFormInWindows1251CanBeRead: its letters come as bytes of windows-1251,
// escaped or not.
func TestA50AFormInWindows1251CanBeRead(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make("format: 1\nname: Form\nsource: {type: webhook}\nactions: [{id: only, type: filter}]\n")
	p := w.Owner()
	product.Open(p, m.ID, "source")
	for body, name := range map[string]string{
		"city=%CC%EE%F1%EA%E2%E0&name=%C8%E2%E0%ED+%CF%E5%F2%F0%EE%E2":   "Иван Петров",
		"city=%CC%EE%F1%EA%E2%E0&name=\xc0\xed\xed\xe0+\xaf\xe6\xe0\xea": "Анна Їжак",
	} {
		m.Receive("application/x-www-form-urlencoded; charset=windows-1251", body)
		p.Has(row("name"), "data-value", name)
		p.Has(row("city"), "data-value", "Москва")
		p.Says("[data-testid=param-row][data-name=name] [data-testid=param-value]", name)
	}
	p.Screenshot("a50")
}
