package ui_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

const long = `
format: 1
name: Long
source: {type: webhook, with: {params: [{name: list, type: any}, {name: phone, type: text}]}}
actions:
  - {id: body, type: json.compose, title: Build, with: {template: '{"phone": {{ digits(source.phone) }}, "n": {{ source.list }}}'}}
  - {id: each, type: loop, title: For each, with: {over: "{{ source.list }}"}, branches: {each: [
      {id: check, type: set, title: Check, with: {values: {n: "{{ 10 / item }}"}}}]}}
`

func TestAValueIsFollowedBackToWhatWasReceived(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(long), `{"list": [1, 2], "phone": "+7 921 555-01-37"}`, 200)["id"].(string)
	at := "/ops/" + op + "/origin?step=body&side=out&path=" + url.QueryEscape(`["value"]["phone"]`)
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		c.browse("GET", at, nil, "Accept-Language", lang).shows(
			"<html", "79215550137", `{{ digits(source.phone) }}`, "+7 921 555-01-37", `data-path="[&#34;phone&#34;]"`,
		).lacks("⟦")
	}
	c.browse("GET", at, nil, partly...).shows(`<dialog`, `data-testid="origin-drawer"`).lacks("<html")
	c.browse("GET", "/ops/"+op+"?step=body", nil).shows(`data-testid="tree-from"`, `/ops/`+op+`/origin?path=`)
	for _, wrong := range []string{"step=none&side=out&path=", "step=body&side=up&path=", "step=body&side=out&path=..x[["} {
		if got := c.browse("GET", "/ops/"+op+"/origin?"+wrong, nil); got.status != 404 {
			t.Errorf("%s: %d", wrong, got.status)
		}
	}
}

func TestALongLoopShowsOneTurnAndLeadsToTheFirstFailed(t *testing.T) {
	c := newClient(t)
	items := make([]string, 40)
	for i := range items {
		items[i] = fmt.Sprint(i + 1)
	}
	items[30] = "0"
	op := c.run(c.create(long), `{"list": [`+strings.Join(items, ",")+`], "phone": "1"}`, 200)["id"].(string)
	page := c.browse("GET", "/ops/"+op, nil).shows(`data-key="each#30/check"`, `data-testid="first-failed"`, "turn 31 › Check").lacks(`data-key="each#29/check"`, "⟦")
	if got := len(page.all(`data-testid="(turn)"`)); got != 31 {
		t.Errorf("%d of 31 turns are drawn", got)
	}
	c.browse("GET", "/ops/"+op+"?step=&turn="+url.QueryEscape("each#3"), nil).shows(`data-key="each#3/check"`).lacks(`data-key="each#30/check"`)
}

func TestAnOperationLeadsToItsNeighboursInTheList(t *testing.T) {
	c := newClient(t)
	good, bad := c.create(long), c.create(failing)
	var ops []string
	for i := range 3 {
		ops = append(ops, c.run(bad, `{}`, 200)["id"].(string))
		c.run(good, fmt.Sprintf(`{"list": [1], "phone": "%d"}`, i), 200)
	}
	c.browse("GET", "/ops?state=failed", nil).shows("/ops/" + ops[1] + "?state=failed")
	c.browse("GET", "/ops/"+ops[1]+"?state=failed", nil).shows("/ops/"+ops[0]+"?state=failed", "/ops/"+ops[2]+"?state=failed", `data-press="["`, `data-press="]"`)
	c.browse("GET", "/ops/"+ops[0]+"?state=failed", nil).shows(`data-press="["`).lacks(`data-press="]"`)
}

func TestWhatWasReceivedIsComparedWithTheLastSuccess(t *testing.T) {
	c := newClient(t)
	id := c.create(long)
	c.run(id, `{"list": [1, 2], "phone": "1"}`, 200)
	op := c.run(id, `{"list": [1, 0, 3], "phone": "1"}`, 200)["id"].(string)
	c.browse("GET", "/ops/"+op, nil).shows("/ops/" + op + "/compare")
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		page := c.browse("GET", "/ops/"+op+"/compare", nil, "Accept-Language", lang).lacks("⟦")
		looks := page.all(`data-testid="compare-row" data-look="(\w*)"`)
		if got := strings.TrimSpace(strings.Join(looks, " ")); got != "changed added" && got != "changed added changed" { // the length of the body may be told
			t.Errorf("the rows are %q", looks)
		}
	}
	only := c.create(failing)
	alone := c.run(only, `{}`, 200)["id"].(string)
	if got := c.browse("GET", "/ops/"+alone+"/compare", nil); got.status != 404 {
		t.Errorf("with nothing to compare: %d", got.status)
	}
}

func TestAStepIsLookedThrough(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(deepFlow), `{"phone": "79215550137", "note": "x"}`, 200)["id"].(string)
	c.browse("GET", "/ops/"+op+"?step=all&find=550137", nil).shows(`data-testid="step-found"`, `[&#34;came&#34;][&#34;phone&#34;]`)
	c.browse("GET", "/ops/"+op+"?step=all&find=nobody", nil).shows("“nobody” is not here")
	secret := c.browse("GET", "/ops/"+op+"?step="+url.QueryEscape("each#0/note")+"&find=api", nil)
	secret.shows("••••").lacks("sk-very-secret")
	if found := c.browse("GET", "/ops/"+op+"?step="+url.QueryEscape("each#0/note")+"&find=very-secret", nil); strings.Contains(found.body, `[&#34;api_key&#34;]</code>`) {
		t.Error("a secret is found by its value")
	}
}

func TestAnOperationWhoseDataAreGoneSaysSinceWhenAndIsNotRepeated(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(long), `{"list": [1, 2], "phone": "+7 921 555-01-37"}`, 200)["id"].(string)
	c.browse("GET", "/ops/"+op, nil).shows(`value="replay-start"`).lacks("operation-forgotten")
	now := time.Now()
	if n, err := c.store.ForgetData(t.Context(), engine.MainWorkspace, now.Add(time.Hour), engine.States, 9, now); n != 1 || err != nil {
		t.Fatalf("%d forgotten: %v", n, err)
	}
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		for _, at := range []string{"/ops/" + op, "/ops/" + op + "?step=source", "/ops/" + op + "?step=body", "/ops?text=921"} {
			page := c.browse("GET", at, nil, "Accept-Language", lang).lacks("⟦", "555", `value="replay-start"`)
			if strings.HasPrefix(at, "/ops/") {
				page.shows(`data-testid="operation-forgotten"`, `data-key="body"`)
			}
		}
	}
	if got := c.browse("POST", "/ops/"+op+"/act", url.Values{"do": {"replay-start"}}); got.status != 409 {
		t.Errorf("repeating it: %d", got.status)
	}
}
