package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/ui/uitest"
)

const deepFlow = `
format: 1
name: Deep
source: {type: webhook, with: {params: [{name: phone, type: text}, {name: note, type: text}]}}
actions:
  - {id: each, type: loop, title: For each, with: {over: "{{ [1, 2, 3] }}"}, branches: {each: [{id: note, type: set, title: Write down, with: {values: {n: "{{ item }}", nasty: "<script>alert(1)</script>", api_key: sk-very-secret}}}]}}
  - {id: all, type: set, title: All, with: {values: {came: "{{ source }}"}}}
`

func TestTheHistoryShowsWhatCameAndWhereItEnded(t *testing.T) {
	c := newClient(t)
	deep := c.create(deepFlow)
	c.run(deep, `{"phone": "79215550137", "note": "<b>x</b>"}`, 200)
	bad := c.create(failing)
	c.run(bad, `{}`, 200)
	for lang, word := range map[string]string{"en": "Succeeded", "ru": "Успешно", "pt-BR": "Com sucesso"} {
		c.browse("GET", "/ops", nil, "Accept-Language", lang).shows(
			word, `data-state="succeeded"`, `data-state="failed"`, "phone •••37", `data-testid="live-toggle"`, `data-live="/ops/live?since=`,
		).lacks("⟦", "<b>x</b>")
	}
	only := c.browse("GET", "/p/"+deep+"/ops", nil).shows("Operations: Deep", `data-testid="tab-versions"`, `data-live="/ops/live?processing=`+deep)
	only.lacks(`data-state="failed"`)
	c.browse("GET", "/ops?state=failed&state=cancelled", nil).shows(`data-state="failed"`).lacks(`data-state="succeeded"`)
	c.browse("GET", "/ops?q=0137", nil, partly...).shows("•••37").lacks("<html", `data-state="failed"`)
	c.browse("GET", "/ops?test=true", nil).shows(`data-testid="no-operations"`)
	if got := c.browse("GET", "/ops?cursor=../x", nil); got.status != 422 {
		t.Errorf("a wrong cursor: %d", got.status)
	}
}

func TestTheAddressesOfLettersLeadToThePages(t *testing.T) {
	c := newClient(t)
	id := c.run(c.create(deepFlow), `{}`, 200)["id"].(string)
	for from, to := range map[string]string{
		"/operations": "/ops", "/operations?state=failed": "/ops?state=failed", "/operations/" + id + "?key=2": "/ops/" + id + "?key=2",
	} {
		if got := c.browse("GET", from, nil); got.status != 303 || got.header.Get("Location") != to {
			t.Errorf("%s leads to %d %s", from, got.status, got.header.Get("Location"))
		}
	}
}

func TestAnEmptyHistoryShowsTheLink(t *testing.T) {
	c := newClient(t)
	c.browse("GET", "/p/"+c.create(deepFlow)+"/ops", nil).shows(`data-testid="no-operations"`, "https://stanok.example.com/hook/")
	c.browse("GET", "/ops?period=1h", nil).shows("No operations are like this")
}

func TestTheHistoryIsLoadedPageByPage(t *testing.T) {
	c := newClient(t)
	id := c.create(deepFlow)
	for i := range 51 {
		c.run(id, fmt.Sprintf(`{"phone": "%d"}`, i), 200)
	}
	first := c.browse("GET", "/ops", nil).shows(`data-testid="load-more"`)
	seen := map[string]bool{}
	for _, op := range first.all(`data-testid="operation-row" data-id="(\w+)"`) {
		seen[op] = true
	}
	next := strings.ReplaceAll(first.all(`hx-get="(/ops\?[^"]*)" hx-target="#history-more"`)[0], "&amp;", "&")
	rest := c.browse("GET", next, nil, partly...).shows(`<hx-partial hx-target="#history-rows"`).lacks(`data-testid="load-more"`)
	for _, op := range rest.all(`data-testid="operation-row" data-id="(\w+)"`) {
		if seen[op] {
			t.Errorf("%s comes twice", op)
		}
		seen[op] = true
	}
	if len(seen) != 51 {
		t.Errorf("%d of 51 operations were shown", len(seen))
	}
}

