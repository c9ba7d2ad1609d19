package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"stanok/actions"
	"stanok/ui/words"
)

const leadFlow = `
format: 1
name: Lead
source: {type: webhook, with: {params: [{name: r_id, type: text, required: true}]}}
actions:
  - {id: request, type: http.request, with: {url: "https://api.example.com/{{ source.r_id }}.json?lang=ru"}}
  - id: fields
    type: json.parse
    with: {from: "{{ request.body }}", fields: [{name: id, path: '["request"][0]["id"]'}]}
`

// ops sends changes as the editor's page does.
func (c *client) ops(id string, base int, change string) *httptest.ResponseRecorder {
	c.t.Helper()
	body := fmt.Sprintf(`{"client":"tab","base":%d,"at":"source","changes":[%s]}`, base, change)
	r := httptest.NewRequest("POST", "/p/"+id+"/ops", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/html")
	r.Header.Set("HX-Request", "true")
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return w
}

// document is what the API says of a processing's draft.
func (c *client) document(id string) string {
	c.t.Helper()
	raw, err := json.Marshal(c.do("GET", "/api/v1/processings/"+id, "", 200)["document"])
	if err != nil {
		c.t.Fatal(err)
	}
	return string(raw)
}

func TestTheEditorShowsEveryActionInEveryLanguage(t *testing.T) {
	c := newClient(t)
	doc := "format: 1\nname: All\nsource: {type: webhook}\nactions:\n"
	var ids []string
	for i, a := range actions.All(actions.Deps{}) {
		id := fmt.Sprintf("a%d", i)
		ids = append(ids, id)
		doc += fmt.Sprintf("  - {id: %s, type: %s}\n", id, a.Spec().Type)
	}
	flow := c.add(doc)
	for _, lang := range words.Languages {
		for _, id := range append(ids, "source") {
			c.browse("GET", "/p/"+flow+"?at="+id, nil, "Accept-Language", lang).
				shows(`data-testid="panel"`, `data-at="`+id+`"`, `data-testid="card-`+id+`"`).lacks("⟦")
		}
		c.browse("GET", "/p/"+flow+"/palette?after=source", nil, append(partly, "Accept-Language", lang)...).
			shows(`data-testid="palette-http.request-send"`).lacks("⟦")
		c.browse("GET", "/p/"+flow+"/howto", nil, append(partly, "Accept-Language", lang)...).shows("amoCRM").lacks("⟦")
	}
}

func TestThePanelShowsWhatTheDraftSays(t *testing.T) {
	c := newClient(t)
	id := c.add(leadFlow)
	c.browse("GET", "/p/"+id+"?at=request", nil).shows(
		`data-scope="actions/request/with/url"`, `data-testid="field-url"`, `data-testid="split-query"`, `data-testid="test-action"`, "card-request",
	)
	c.browse("GET", "/p/"+id+"?at=fields", nil).shows(
		`data-testid="parser-row"`, `[&#34;request&#34;][0][&#34;id&#34;]`, `data-picks="read"`,
	)
	c.browse("GET", "/p/"+id, nil).shows(`data-testid="webhook-link"`, "https://stanok.example.com/hook/", `data-testid="listening"`, `data-testid="param-row"`)
}

func TestWhatIsTypedIsInTheDraft(t *testing.T) {
	c := newClient(t)
	id := c.add(leadFlow)
	w := c.ops(id, 1, `{"id":"1","kind":"set","scope":"actions/request/with/method","value":"POST","group":""}`)
	if w.Code != 200 || w.Header().Get("Stanok-Revision") != "2" || !strings.Contains(w.Body.String(), `<hx-partial hx-target="#chain"`) {
		t.Fatalf("%d %v %.200s", w.Code, w.Header(), w.Body)
	}
	if doc := c.document(id); !strings.Contains(doc, `"method":"POST"`) {
		t.Errorf("draft: %s", doc)
	}
	if w = c.ops(id, 2, `{"id":"2","kind":"undo"}`); w.Code != 200 || strings.Contains(c.document(id), "POST") {
		t.Errorf("undo: %d, draft %s", w.Code, c.document(id))
	}
}

func TestAnActionIsAddedWhereItWasAsked(t *testing.T) {
	c := newClient(t)
	id := c.add(leadFlow)
	w := c.ops(id, 1, `{"id":"1","kind":"add","value":{"at":{"parent":"","branch":"","after":"request"},"action":{"type":"json.compose"}},"group":""}`)
	added := w.Header().Get("Stanok-Added")
	if w.Code != 200 || added == "" || !strings.Contains(w.Body.String(), `data-at="`+added+`"`) {
		t.Fatalf("%d, added %q: %.300s", w.Code, added, w.Body)
	}
	doc := c.document(id)
	if strings.Index(doc, `"`+added+`"`) > strings.Index(doc, `"fields"`) {
		t.Errorf("draft: %s", doc)
	}
	w = c.ops(id, 2, `{"id":"2","kind":"remove","scope":"actions/request"}`)
	if !strings.Contains(w.Body.String(), `data-testid="toast"`) || strings.Contains(c.document(id), `"http.request"`) {
		t.Errorf("removed: %.300s", w.Body)
	}
}

func TestRowsOfAPanelBecomeWhatTheDocumentHas(t *testing.T) {
	c := newClient(t)
	id := c.add("format: 1\nname: R\nsource: {type: schedule}\nactions:\n  - {id: only, type: filter}\n  - {id: made, type: json.compose}\n  - {id: way, type: branch}\n")
	for i, one := range []struct{ scope, value, want string }{
		{"actions/only/with/when", `[{"left":"source.a","op":"is","right":"2"}]`, `"when":"string(source.a ?? \"\") == \"2\""`},
		{"actions/made/with/template", `[{"level":1,"key":"phone","kind":"text","value":"{{ source.a }}"}]`, `\"phone\": \"{{ source.a }}\"`},
		{"actions/way/with/cases", `[{"name":"paid","title":"Paid"},{"name":"paid","left":"source.b","op":"more","right":"5"}]`, `"name":"paid"`},
		{"source/with", `[{"mode":"weekdays","at":"09:30","time_zone":"Europe/Moscow"}]`, `"cron":"30 9 * * 1-5"`},
	} {
		w := c.ops(id, 0, fmt.Sprintf(`{"id":"%d","kind":"set","scope":%q,"value":%s}`, i, one.scope, one.value))
		if doc := c.document(id); w.Code != 200 || !strings.Contains(doc, one.want) {
			t.Errorf("%s: %d, draft %s", one.scope, w.Code, doc)
		}
	}
}

func TestRunningLeadsToWhatIsMissingOrRuns(t *testing.T) {
	c := newClient(t)
	broken := c.add("format: 1\nname: B\nsource: {type: webhook}\nactions: [{id: a, type: http.request}]\n")
	if at := c.browse("POST", "/p/"+broken+"/run", url.Values{}).leads(); !strings.Contains(at, "at=a#f-actions.a.with.url") {
		t.Errorf("leads to %s", at)
	}
	good := c.add(leadFlow)
	c.browse("POST", "/p/"+good+"/run", url.Values{}).leads()
	if p := c.do("GET", "/api/v1/processings/"+good, "", 200); p["running"] != true {
		t.Errorf("not running: %v", p["running"])
	}
	c.ops(good, 0, `{"id":"1","kind":"set","scope":"name","value":"Other"}`)
	c.browse("GET", "/p/"+good, nil).shows(`data-testid="apply"`)
	c.browse("GET", "/p/"+good+"/apply", nil, partly...).shows(`data-testid="change-sentence"`, "Other")
	c.browse("POST", "/p/"+good+"/apply", url.Values{"revision": {"1"}}, partly...).shows(`data-testid="apply-drawer"`)
}

func TestTwoTabsOnOneFieldAreBothHeard(t *testing.T) {
	c := newClient(t)
	id := c.add(leadFlow)
	c.ops(id, 1, `{"id":"1","kind":"set","scope":"actions/request/title","value":"Mine"}`)
	body := `{"client":"other","base":1,"at":"request","changes":[{"id":"2","kind":"set","scope":"actions/request/title","value":"Theirs"}]}`
	r := httptest.NewRequest("POST", "/p/"+id+"/ops", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if w.Code != 409 || !strings.Contains(w.Body.String(), `data-testid="conflict-mine"`) || !strings.Contains(w.Body.String(), "Theirs") {
		t.Errorf("%d %.300s", w.Code, w.Body)
	}
}

func TestUndoLeadsToWhatItChangedAndSaysSo(t *testing.T) {
	c := newClient(t)
	id := c.add(leadFlow)
	c.ops(id, 0, `{"id":"1","kind":"set","scope":"actions/request/with/method","value":"PUT"}`)
	c.ops(id, 0, `{"id":"2","kind":"remove","scope":"actions/fields"}`)
	for i, want := range []struct{ kind, focus, said string }{
		{"undo", "card-fields", "Undone: delete JSON parser"},
		{"undo", "f-actions.request.with.method", "Undone: change"},
		{"redo", "f-actions.request.with.method", "Done again: change"},
	} {
		h := c.ops(id, 0, fmt.Sprintf(`{"id":"u%d","kind":%q}`, i, want.kind)).Header()
		if h.Get("Stanok-Focus") != want.focus || !strings.Contains(h.Get("HX-Trigger"), want.said) {
			t.Errorf("%s: focus %q, said %q", want.kind, h.Get("Stanok-Focus"), h.Get("HX-Trigger"))
		}
	}
}

func TestADeletedActionIsOfferedBackWithTheTextThatCameTooLate(t *testing.T) {
	c := newClient(t)
	id := c.add(leadFlow)
	c.ops(id, 0, `{"id":"1","kind":"remove","scope":"actions/request"}`)
	w := c.ops(id, 0, `{"id":"2","kind":"set","scope":"actions/request/with/url","value":"mine"}`)
	for _, part := range []string{"data-deleted", "mine", "restore", "Restore with my text", "in another tab"} {
		if w.Code != 409 || !strings.Contains(w.Body.String(), part) {
			t.Errorf("%d: nothing says %q: %s", w.Code, part, w.Body)
		}
	}
}

func TestAnActionThatRunsTooLateIsOfferedBack(t *testing.T) {
	c := newClient(t)
	id := c.add(leadFlow)
	c.ops(id, 0, `{"id":"1","kind":"set","scope":"actions/request/title","value":"Get it"}`)
	c.ops(id, 0, `{"id":"2","kind":"move","scope":"actions/request","value":{"after":"fields"}}`)
	c.browse("GET", "/p/"+id+"?at=fields", nil).shows(`data-testid="move-back"`, "“Get it” now runs later", "not ready yet here: “Get it” runs later")
	c.ops(id, 0, `{"id":"3","kind":"move","scope":"actions/request","value":{"parent":"","branch":"","after":"source"}}`)
	c.browse("GET", "/p/"+id+"?at=fields", nil).lacks("move-back")
}
