package ui_test

import (
	"fmt"
	"strings"
	"testing"
)

const (
	bills = `{"format": 1, "name": "Bills",
		"source": {"type": "call", "with": {"params": [{"name": "document", "required": true}], "returns": [{"name": "bill", "required": true}]}},
		"actions": [{"id": "ok", "type": "filter", "with": {"when": "source.document != \"0\""}},
			{"id": "reply", "type": "respond", "with": {"body": {"bill": "for {{ source.document }}"}}}]}`
	shop = `{"format": 1, "name": "Shop", "source": {"type": "manual", "with": {"params": [{"name": "document"}]}},
		"actions": [{"id": "find", "type": "call", "with": {"processing": "Bills", "with": {"document": "{{ source.document }}"}}},
			{"id": "text", "type": "text.compose", "with": {"template": "{{ find.bill }}"}}]}`
)

func TestOneProcessingCallsAnother(t *testing.T) {
	c := newClient(t)
	early := c.do("POST", "/api/v1/processings", shop, 201)
	if problems := fmt.Sprint(early["problems"]); !strings.Contains(problems, "call.unknown") || !strings.Contains(problems, "with.processing") {
		t.Fatalf("before there is anything to call: %s", problems)
	}
	at := "/api/v1/processings/" + early["id"].(string)
	c.do("POST", at+"/start", "", 422)
	callee := c.create(bills)
	c.do("POST", at+"/start", "", 200)
	op := c.run(early["id"].(string), `{"document": "7"}`, 200)
	steps := op["steps"].([]any)
	if got := fmt.Sprint(op["state"], " ", steps[1].(map[string]any)["output"]); got != "succeeded map[text:for 7]" {
		t.Fatal(got)
	}
	called := steps[0].(map[string]any)["input"].(map[string]any)["operation"].(string)
	if other := c.do("GET", "/api/v1/operations/"+called, "", 200); other["state"] != "succeeded" {
		t.Error(other)
	}
	failed := c.run(early["id"].(string), `{"document": "0"}`, 200)
	if got := fmt.Sprint(failed["state"], failed["failure"]); !strings.Contains(got, "call.answer") {
		t.Error(got)
	}
	c.sees("/ops/"+called, `href="/ops/`+op["id"].(string)+`" data-testid="caller"`)
	c.sees("/ops/"+op["id"].(string)+"?step=find", `href="/ops/`+called+`" data-testid="called"`)
	c.sees("/ops/"+failed["id"].(string), `data-testid="called"`)
	c.sees("/p/"+callee+"?at=source", `data-testid="callers"`, `href="/p/`+early["id"].(string)+`?at=find"`)
	byID := c.create(strings.Replace(shop, `"processing": "Bills"`, `"processing": "`+callee+`"`, 1))
	c.sees("/p/"+byID+"?at=text", `data-testid="chain"`, ">Bills<")
	c.sees("/p/"+early["id"].(string)+"?at=find", ">Bills</option>", `data-scope="actions/find/with/with/document"`)
}

// sees fails the test unless a page holds all texts.
func (c *client) sees(path string, texts ...string) {
	c.t.Helper()
	code, body, _ := c.page("GET", path, nil)
	for _, text := range texts {
		if code != 200 || !strings.Contains(body, text) {
			c.t.Errorf("%s: %d, without %s", path, code, text)
		}
	}
}

func TestALookupShowsItsTableAndWhatItFinds(t *testing.T) {
	c := newClient(t)
	at := c.cities("Anapa=1", "Sochi=2")
	id := c.create(`{"format": 1, "name": "Map", "source": {"type": "manual", "with": {"params": [{"name": "city"}]}}, "actions": [
		{"id": "row", "type": "table.lookup", "with": {"table": "Cities", "keys": {"city": "{{ source.city }}"}, "missing": "fail"}}]}`)
	panel := "/p/" + id + "?at=row"
	c.sees(panel, ">Cities</option>", `data-scope="actions/row/with/keys/city"`, `href="`+at+`" data-testid="open-table"`)
	c.run(id, `{"city": "Sochi"}`, 200)
	c.sees(panel, `data-look="ok"`, "<dt>code</dt>")
	failed := c.run(id, `{"city": "Omsk & co"}`, 200)
	const add = `/tables/find?key.city=Omsk+%26+co&amp;name=Cities`
	c.sees(panel, `data-look="warn"`, add)
	c.sees("/ops/"+failed["id"].(string), add)
}

func TestASourceOfFailuresOffersTheOthers(t *testing.T) {
	c := newClient(t)
	c.create(failing)
	id := c.create(`{"format": 1, "name": "Watch", "source": {"type": "failure", "with": {"processings": ["Failing"]}}, "actions": []}`)
	c.sees("/p/"+id+"?at=source", `data-kind="list"`, `data-key="Failing" value="Failing" checked`)
}