func TestAnOperationShowsItsStepsAndTheirValuesAsText(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(deepFlow), `{"phone": "1"}`, 200)["id"].(string)
	page := c.browse("GET", "/ops/"+op, nil).shows(
		`data-testid="operation-state"`, `data-state="succeeded"`, `data-key="source"`, `data-key="each#0/note"`, `data-offset-ms="`, "turn 3 › Write down",
	)
	page.lacks(`data-testid="cause"`, "⟦")
	open := c.browse("GET", "/ops/"+op+"?step="+url.QueryEscape("each#0/note"), nil).shows(
		`data-testid="step-output"`, "&lt;script&gt;", `data-path="[&#34;nasty&#34;]"`, "••••", `data-testid="open-in-editor"`,
	)
	open.lacks("<script>alert", "sk-very-secret")
	at := "/ops/" + op + "/tree?step=all&side=out&path=" + url.QueryEscape(`["came"]`)
	c.browse("GET", at, nil, partly...).shows(`data-path="[&#34;came&#34;][&#34;phone&#34;]"`)
	text := c.browse("GET", "/ops/"+op+"/text?step="+url.QueryEscape("each#0/note")+"&side=out&path="+url.QueryEscape(`["nasty"]`), nil).shows("<script>alert(1)</script>")
	if got := text.header.Get("Content-Type"); got != "text/plain; charset=utf-8" || !strings.Contains(text.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a value as text is %s, %s", got, text.header.Get("Content-Security-Policy"))
	}
	for _, path := range []string{`["none"]`, `[0]`, `came`, `["came"`, `["came"]x`} {
		if got := c.browse("GET", "/ops/"+op+"/tree?step=all&side=out&path="+url.QueryEscape(path), nil, partly...); got.status != 404 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

func TestAFailedOperationSaysWhyAndIsRepeated(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(failing), `{}`, 200)["id"].(string)
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		c.browse("GET", "/ops/"+op, nil, "Accept-Language", lang).shows(
			`data-testid="cause"`, `data-testid="cause-action"`, `data-testid="technical"`, `?at=`, `data-testid="replay-failed"`, `data-testid="replay-start"`,
		).lacks("⟦")
	}
	again := c.browse("POST", "/ops/"+op+"/act", url.Values{"do": {"replay-start"}}).leads()
	c.browse("GET", again, nil).shows(`data-testid="original"`, "/ops/"+op)
	c.browse("GET", "/ops/"+op, nil).shows(`data-testid="replay"`, again)
	if got := c.browse("POST", "/ops/"+op+"/act", url.Values{"do": {"fly"}}); got.status != 422 {
		t.Errorf("an unknown act: %d", got.status)
	}
}

func TestAnUncertainSendIsLeftToAPerson(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(sending), `{}`, 200)["id"].(string)
	c.browse("GET", "/ops/"+op, nil).shows(`data-testid="resolve-arrived"`, `data-testid="resolve-not-arrived"`, `data-state="uncertain"`)
	c.browse("POST", "/ops/"+op+"/act", url.Values{"do": {"resolve-arrived"}}).leads()
	c.do("GET", "/api/v1/operations/"+op, "", 200)
	if got := c.browse("POST", "/ops/"+op+"/act", url.Values{"do": {"resolve-arrived"}}); got.status != 409 {
		t.Errorf("resolving twice: %d", got.status)
	}
}

