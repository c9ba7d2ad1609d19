package ui_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// A draft that names connections asks for each, and comes back.
func TestADraftAsksForTheConnectionsItNames(t *testing.T) {
	c := newClient(t)
	flow := c.add(`
format: 1
name: Two
source: {type: webhook}
actions:
  - {id: get, type: http.request, with: {connection: uon, url: "{{ connection.address }}/x"}}
  - {id: put, type: http.request, with: {connection: crm, url: "{{ connection.address }}/y"}}
`)
	home := "/p/" + flow
	code, body, _ := c.page("GET", home, nil)
	if want := home + "/connect?at=source&amp;want=uon"; code != 200 || !strings.Contains(body, want) {
		t.Fatalf("%d, no %s", code, want)
	}
	code, _, form := c.page("GET", home+"/connect?at=source&want=uon", nil)
	asked, err := url.Parse(form)
	if code != 303 || err != nil || asked.Path != "/connections/new" || asked.Query().Get("for") != "uon" || asked.Query().Get("name") != "uon" {
		t.Fatal(code, form)
	}
	back := asked.Query().Get("back")
	if _, _, to := c.page("GET", back, nil); to != home+"?at=source" {
		t.Errorf("who makes none comes to %s", to)
	}
	if _, _, to := c.page("GET", back+"&connection=another", nil); to != home+"?at=source" {
		t.Errorf("who makes another comes to %s", to)
	}

	code, _, to := c.page("POST", "/connections", url.Values{
		"type": {"uon"}, "service": {"uon"}, "name": {"uon"}, "back": {back}, "fields.address": {"https://uon.example.com"}, "secrets.key": {apiKey},
	})
	if code != 303 {
		t.Fatal(code)
	}
	if _, _, form = c.page("GET", to, nil); !strings.HasPrefix(form, "/connections/new?") || !strings.Contains(form, "name=crm") {
		t.Errorf("after the first comes %s", form)
	}
	if _, body, _ := c.page("GET", "/connections", nil); !strings.Contains(body, "uon.example.com") || strings.Contains(body, "api.u-on.ru") {
		t.Error("the key may not go where the address was changed to")
	}
}

// Nobody is told of a mistake in a field of a new action that he has not been to.
func TestAMistakeIsSaidWhereThePersonHasBeen(t *testing.T) {
	c := newClient(t)
	flow := c.add("format: 1\nname: New\nsource: {type: webhook}\nactions:\n  - {id: get, type: http.request, with: {method: POST}}\n")
	for seen, told := range map[string]bool{
		"": true, "other": true, "get": false, "get actions/get/with/method": false, "get actions/get/with/url": true,
	} {
		r := httptest.NewRequest("GET", "/p/"+flow+"/parts?at=get", nil)
		r.Header.Set("Authorization", "Bearer "+c.token)
		r.Header.Set("HX-Request", "true")
		r.Header.Set("Stanok-Seen", seen)
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, r)
		if got := strings.Contains(w.Body.String(), `data-testid="error-url"`); w.Code != 200 || got != told {
			t.Errorf("seen %q: %d, told %v", seen, w.Code, got)
		}
	}
	added := c.ops(flow, 1, `{"id":"0190b5d2-0000-7000-8000-000000000001","kind":"add","value":{"at":{"parent":"","branch":"","after":"get"},"action":{"type":"http.request"}}}`)
	if added.Code != 200 || added.Header().Get("Stanok-Added") == "" || strings.Contains(added.Body.String(), `data-testid="error-url"`) {
		t.Errorf("%d %v", added.Code, added.Header())
	}
}
