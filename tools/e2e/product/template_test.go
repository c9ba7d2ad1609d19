package product_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// A person looks for a template in their language, leaves the wizard on the way,
// goes on with it another time, and takes back all that it made at once.
func TestATemplateIsFoundLeftAndGoneOnWith(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	seed(t, w)
	p := w.Owner()
	for _, one := range [][2]string{{"pt-BR", "viagens"}, {"ru", "турагентство"}, {"en", "tourism"}} {
		lang, word := one[0], one[1]
		p.Go("/templates")
		p.Choose("language", lang)
		p.Has("html:root", "lang", lang)
		p.Type("search", word)
		p.Numbers("template-card", 1)
		p.Has("template-card", "data-id", "uon-envybox")
		p.Until("the search to be in the address", `(word) => new URLSearchParams(location.search).get("q") === word`, word)
		p.Axe()
		p.Screenshot("template-found-" + lang)
	}
	p.Go("/templates?q=nobody+has+this")
	p.See("no-templates")
	p.Axe()
	p.Screenshot("template-none")
	p.Go("/templates")
	p.Click("filter-ploomes")
	p.Numbers("template-card", 1)
	p.Phone()
	p.Axe()
	p.Screenshot("template-gallery-phone")
	p.Size(1366, 768)
	p.Go("/templates/uon-envybox")
	p.Axe()
	p.Click("template-use")
	p.Focuses("secret-key")
	p.Axe()
	p.Keys("no such key")
	p.Fill("field-address", w.UONURL)
	p.Click("wizard-continue") // tries it
	p.Has("connection-result", "data-look", "fail")
	p.Screenshot("template-refused")
	p.Click("replace-key")
	p.Focuses("secret-key")
	p.Keys(w.UON.Key())
	p.Click("wizard-continue")
	p.See("listening")
	p.Axe()
	p.Click("wizard-sample")
	p.Says("arrived", "r_id 4821")
	p.Phone()
	p.Axe()
	p.Screenshot("template-receive-phone")
	p.Size(1366, 768)

	p.Go("/templates")
	p.See("template-drafts")
	p.Axe()
	p.Screenshot("template-drafts")
	p.Click("template-go-on")
	p.See("field-address")
	p.Click("wizard-back")
	p.See("listening")
	p.Click("wizard-back")
	p.See("connect-another") // the connection there is comes first
	p.Axe()
	p.Click("connection-check")
	p.Has("connection-result", "data-look", "ok")
	p.Screenshot("template-existing")
	p.Click("wizard-continue")
	p.See("listening")
	p.Click("wizard-continue")
	p.Fill("field-address", w.EnvyboxURL)
	p.Fill("secret-api_key", w.Envybox.APIKey())
	p.Except("422") // the answer to what cannot be
	p.Fill("field-q.pipeline", "seventeen")
	p.Click("wizard-continue")
	p.See("error-q.pipeline")
	p.Axe()
	p.Screenshot("template-wrong-answer")
	p.Fill("field-q.pipeline", "17")
	p.Click("wizard-continue")
	p.See("first-result")
	p.Axe()
	p.Phone()
	p.Axe()
	p.Screenshot("template-review-phone")
	p.Size(1366, 768)
	p.Click("wizard-edit")
	p.See("card-account")
	p.Click("undo")
	p.Gone("card-account")
	p.Gone("card-send")
}

// tabled reads a table beside two connections.
const tabled = `
  - {id: city, type: set, title: City, with: {values: {code: '{{ lookup("Offices", "Moscow").code }}'}}}
`

func TestA60WhatIsExportedRunsElsewhereOnceItsConnectionsAreFilledIn(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../examples/uon-envybox/request.yaml")
	if err != nil {
		t.Fatal(err)
	}
	one := product.New(t)
	id := one.Create(string(raw) + strings.TrimPrefix(tabled, "\n"))
	there := one.Owner()
	there.Go("/p")
	text := browser.Eval[string](there, `() => fetch("/p/`+id+`/export").then((r) => r.text())`)

	w := product.New(t)
	seed(t, w)
	p := w.Owner()
	p.Go("/import")
	p.Put("field-text", text)
	p.Click("import-look")
	p.Says("import-missing", "uon, envybox")
	p.Says("import-tables", "Offices")
	p.Until("what is missing to come first", `() => {
		const row = document.querySelector("[data-testid=import-row]"), missing = row.querySelector("[data-testid=import-missing]");
		return ![...row.querySelectorAll("li, select")].some((e) => e.compareDocumentPosition(missing) & Node.DOCUMENT_POSITION_FOLLOWING);
	}`)
	p.Axe()
	p.Screenshot("a60-report")
	p.Click("import-confirm")
	p.See("imported")
	p.Click("main ul a")
	p.See("chain")
	p.Gone("[data-testid=run-switch][aria-checked=true]")
	made := p.Path()
	w.Post("/tables", map[string]any{"name": "Offices", "keys": []string{"city"}, "columns": []string{"city", "code"}, "rows": []map[string]string{{"city": "Moscow", "code": "MSK"}}}, nil)
	p.Go(made)
	p.Click("run-switch")
	p.Focuses("secret-key")
	p.Fill("field-address", w.UONURL)
	p.Fill("secret-key", w.UON.Key())
	p.Click("connection-save")
	p.Focuses("field-address")
	p.Keys(w.EnvyboxURL)
	p.Fill("secret-api_key", w.Envybox.APIKey())
	p.Click("connection-save")
	p.See("chain")
	link := p.Value("webhook-link")
	p.Click("run-switch")
	p.Has("run-switch", "aria-checked", "true")
	if status := w.Send(link, standin.UONEvent{ID: "48211"}); status != http.StatusOK {
		t.Fatalf("the link answers %d", status)
	}
	lead(t, w, 1, "48211", strings.Contains)
}

// What a service lists is offered once it is connected, a list follows the answer
// that it depends on, and rows may be more than there are at first.
func TestTheWizardOffersWhatTheAccountHas(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	ploomes := standin.NewPloomes(standin.PloomesOptions{})
	p := w.Owner()
	p.Go("/templates/jivochat-ploomes")
	p.Click("template-use")
	p.Says("#step-head", "Step 1 of 4")
	p.Click("wizard-continue")
	p.See("listening")
	p.Axe()
	p.Click("wizard-sample")
	p.See("arrived")
	p.Click("wizard-continue")
	p.Focuses("secret-user_key")
	p.Keys(ploomes.Key())
	p.Click("#connection-form details > summary")
	p.Fill("field-address", w.Serve(ploomes))
	p.Click("wizard-continue")
	p.Has("[data-testid=list-of-q-pipeline_id-list] option", "value", "61")
	p.Gone("[data-testid=list-of-q-stage_id-list] option")
	p.Axe()
	p.Screenshot("template-lists")
	p.Fill("field-q.pipeline_id", "62")
	p.Press("Tab")
	p.Has("[data-testid=list-of-q-stage_id-list] option", "value", "621")
	p.Fill("field-q.stage_id", "622")
	p.Click("wizard-continue")
	p.See("first-result")
	p.Axe()
	p.Screenshot("template-chat-review")
	p.Click("wizard-back")
	p.Holds("field-q.stage_id", "622")
	p.Says("list-of-q-stage_id-list", "Vencido")
	p.Phone()
	p.Axe()
	p.Screenshot("template-lists-phone")
	p.Click("wizard-continue")
	p.Click("wizard-run")
	p.Has("run-switch", "aria-checked", "true")
}