func TestAViewerSeesNoValues(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(deepFlow), `{"phone": "79215550137"}`, 200)["id"].(string)
	made := c.do("POST", "/api/v1/tokens", `{"name": "v", "role": "viewer"}`, 201)
	viewer := c.as(made["token"].(string))
	viewer.browse("GET", "/ops", nil).shows(`data-id="`+op).lacks("79215550137", `data-testid="operations-search"`)
	viewer.browse("GET", "/ops?q=79215550137x", nil).shows(`data-id="` + op)
	viewer.browse("GET", "/ops/"+op+"?step=all", nil).shows(`data-testid="values-hidden"`).lacks("79215550137", `data-testid="replay-start"`)
	for _, path := range []string{"/tree?step=all&side=out", "/text?step=all&side=out"} {
		if got := viewer.browse("GET", "/ops/"+op+path, nil); got.status != 403 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

func TestFailuresAreGroupedByCauseAndEachGroupOpensItsFilter(t *testing.T) {
	c := newClient(t)
	bad, other := c.create(failing), c.create(long)
	for range 3 {
		c.run(bad, `{}`, 200)
	}
	for range 2 {
		c.run(other, `{"list": [0], "phone": "1"}`, 200)
	}
	c.run(other, `{"list": [1], "phone": "1"}`, 200)
	for lang, want := range map[string]string{"en": "3 operations", "ru": "3 операции", "pt-BR": "3 execuções"} {
		page := c.browse("GET", "/ops", nil, "Accept-Language", lang).shows(want).lacks("⟦")
		if got := strings.Join(page.all(`data-testid="cause-group" data-cause="[^"]+" data-count="(\d+)"`), " "); got != "3 2" {
			t.Errorf("the groups have %s operations", got)
		}
	}
	page := c.browse("GET", "/ops", nil)
	first := strings.ReplaceAll(page.all(`<a class="cause-card" href="([^"]+)"`)[0], "&amp;", "&")
	only := c.browse("GET", first, nil)
	if got := only.all(`data-testid="operation-row" data-id="(\w+)"`); len(got) != 3 {
		t.Errorf("%s shows %d operations", first, len(got))
	}
	only.shows(`data-testid="condition"`, `aria-current="true" data-testid="cause-group"`)
	if got := page.all(`data-testid="filter-failed"[^>]*>\s*[^<]*<span class="count">([^<]*)<`); len(got) != 1 || got[0] != "5" {
		t.Errorf("failed ones are counted as %q", got)
	}
}

func TestConditionsNarrowTheHistory(t *testing.T) {
	c := newClient(t)
	id := c.create(long)
	a := c.run(id, `{"list": [1], "phone": "+7 900"}`, 200)["id"].(string)
	b := c.run(id, `{"list": [2, 0], "phone": "7900"}`, 200)["id"].(string)
	for query, want := range map[string]string{
		"field=phone&value=7900": "b", "field=phone&value=%2B7+900": "a", "field=phone&value=790": "", "field=list&value=2": "", `field=%5B%22phone%22%5D&value=7900`: "b",
		"version=1": "b a", "version=2": "", "source=webhook": "b a", "source=cron": "", "slow=10m": "", "node=check": "b", "state=failed&node=each": "",
		"from=2001-01-01": "b a", "from=2001-01-01&to=2001-01-02": "",
	} {
		var got []string
		for _, op := range c.browse("GET", "/p/"+id+"/ops?"+query, nil).lacks("⟦").all(`data-testid="operation-row" data-id="(\w+)"`) {
			got = append(got, map[string]string{a: "a", b: "b"}[op])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestTheAPINarrowsOperationsAsTheHistoryDoes(t *testing.T) {
	c := newClient(t)
	bad, good := c.create(failing), c.create(long)
	a := c.run(bad, `{}`, 200)["id"].(string)
	b := c.run(good, `{"list": [1], "phone": "1"}`, 200)["id"].(string)
	failure := c.do("GET", "/api/v1/operations/"+a, "", 200)["failure"].(map[string]any)
	cause, _ := c.do("GET", "/api/v1/operations?state=failed", "", 200)["items"].([]any)[0].(map[string]any)["failure"].(map[string]any)["code"].(string)
	for query, want := range map[string]string{
		"cause=" + cause: "a", "cause=none": "", "action=" + failure["action"].(string): "a", "action=nowhere": "", "version=1": "b a", "version=2": "",
		"source=webhook": "b", "source=manual": "a", "source=schedule": "", "longer=1ns": "b a", "longer=10m": "", "version=1&cause=" + cause + "&processing=" + good: "",
	} {
		var got []string
		for _, op := range c.do("GET", "/api/v1/operations?"+query, "", 200)["items"].([]any) {
			got = append(got, map[string]string{a: "a", b: "b"}[op.(map[string]any)["id"].(string)])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestListsShowWhatIsPersonalInFullToWhoAsksForIt(t *testing.T) {
	h := newHouse(t, nil)
	op := engine.Operation{
		ID: "op", Processing: "p", Created: time.Now(), Event: engine.Event{Search: []string{"79215550137"}, Data: json.RawMessage(`{}`)},
	}
	if _, _, err := h.store.CreateOperation(t.Context(), engine.MainWorkspace, op); err != nil {
		t.Fatal(err)
	}
	for role, sees := range map[engine.Role]bool{engine.Operator: true, engine.Viewer: false} {
		p := uitest.AddPerson(t, h.store, role)
		b := &browser{h, []*http.Cookie{uitest.Session(t, h.store, engine.MainWorkspace, p)}}
		for _, plain := range []string{"", "true"} {
			form := url.Values{"name": {"N"}, "email": {p.Email}, "zone": {"UTC"}, "plain": {plain}}.Encode()
			if w := b.ask("POST", "/account", form); w.Code != http.StatusSeeOther {
				t.Fatal(w.Code, w.Body)
			}
			list := b.ask("GET", "/ops", "").Body.String()
			if got := strings.Contains(list, "79215550137"); got != (sees && plain != "") || strings.Contains(list, "•••37") != (sees && plain == "") {
				t.Errorf("%s, in full %q: shown is %v", role, plain, got)
			}
		}
	}
}
