package ui_test

import (
	"net/url"
	"strings"
	"testing"
)

const greeting = `
format: 1
name: Greets
source: {type: manual}
actions:
  - {id: a, type: text.compose, title: Greet, with: {template: "one"}}
`

func TestAnOldVersionIsMadeCurrentAsANewOne(t *testing.T) {
	c := newClient(t)
	id := c.create(greeting)
	at := "/p/" + id + "/versions"
	c.run(id, `{}`, 200)
	c.do("PUT", "/api/v1/processings/"+id, strings.ReplaceAll(greeting, `"one"`, `"two"`), 200, "Content-Type", "application/yaml")
	c.do("POST", "/api/v1/processings/"+id+"/start", "", 200)
	for lang, said := range map[string][2]string{"en": {"1 operation<", "no operations"}, "ru": {"1 операция<", "нет операций"}, "pt-BR": {"1 execução<", "nenhuma execução"}} {
		code, body, _ := c.page("GET", at, nil, "Accept-Language", lang)
		if code != 200 || strings.Count(body, `data-testid="version-row"`) != 2 || !strings.Contains(body, said[0]) || !strings.Contains(body, said[1]) {
			t.Error(lang, code, body)
		}
	}
	_, body, _ := c.page("GET", at, nil)
	revision := hidden(t, body, "revision")
	if code, _, _ := c.page("POST", at+"/1/restore", url.Values{"revision": {"1"}}); code != 412 {
		t.Error("a page that is out of date:", code)
	}
	if code, _, to := c.page("POST", at+"/1/restore", url.Values{"revision": {revision}}); code != 303 || to != at {
		t.Fatal(code, to)
	}
	p := c.do("GET", "/api/v1/processings/"+id, "", 200, "Accept", "application/json")
	if p["version"] != 3.0 || p["running"] != true {
		t.Error(p["version"], p["running"])
	}
	for path, want := range map[string]int{"/1": 200, "/3": 200, "/4": 404, "/x": 404, "/1/download": 200} {
		if code, body, _ := c.page("GET", at+path, nil); code != want || code == 200 && !strings.Contains(body, "template: one") {
			t.Error(path, code, body)
		}
	}
}

func TestSettingsAreSavedBesideEverythingElse(t *testing.T) {
	c := newClient(t)
	id := c.create(greeting)
	at := "/p/" + id + "/settings"
	_, body, _ := c.page("GET", at, nil)
	form := url.Values{
		"revision": {hidden(t, body, "revision")}, "name": {"Greets <all>"}, "labels": {"a, b,a"}, "description": {"To & fro"}, "time_zone": {"Nowhere/At_all"},
		"lane": {"{{ source.id }}"}, "concurrency": {"0"}, "while_stopped": {"refuse"}, "deadline.amount": {"90"}, "deadline.unit": {"s"}, "pace.amount": {"200"}, "pace.unit": {"ms"},
	}
	code, body, _ := c.page("POST", at, form)
	if code != 422 || !strings.Contains(body, `data-testid="error-time_zone"`) || !strings.Contains(body, `data-testid="error-concurrency"`) || !strings.Contains(body, "Nowhere/At_all") {
		t.Fatal(code, body)
	}
	form["deadline.amount"] = []string{"soon"}
	if code, body, _ := c.page("POST", at, form); code != 422 || !strings.Contains(body, "This is not a length of time.") || strings.Contains(body, "soons") {
		t.Error("of a length of time, with the unit that stands beside it:", code, body)
	}
	form["deadline.amount"] = []string{"90"}
	form["time_zone"], form["concurrency"] = []string{"Europe/Moscow"}, []string{"3"}
	if code, _, to := c.page("POST", at, form); code != 303 || to != at+"?saved=1" {
		t.Fatal(code, to)
	}
	doc := c.do("GET", "/api/v1/processings/"+id, "", 200, "Accept", "application/json")["document"].(map[string]any)
	s := doc["settings"].(map[string]any)
	if doc["name"] != "Greets <all>" || doc["description"] != "To & fro" || len(doc["labels"].([]any)) != 2 || len(doc["actions"].([]any)) != 1 ||
		s["lane"] != "{{ source.id }}" || s["concurrency"] != 3.0 || s["while_stopped"] != "refuse" || s["deadline"] != "90s" || s["pace"] != "200ms" {
		t.Error(doc)
	}
	if code, body, _ := c.page("POST", at, form); code != 409 || !strings.Contains(body, `data-testid="settings-fault"`) && !strings.Contains(body, "role=\"alert\"") {
		t.Error("over a newer draft:", code)
	}
}

func TestSettingsThatSayNothingChangeNothing(t *testing.T) {
	c := newClient(t)
	id := c.create(greeting)
	at := "/p/" + id + "/settings"
	_, body, _ := c.page("GET", at, nil)
	form := url.Values{"revision": {hidden(t, body, "revision")}, "name": {"Greets"}, "while_stopped": {"keep"}, "deadline.unit": {"m"}}
	before := c.do("GET", "/api/v1/processings/"+id, "", 200, "Accept", "application/json")["document"]
	if code, _, _ := c.page("POST", at, form); code != 303 {
		t.Fatal(code)
	}
	if _, has := c.do("GET", "/api/v1/processings/"+id, "", 200, "Accept", "application/json")["document"].(map[string]any)["settings"]; has {
		t.Error("settings appeared", before)
	}
}

func TestVersionsSayWhatTheyChangedAndHowTheyDid(t *testing.T) {
	c := newClient(t)
	id := c.create(failing)
	at := "/p/" + id + "/versions"
	c.run(id, `{}`, 200)
	c.do("PUT", "/api/v1/processings/"+id, strings.Replace(failing, "not today", "not tomorrow", 1), 200, "Content-Type", "application/json")
	for lang, want := range map[string][2]string{"en": {"1 failed", "Not applied"}, "ru": {"1 с ошибкой", "Не применено"}, "pt-BR": {"1 com falha", "Não aplicado"}} {
		c.browse("GET", at, nil, "Accept-Language", lang).shows(`data-testid="draft-row"`, want[0], want[1], "not tomorrow", "/p/"+id+"/ops?state=failed&amp;state=uncertain&amp;version=1").lacks("⟦")
	}
	c.do("POST", "/api/v1/processings/"+id+"/start", "", 200)
	drawer := c.browse("GET", at, nil).lacks(`data-testid="draft-row"`)
	sentence := drawer.all(`data-testid="change-sentence">([^<]+)<`)
	if len(sentence) != 1 || !strings.Contains(sentence[0], "not tomorrow") {
		t.Fatalf("the second version changed %q", sentence)
	}
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		c.browse("GET", at+"/compare?from=1&to=2", nil, "Accept-Language", lang).shows("<mark>today</mark>", "<mark>tomorrow</mark>", `data-look="gone"`, `data-look="added"`).lacks("⟦")
	}
	c.browse("GET", at+"/compare?from=2&to=2", nil).shows(`data-testid="versions-same"`)
	if got := c.browse("GET", at+"/compare?from=1&to=9", nil); got.status != 404 {
		t.Errorf("a version that is not there: %d", got.status)
	}
}
