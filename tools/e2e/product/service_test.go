package product_test

import (
	"os"
	"path/filepath"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/product"
)

// A person adds an action of a service, connects the service on the way, chooses
// from a list that the service gives, and sends a test.
func TestAPersonWorksWithAServiceWithoutKnowingItsAPI(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	envybox := standin.NewEnvybox(standin.EnvyboxOptions{Fields: []standin.EnvyboxField{{ID: 41, Name: "Hotel"}, {ID: 42, Name: "Budget"}}})
	m := w.Make("format: 1\nname: Leads\nsource: {type: webhook}\nactions: []\n")
	p := w.Owner()
	p.Go(m.At("source"))
	p.Click("add-action")
	p.Focuses("palette-search")
	p.Keys("envybox")
	p.Until("the service's action to come first", `() => document.querySelector("#palette-list [role=option]")?.dataset.testid?.startsWith("palette-envybox.")`)
	p.Axe()
	p.Screenshot("service-palette")
	p.Click("palette-envybox.lead.create")
	p.See("connect-service")
	p.Axe()
	p.Screenshot("service-panel")
	product.Saved(p)
	p.Click("connect-service")
	p.Holds("field-name", "envybox")
	p.Axe()
	p.Fill("field-address", w.Serve(envybox))
	p.Fill("secret-api_key", "no such key")
	p.Click("connection-check")
	p.Has("connection-result", "data-look", "fail")
	p.Screenshot("service-refused")
	p.Click("replace-api_key")
	p.Focuses("secret-api_key")
	p.Fill("secret-api_key", envybox.APIKey())
	p.Click("connection-check")
	p.Has("connection-result", "data-look", "ok")
	p.Screenshot("service-connected")
	p.Click("connection-save")
	p.Holds("field-connection", "envybox")
	p.Gone("connect-service")

	p.Fill("field-name", "Anna")
	product.Saved(p)
	p.Click("#panel details:has([data-testid=field-custom]) > summary")
	p.Click("choose-input_id")
	p.See("choice")
	p.Axe()
	p.Screenshot("service-choices")
	p.Keys("budg")
	p.Numbers("choice", 1)
	p.Press("Enter")
	p.Gone("choices")
	p.Says("row-input_id", "42")
	p.Says("chosen-input_id", "Budget")
	p.Fill("row-value", "90000")
	product.Saved(p)
	p.Click("test-action")
	p.Click("confirm-send")
	p.Has("test-result", "data-look", "ok")
	p.Says("carry-envybox", "Number of the lead")
	p.Screenshot("service-tested")
	if sent := envybox.Requests("/openapi/v1/lead/set/"); len(sent) != 1 {
		t.Errorf("sent: %v", sent)
	}
	for _, lang := range []string{"ru", "pt-BR"} {
		p.Choose("language", lang)
		p.Has("html:root", "lang", lang)
		p.Holds("field-connection", "envybox")
		p.Axe()
		p.Screenshot("service-" + lang)
	}
	p.Phone()
	p.Axe()
	p.Screenshot("service-phone")
	p.Size(1366, 768)

	p.Click("run-switch")
	p.Has("run-switch", "aria-checked", "true")
	m.Receive("application/json", `{"name": "Anna"}`)
	p.Click("a[href$='/ops']")
	p.Has("operation-row", "data-state", "succeeded")
	if leads := envybox.Leads(); len(leads) != 2 {
		t.Errorf("leads: %v", leads)
	}
}

// deals describes a small API, as its makers publish it.
const deals = `{"openapi": "3.0.3", "info": {"title": "Deals", "version": "1"}, "servers": [{"url": "https://api.example.com/v2"}],
"paths": {
  "/deals": {"post": {"summary": "Make a deal", "requestBody": {"content": {"application/json": {"example": {"title": "A tour", "price": 900}}}},
    "responses": {"200": {"description": "made", "content": {"application/json": {"example": {"id": 7, "state": "open"}}}}}}},
  "/deals/{id}": {"get": {"summary": "One deal", "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}]}},
  "/people": {"get": {"summary": "List people"}}
}}`

