package ui_test

import (
	"net/http"
	"strings"
	"testing"

	"stanok/engine"
)

func TestAContractSaysWhatACallTakesAndGives(t *testing.T) {
	c := newClient(t)
	id := c.create(`format: 1
name: Bills
source:
  type: call
  with:
    params: [{name: document, required: true, title: Tax number, example: "123"}, {name: deep, type: object}]
    returns: [{name: bill, required: true, example: "10045"}, {name: amount, type: number, example: 12.5}]
`)
	for lang, says := range map[string][]string{
		"en":    {"Another processing calls it", "required", "may be left out", "number"},
		"ru":    {"Её вызывает другая обработка", "обязательно", "можно не указывать"},
		"pt-BR": {"Outra automação a chama", "obrigatório", "pode faltar"},
	} {
		c.browse("GET", "/p/"+id+"/contract", nil, "Accept-Language", lang).shows(says...).shows(
			`data-name="document"`, "Tax number", "{\n  &#34;document&#34;: &#34;123&#34;,\n  &#34;deep&#34;: {}\n}", `data-name="bill"`,
			"{\n  &#34;amount&#34;: 12.5,\n  &#34;bill&#34;: &#34;10045&#34;\n}",
		).lacks("⟦", `data-testid="webhook-link"`, `data-testid="contract-draft"`)
	}
	c.sees("/p/"+id+"?at=source", `href="/p/`+id+`/contract"`)
}

func TestAContractOfALinkSaysWhenItAnswersAndLeadsToTheLastAnswer(t *testing.T) {
	c := newClient(t)
	document := `format: 1
name: Function
source:
  type: webhook
  with:
    methods: [POST]
    params: [{name: boleto_id, in: json, required: true, example: "70231"}, {name: X-Key, in: header}]
    answer: {when: finished, within: 21s, otherwise: {status: 502, type: application/json, body: "\"[]\""}}
actions: [{id: reply, type: respond, with: {body: "{{ source.boleto_id }}"}}]
`
	draft := c.add(document)
	c.browse("GET", "/p/"+draft+"/contract", nil).shows(`data-testid="contract-draft"`, "within 21 seconds").lacks(`data-testid="contract-last"`)
	id := c.create(strings.Replace(document, "name: Function", "name: Second", 1))
	c.browse("GET", "/p/"+id+"/contract", nil).shows(`data-testid="webhook-link"`, "/hook/", "502 &#34;[]&#34;", "{\n  &#34;boleto_id&#34;: &#34;70231&#34;\n}", "header")
	op := c.run(id, `{"boleto_id": "7"}`, 200)["id"].(string)
	c.browse("GET", "/p/"+id+"/contract", nil).shows(`href="/ops/`+op+`" data-testid="contract-last"`, "The answer it gave")
	c.sees("/p/"+id+"?at=source", `href="/p/`+id+`/contract"`)
}

func TestAContractShowsNoLinkToWhoMayOnlyLookAndIsNotOfATimetable(t *testing.T) {
	b, _ := atSamples(t)
	if w := b.as(engine.Viewer).ask("GET", "/p/lead/contract", ""); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "/hook/") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	c := newClient(t)
	id := c.add("format: 1\nname: Timed\nsource: {type: schedule, with: {every: 1h}}\n")
	if s := c.browse("GET", "/p/"+id+"/contract", nil); s.status != http.StatusNotFound {
		t.Errorf("%d", s.status)
	}
}

func TestAContractSaysHowItHasChangedAndWhoHasToChangeToo(t *testing.T) {
	c := newClient(t)
	document := func(params, returns string) string {
		return "format: 1\nname: Bills\nsource:\n  type: call\n  with:\n    params: [" + params + "]\n    returns: [" + returns + "]\n"
	}
	id := c.create(document("{name: document, required: true}, {name: city}, {name: old}", "{name: bill, required: true}, {name: link}"))
	c.browse("GET", "/p/"+id+"/contract", nil).lacks(`data-testid="contract-changes"`)
	edit := func(text string) {
		c.do("PUT", "/api/v1/processings/"+id, text, http.StatusOK, "Content-Type", "application/yaml")
	}
	edit(document("{name: document}, {name: city, required: true, type: number}, {name: day}, {name: who, required: true}", "{name: bill}, {name: pdf}"))
	for lang, says := range map[string][]string{
		"en": {
			"The draft, once it is applied", `data-breaks="false">“document” may be left out now`, `data-breaks="true">“city” is required now`,
			`data-breaks="true">“city” is now: number; it was: text`, `data-breaks="false">Takes “day” too, which may be left out`,
			`data-breaks="true">Needs “who” too`, `data-breaks="false">No longer looks at “old”`,
			`data-breaks="true">“bill” may be missing in the answer now`, `data-breaks="false">Gives “pdf” too`, `data-breaks="true">No longer gives “link”`,
		},
		"ru":    {"Черновик, когда его применят", "«city» теперь обязательно"},
		"pt-BR": {"O rascunho, quando for aplicado", "“city” agora é obrigatório"},
	} {
		c.browse("GET", "/p/"+id+"/contract", nil, "Accept-Language", lang).shows(says...).lacks("⟦")
	}
	c.do("POST", "/api/v1/processings/"+id+"/start", "", http.StatusOK)
	c.browse("GET", "/p/"+id+"/contract", nil).shows("Version 2, ", "Needs “who” too").lacks("The draft, once")
	edit(`{"format": 1, "name": "Bills", "source": {"type": "manual"}}`)
	c.browse("GET", "/p/"+id+"/contract", nil).shows(`data-breaks="true">A person or a program begins it`)
}
