package ui_test

import (
	"net/url"
	"strings"
	"testing"
)

// unsure sends something of which nobody knows whether it arrived, after a request
// for data to the same host and one to another.
const unsure = `{"format": 1, "name": "Unsure", "source": {"type": "manual", "with": {"params": [{"name": "phone"}]}}, "actions": [
	{"id": "elsewhere", "type": "http.request", "disabled": true, "with": {"url": "https://other.example.com/"}},
	{"id": "find", "type": "http.request", "title": "Find the client", "with": {"url": "https://asked.example.com/clients?phone={{ source.phone }}"}},
	{"id": "send", "type": "http.request", "with": {"method": "POST", "url": "https://asked.example.com/clients", "body": {"kind": "json", "from": {"phone": "{{ source.phone }}"}}}}]}`

func TestWhetherASendArrivedIsAskedAndDecidedByAPerson(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(unsure), `{"phone": "79001112233"}`, 200)["id"].(string)
	at := "/ops/" + op
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		c.browse("GET", at, nil, "Accept-Language", lang).shows(`data-testid="field-by"`, "Find the client: GET https://asked.example.com/clients?phone={{ source.phone }}",
			`data-testid="check-address"`, `<code class="wrap">{{ source.phone }}</code>`, `<code class="wrap">{{ find.json.clients[0].contact.phone }}</code>`, `data-testid="check-ask"`).lacks("other.example.com", "⟦", `data-testid="check-answered"`)
	}
	if got := c.browse("POST", at+"/check", url.Values{"by": {"node:find"}}).leads(); got != at+"#check" {
		t.Errorf("it leads to %s", got)
	}
	page := c.browse("GET", at, nil).shows(`data-testid="check-found"`, "In the answer: phone 79001112233", "clients › 1 › contact › phone", `data-testid="tree-found"`,
		"GET https://asked.example.com/clients?phone=79001112233", "Asked like this last time", `value="kept"`).lacks("hush-hush", `value="node:find"`)
	if n := strings.Count(page.body, `data-testid="tree-found"`); n != 1 && n != 2 {
		t.Errorf("%d values are marked", n)
	}
	if got := c.do("GET", "/api/v1/operations/"+op, "", 200); got["state"] != "uncertain" {
		t.Errorf("asking made it %v", got["state"])
	}
	c.browse("POST", at+"/check", url.Values{"by": {"address"}, "address": {"https://asked.example.com/by?p={{ source.phone }}"}}).leads()
	c.browse("GET", at, nil).shows("GET https://asked.example.com/by?p=79001112233", `value="kept"`, `value="node:find"`)
	for by, status := range map[string]int{"": 422, "node:send": 422, "node:elsewhere": 422, "ask:x": 422} {
		if got := c.browse("POST", at+"/check", url.Values{"by": {by}}); got.status != status {
			t.Errorf("asking by %q: %d", by, got.status)
		}
	}
	if got := c.browse("POST", at+"/check", url.Values{"by": {"address"}, "address": {"{{ nobody.knows }}"}}); got.status != 422 {
		t.Errorf("an address that is none: %d", got.status)
	}
	c.browse("POST", at+"/act", url.Values{"do": {"resolve-arrived"}}).leads()
	c.browse("GET", at, nil).lacks(`data-testid="field-by"`)
	if got := c.browse("POST", at+"/check", url.Values{"by": {"kept"}}); got.status != 409 {
		t.Errorf("asking about what is decided: %d", got.status)
	}
}

func TestOnlyAnEditorWritesTheAddressToAskAt(t *testing.T) {
	c := newClient(t)
	id := c.create(unsure)
	op := c.run(id, `{"phone": "79001112233"}`, 200)["id"].(string)
	other := c.run(c.create(sending), `{}`, 200)["id"].(string)
	role := func(name string) *client {
		return c.as(c.do("POST", "/api/v1/tokens", `{"name": "`+name+`", "role": "`+name+`"}`, 201)["token"].(string))
	}
	operator, viewer := role("operator"), role("viewer")
	ask := url.Values{"by": {"address"}, "address": {"https://asked.example.com/written"}}
	operator.browse("GET", "/ops/"+op, nil).shows(`value="node:find"`).lacks(`data-testid="check-address"`)
	operator.browse("GET", "/ops/"+other, nil).shows(`data-testid="check-none"`)
	if got := operator.browse("POST", "/ops/"+op+"/check", ask); got.status != 403 {
		t.Errorf("an operator wrote an address: %d", got.status)
	}
	if got := viewer.browse("POST", "/ops/"+op+"/check", url.Values{"by": {"node:find"}}); got.status != 403 {
		t.Errorf("a viewer asked: %d", got.status)
	}
	viewer.browse("GET", "/ops/"+op, nil).lacks(`id="check"`, "79001112233")
	role("editor").browse("POST", "/ops/"+op+"/check", ask).leads()
	second := c.run(id, `{"phone": "79001112234"}`, 200)["id"].(string)
	operator.browse("GET", "/ops/"+second, nil).shows("https://asked.example.com/written", `value="kept"`).lacks(`data-testid="check-answered"`)
	operator.browse("POST", "/ops/"+second+"/check", url.Values{"by": {"kept"}}).leads()
	operator.browse("GET", "/ops/"+second, nil).shows(`data-testid="check-not-found"`)
}

func TestAServiceIsAskedByItsOwnLookUp(t *testing.T) {
	c := newClient(t)
	c.do("POST", "/api/v1/connections", `{"name": "amo", "type": "amocrm", "fields": {"address": "https://asked.example.com"}, "secrets": {"token": "t0ken-t0ken"}}`, 201)
	op := c.run(c.create(`{"format": 1, "name": "Contacts", "source": {"type": "manual"}, "actions": [
		{"id": "send", "type": "amocrm.contact.create", "with": {"connection": "amo", "name": "Anna", "phone": "79001112233"}}]}`), `{}`, 200)
	if op["state"] != "uncertain" {
		t.Fatalf("%v %v", op["state"], op["failure"])
	}
	at := "/ops/" + op["id"].(string)
	c.browse("GET", at, nil).shows(`value="ask:amocrm.contact.find"`)
	c.browse("POST", at+"/check", url.Values{"by": {"ask:amocrm.contact.find"}}).leads()
	c.browse("GET", at, nil).shows("In the answer: ", "/api/v4/contacts?", `data-testid="tree-found"`).lacks("t0ken-t0ken")
}