// A person pastes the description of an API, chooses one of its operations, sees
// what that becomes, and takes all of it back at once.
func TestAPersonMakesActionsOfTheDescriptionOfAnAPI(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make("format: 1\nname: Deals\nsource: {type: webhook}\nactions: []\n")
	p := w.Owner()
	for _, lang := range []string{"ru", "pt-BR", "en"} {
		p.Go(m.At("source"))
		p.Choose("language", lang)
		p.Has("html:root", "lang", lang)
		p.Click("add-action")
		p.Focuses("palette-search")
		p.Axe()
		p.Screenshot("have-palette-" + lang)
		p.Click("palette-foreign")
		p.Focuses("foreign-text")
		p.Put("foreign-text", deals)
		p.Click("foreign-read")
		p.Numbers("foreign-choice", 3)
		p.Axe()
		p.Screenshot("have-list-" + lang)
	}
	p.Fill("foreign-search", "make")
	p.Numbers("foreign-choice", 1)
	p.Click("foreign-choice")
	p.Says("foreign-preview", "POST https://api.example.com/v2/deals")
	p.Says("foreign-preview", "id, state")
	p.Axe()
	p.Screenshot("have-preview")
	p.Phone()
	p.Screenshot("have-phone")
	p.Size(1366, 768)
	p.Click("foreign-add")
	p.See("card-fields")
	p.Says("chain", "Make a deal")
	p.Axe()
	p.Screenshot("have-added")
	p.Click("undo")
	p.Gone("card-data")
	p.Gone("card-fields")
	p.Gone("card-request")
}

// A person says which service sends to the link: the source then expects what that
// sends, until it is taken back.
func TestAPersonFitsTheSourceToAService(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make("format: 1\nname: Talks\nsource: {type: webhook}\nactions: []\n")
	p := w.Owner()
	p.Go(m.At("source"))
	p.Click("how-to")
	p.Click("#howto details:has([data-testid=howto-jivochat]) > summary")
	p.See("use-jivochat")
	p.Axe()
	p.Screenshot("service-howto")
	p.Click("use-jivochat")
	p.Until("the form to expect what the service sends", `() => [...document.querySelectorAll("#panel [data-row] input")].some((e) => e.value === "event_name")`)
	p.Screenshot("service-source")
	p.Click("undo")
	p.Until("the form to expect nothing", `() => ![...document.querySelectorAll("#panel [data-row] input")].some((e) => e.value === "event_name")`)

	p.Go("/connections/new?for=google_sheets")
	p.Says("connection-script", "function doPost")
	p.Axe()
	p.Screenshot("service-script")
	p.Phone()
	p.Axe()
	p.Screenshot("service-script-phone")
}

// collected is what Postman gives away of one's requests.
const collected = `{"info": {"name": "CRM", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [
	{"name": "Make a lead", "request": {"method": "POST", "url": "https://api.example.com/leads", "header": [{"key": "Content-Type", "value": "application/json"}],
		"body": {"mode": "raw", "raw": "{\"name\": \"Ана\"}"}}},
	{"name": "All leads", "request": {"method": "GET", "url": "https://api.example.com/leads"}}]}`

// recorded is what a browser gives away of a page's requests.
const recorded = `{"log": {"version": "1.2", "creator": {"name": "b", "version": "1"}, "entries": [{"request": {"method": "PUT", "url": "https://api.example.com/leads/7",
	"headers": [{"name": "Content-Type", "value": "application/json"}], "queryString": [], "postData": {"mimeType": "application/json", "text": "{\"state\": \"won\"}"}},
	"response": {"status": 200, "content": {"mimeType": "application/json", "text": "{\"changed\": true}"}}}]}}`

// A person chooses a file in place of pasting what is in it.
func TestAPersonMakesActionsOfAFile(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make("format: 1\nname: Deals\nsource: {type: webhook}\nactions: []\n")
	p := w.Owner()
	for _, f := range []struct{ name, holds, choice, says string }{
		{"call.sh", `curl https://api.example.com/orders -d '{"id": 7}' -H 'Content-Type: application/json'`, "", "POST https://api.example.com/orders"},
		{"api.json", deals, "Make a deal", "POST https://api.example.com/v2/deals"},
		{"crm.postman_collection.json", collected, "Make a lead", "POST https://api.example.com/leads"},
		{"page.har", recorded, "", "PUT https://api.example.com/leads/7"},
	} {
		path := filepath.Join(t.TempDir(), f.name)
		if err := os.WriteFile(path, []byte(f.holds), 0o600); err != nil {
			t.Fatal(err)
		}
		p.Go(m.At("source"))
		p.Click("add-action")
		p.Click("palette-foreign")
		p.Focuses("foreign-text")
		p.Attach("foreign-file", path)
		p.Holds("foreign-text", f.holds)
		p.Click("foreign-read")
		if f.choice != "" {
			p.Fill("foreign-search", f.choice)
			p.Numbers("foreign-choice", 1)
			p.Click("foreign-choice")
		}
		p.Says("foreign-preview", f.says)
	}
}
