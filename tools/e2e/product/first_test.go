package product_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// example is what Envybox's own instructions show, without the values.
const example = `{"request":{"method":"create","values":{"name":"","phone":"","email":"","comment":""}}}`

// mapped are the values of the lead, and the fields of the answer they come from.
var mapped = [][2]string{
	{"name", "client_name"}, {"phone", "client_phone"}, {"email", "client_email"}, {"comment", "notes"},
}

// seed puts the request of 16 fields into U-ON that instructions speak of.
func seed(t *testing.T, w *product.World) {
	t.Helper()
	for _, id := range []string{"48211", "48212"} {
		err := w.UON.Put(standin.UONRequest, id, map[string]any{
			"id": id, "dat": "2026-03-02 09:58:11", "dat_lead": "2026-03-01 18:20:00", "status_id": 2, "status": "В работе",
			"office_name": "Центральный офис", "manager_id": 7, "manager_name": "Мария", "manager_surname": "Орлова",
			"source": "Сайт", "client_name": "Пётр " + id, "client_surname": "Соколов", "client_phone": "79005557211",
			"client_email": "petr@example.test", "notes": "Хочет \"море\"\nи горы", "calc_price": 139500.5,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestA01FromNothingToTheFirstLead(t *testing.T) {
	w := product.New(t)
	seed(t, w)
	p := w.Owner()
	p.Clipboard()

	p.Click("new-processing")
	p.Fill("processing-name", "U-ON → Envybox")
	p.Click("source-webhook")
	p.Click("copy-link")
	p.Announced("Copied")
	link := p.Value("webhook-link")
	if status := w.Send(link, standin.UONEvent{ID: "48211"}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	p.Says("param-row", "r_id")
	p.Screenshot("a01-02-sample")

	p.Click("add-action")
	p.Focuses("palette-search")
	p.Click("palette-http.request")
	p.Focuses("field-url")
	p.Gone("error-url") // nothing was typed yet
	p.Keys(w.UONURL + "/" + w.UON.Key() + "/request/")
	p.Click(row("r_id"))
	p.Focuses("field-url")
	p.Keys(".json")
	p.Says("preview-url", "/48211.json")
	p.Screenshot("a01-05-url")
	p.Click("test-action")
	p.Says("test-result", "200")
	p.Click("pick-fields")
	p.See("add-all-fields")
	p.Click("add-all-fields")
	p.Gone("add-all-fields")
	p.Screenshot("a01-08-rows")

	p.Click("add-action")
	p.Click("palette-json.compose")
	p.Click("paste-example")
	p.Focuses("example-text")
	p.Paste("example-text", example)
	p.Numbers("[data-testid=composer-form] [data-testid=composer-row]", 7)
	p.Click(value(mapped[0][0]))
	for i, m := range mapped {
		p.Focuses(value(m[0]))
		p.Click(row(m[1]))
		p.Numbers("[data-testid=composer-form] [data-testid=chip]", i+1)
	}
	p.Screenshot("a01-13-composed")
	p.Says("composer-result", "Пётр")

	p.Click("add-action")
	p.Click("palette-http.request-send")
	p.Focuses("field-url")
	p.Keys(w.EnvyboxURL + "/openapi/v1/lead/set/?api_key=" + w.Envybox.APIKey())
	p.Click("test-action")
	p.See("confirm-send")
	p.Screenshot("a01-16-confirm")
	if n := w.Envybox.Created(); n != 0 {
		t.Fatalf("%d leads before anyone confirmed", n)
	}
	p.Click("confirm-send")
	p.Says("test-result", "200")
	p.Click("run-switch")
	p.Has("run-switch", "aria-checked", "true")
	p.Screenshot("a01-18-running")
	if p.Clicks > 24 || p.Entries > 6 {
		t.Errorf("%d clicks and %d entries", p.Clicks, p.Entries)
	}
	lead(t, w, 1, "48211", is)
	if status := w.Send(link, standin.UONEvent{ID: "48212"}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	lead(t, w, 2, "48212", is)
}

// row is a value in the data beside the panel.
func row(name string) string { return "[data-testid=tree-row][data-name=" + name + "]" }

// value is the value of a key in the composer's form.
func value(key string) string {
	return `[data-testid=composer-row]:has([data-key=key][value="` + key + `"]) [data-testid=row-value]`
}

func is(got, want string) bool { return got == want }

// lead waits until Envybox has n leads, and holds the four values of the last
// against the request in U-ON.
func lead(t *testing.T, w *product.World, n int, id string, right func(got, want string) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), browser.Patience)
	defer cancel()
	for w.Envybox.Created() < n {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			t.Fatalf("waited for lead %d", n)
		}
	}
	all := w.Envybox.Leads()
	if len(all) != n {
		t.Fatalf("%d leads, want %d", len(all), n)
	}
	source := w.UON.Record(standin.UONRequest, id)
	for _, m := range mapped {
		if got, want := all[n-1].Value(m[0]), fmt.Sprint(source[m[1]]); want == "" || !right(got, want) {
			t.Errorf("the lead's %s is %q, want %q", m[0], got, want)
		}
	}
}

func TestA02FromATemplate(t *testing.T) {
	w := product.New(t)
	seed(t, w)
	p := w.Owner()
	p.Click("nav-templates")
	p.See("template-card")
	p.Screenshot("a02-01-gallery")
	p.Click("[data-testid=template-card][data-id=uon-envybox]")
	p.See("template-use")
	p.Screenshot("a02-02-preview")
	p.Click("template-use")
	p.Focuses("secret-key")
	p.Screenshot("a02-03-uon")
	p.Keys(w.UON.Key())
	p.Fill("field-address", w.UONURL)
	p.Click("wizard-continue")
	p.See("listening")
	p.Click("copy-link")
	link := p.Value("webhook-link")
	if status := w.Send(link, standin.UONEvent{ID: "48211"}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	p.Says("arrived", "r_id 48211")
	p.Screenshot("a02-04-arrived")
	p.Click("wizard-continue")
	p.Focuses("field-address")
	p.Keys(w.EnvyboxURL)
	p.Fill("secret-api_key", w.Envybox.APIKey())
	p.Screenshot("a02-05-envybox")
	p.Click("wizard-continue") // tries the connection, too
	p.Says("first-result", "Соколов")
	p.Screenshot("a02-06-review")
	if n := w.Envybox.Created(); n != 0 {
		t.Fatalf("%d leads before it runs", n)
	}
	p.Click("wizard-run")
	p.Has("run-switch", "aria-checked", "true")
	if p.Clicks > 10 || p.Entries > 4 {
		t.Errorf("%d clicks and %d entries", p.Clicks, p.Entries)
	}
	t.Logf("%d clicks and %d entries", p.Clicks, p.Entries)
	if status := w.Send(link, standin.UONEvent{ID: "48212"}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	lead(t, w, 1, "48212", strings.Contains) // the document adds the surname to the name, and facts to the comment
}

// arrival is what the panel says of the parameter r_id, wherever it stands.
func arrival(p *browser.Page, value string) {
	p.Says("[data-testid=param-row][data-name=r_id] [data-testid=param-value]", value)
	p.Has(row("r_id"), "data-value", value)
}

// webhook opens a new processing that begins with a link, and returns the link.
func webhook(p *browser.Page) string {
	p.Click("new-processing")
	p.Click("source-webhook")
	p.See("listening")
	return p.Value("webhook-link")
}

func TestA03WhatIsSentIsSeenAtOnce(t *testing.T) {
	w := product.New(t)
	p := w.Owner()
	link := webhook(p)
	p.Unsaid()
	began := time.Now()
	if status := w.Send(link, standin.UONEvent{ID: "48211", Post: true}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	arrival(p, "48211")
	t.Logf("it was seen after %v; the statement allows 2 s", time.Since(began))
	p.Announced("r_id 48211")
	p.Screenshot("a03")
}

func TestA04OneLinkToTestAndToRun(t *testing.T) {
	w := product.New(t)
	p := w.Owner()
	link := webhook(p)
	p.Click("run-switch")
	p.Has("run-switch", "aria-checked", "true")
	if status := w.Send(link, standin.UONEvent{ID: "48211"}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	arrival(p, "48211")
	links := browser.Eval[[]string](p, `() => [...new Set(document.documentElement.outerHTML.match(/https?:\/\/[^\s"'<>]*\/hook\/[^\s"'<>]*/g))]`)
	if !slices.Equal(links, []string{link}) {
		t.Errorf("the page has the links %q, want only %q", links, link)
	}
	p.Click("a[href$='/ops']")
	p.Numbers("operation-row", 1)
	p.Has("operation-row", "data-state", "succeeded")
	p.Screenshot("a04")
}

func TestA05WhatCameBeforeAnyoneLooked(t *testing.T) {
	w := product.New(t)
	p := w.Owner()
	link := webhook(p)
	editor := p.Path()
	p.Go("/p") // nobody looks
	if status := w.Send(link, standin.UONEvent{ID: "48211"}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	p.Go(editor)
	p.Numbers("[data-testid=sample-row]:has(:checked)", 1)
	p.Says("sample-row", "r_id 48211")
	arrival(p, "48211")
	p.Screenshot("a05")
}

func TestA06AllFieldsOfAnAnswer(t *testing.T) {
	w := product.New(t)
	seed(t, w)
	p := w.Owner()
	webhook(p)
	if status := w.Send(p.Value("webhook-link"), standin.UONEvent{ID: "48211"}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	arrival(p, "48211")
	p.Click("add-action")
	p.Click("palette-http.request")
	p.Focuses("field-url")
	p.Keys(w.UONURL + "/" + w.UON.Key() + "/request/48211.json")
	p.Click("test-action")
	p.Click("pick-fields")
	p.Says("add-all-fields", "16")
	p.Click("add-all-fields")
	p.Numbers("[data-testid=field-fields] [data-testid=parser-row]", 16)
	source := w.UON.Record(standin.UONRequest, "48211")
	p.Says("parser-value", "Соколов")
	rows := browser.Eval[[][]string](p, `() => [...document.querySelectorAll("[data-testid=field-fields] [data-testid=parser-row]")].map((r) =>
		["parser-name", "parser-path", "parser-value"].map((id) => { const e = r.querySelector("[data-testid=" + id + "]"); return (e.value ?? e.textContent).trim(); }))`)
	for _, r := range rows {
		want, err := json.Marshal(source[r[0]])
		if err != nil || source[r[0]] == nil {
			t.Fatalf("row %q: %v", r, err)
		}
		if path := `["request"][0]["` + r[0] + `"]`; r[1] != path {
			t.Errorf("the path of %s is %s", r[0], r[1])
		}
		if !strings.HasPrefix(strings.ReplaceAll(string(want), `\`, ""), strings.SplitN(r[2], " ", 2)[0]) {
			t.Errorf("%s is %s in the sample, want %s", r[0], r[2], want)
		}
	}
	p.Screenshot("a06")
}
