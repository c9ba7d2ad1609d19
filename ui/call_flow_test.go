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
	c.create(bills)
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
}
