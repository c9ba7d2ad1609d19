package ui_test

import (
	"strings"
	"testing"
)

// said lists the problems of an answer as "field code".
func said(answer map[string]any) []string {
	list, _ := answer["problems"].([]any)
	all := []string{}
	for _, one := range list {
		p := one.(map[string]any)
		all = append(all, strings.TrimSpace(p["action"].(string)+" "+p["field"].(string)+" "+p["code"].(string)))
	}
	return all
}

func TestATypeThatIsNotGivenIsOneProblem(t *testing.T) {
	c := newClient(t)
	for document, want := range map[string]string{
		`{"name": "a", "source": {"type": "manual"}}`:                                                 "format document.required",
		`{"format": 2, "name": "a", "source": {"type": "manual"}}`:                                    "format document.format",
		`{"format": 1, "name": "a"}`:                                                                  "source document.required",
		`{"format": 1, "name": "a", "source": {"type": 5}}`:                                           "source.type document.kind",
		`{"format": 1, "name": "a", "source": {"type": ""}}`:                                          "source.type document.required",
		`{"format": 1, "name": "a", "source": {"type": "manual"}, "actions": [{"id": "x"}]}`:          "x type document.required",
		`{"format": 1, "name": "a", "source": {"type": "fax"}}`:                                       "source.type document.unknown_source",
		`{"format": 1, "name": "a", "source": {"type": "manual"}, "actions":[{"id":"x","type":"y"}]}`: "x type document.unknown_action",
	} {
		made := c.do("POST", "/api/v1/processings", document, 201)
		if got := strings.Join(said(made), ", "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", document, got, want)
		}
		id := made["id"].(string)
		for _, ask := range []string{"/start", "/operations?draft=true"} {
			if got := strings.Join(said(c.do("POST", "/api/v1/processings/"+id+ask, "", 422)), ", "); got != want {
				t.Errorf("%s: %s\ngot  %s\nwant %s", ask, document, got, want)
			}
		}
	}
}

func TestAProblemOfTheSecondOfTwoStepsWithOneIDIsShownThere(t *testing.T) {
	c := newClient(t)
	made := c.do("POST", "/api/v1/processings", `{"format": 1, "name": "a", "source": {"type": "manual"}, "actions": [
		{"id": "x", "type": "fail", "with": {"message": "a"}}, {"id": "x", "type": "fail", "with": {}}]}`, 201)
	lines := map[string]float64{}
	for _, one := range made["problems"].([]any) {
		p := one.(map[string]any)
		lines[p["field"].(string)] = p["line"].(float64)
	}
	if lines["id"] == 0 || lines["with.message"] <= lines["id"] {
		t.Errorf("the id is on line %v, what its step lacks on line %v", lines["id"], lines["with.message"])
	}
}

func TestAParameterWithAnImpossibleValueIsRefused(t *testing.T) {
	c := newClient(t)
	id := c.create(`{"format": 1, "name": "a", "source": {"type": "manual"}, "actions": []}`)
	run, list := "/api/v1/processings/"+id+"/operations?", "/api/v1/operations?"
	for _, one := range []struct{ method, path, field string }{
		{"POST", run + "draft=zz", "draft"}, {"POST", run + "pretend=zz", "pretend"}, {"POST", run + "pretend=", "pretend"},
		{"POST", run + "draft", "draft"}, {"POST", run + "test=2", "test"}, {"POST", run + "wait=long", "wait"}, {"POST", run + "wait=-1s", "wait"},
		{"GET", list + "test=zz", "test"}, {"GET", list + "test=", "test"}, {"GET", list + "state=gone", "state"}, {"GET", list + "limit=0", "limit"},
		{"GET", list + "created_from=today", "created_from"}, {"GET", list + "created_to=1", "created_to"}, {"GET", list + "cursor=!", "cursor"},
		{"GET", list + "version=0", "version"}, {"GET", list + "version=last", "version"}, {"GET", list + "longer=10", "longer"}, {"GET", list + "longer=-1s", "longer"},
	} {
		e := c.do(one.method, one.path, "", 422)["error"].(map[string]any)
		if e["code"] != "request.parameter" || e["field"] != one.field || !strings.Contains(e["message"].(string), one.field) {
			t.Errorf("%s: %v", one.path, e)
		}
	}
	if all := c.do("GET", list+"test=true", "", 200)["items"].([]any); len(all) != 0 {
		t.Errorf("%d operations were begun", len(all))
	}
	c.do("POST", run+"draft=1&pretend=false&test=TRUE", "", 202)
}

func TestATextThatCannotBeReadWasNotSaved(t *testing.T) {
	c := newClient(t)
	id := c.create(`{"format": 1, "name": "kept", "source": {"type": "manual"}, "actions": []}`)
	for text, want := range map[string]string{
		"format: 1\nname: a: b\n":        "document.syntax",
		"a: &b c":                        "document.yaml_feature",
		"name: \xff":                     "document.encoding",
		"a: " + strings.Repeat("[", 100): "document.limit",
	} {
		for _, one := range [][2]string{{"POST", "/api/v1/processings"}, {"PUT", "/api/v1/processings/" + id}} {
			answer := c.do(one[0], one[1], text, 422, "Content-Type", "application/yaml")
			e := answer["error"].(map[string]any)
			message := e["message"].(string)
			if e["code"] != "processing.unreadable" || !strings.Contains(message, "not saved") || strings.Contains(message, "started") {
				t.Errorf("%q: %v", text, e)
			}
			if got := said(answer); len(got) != 1 || got[0] != want {
				t.Errorf("%q: %v, want %s", text, got, want)
			}
		}
	}
	if all := c.do("GET", "/api/v1/processings", "", 200)["items"].([]any); len(all) != 1 || all[0].(map[string]any)["name"] != "kept" {
		t.Errorf("%v", all)
	}
}

func TestOneMistakeReadsAlikeWhereverItIsMade(t *testing.T) {
	c := newClient(t)
	made := c.do("POST", "/api/v1/processings", `{"format": 1, "name": "a", "settings": {"while_stopped": "maybe", "concurrency": 0, "deadline": "soon", "lane": 5},
		"source": {"type": "webhook", "with": {"answer": {"when": "maybe", "status": 5, "within": "soon", "headers": 5}}},
		"actions": [{"id": "x", "type": "http.request", "with": {"url": "https://a.example", "method": "maybe", "timeout": "soon", "headers": 5}},
			{"id": "y", "type": "loop", "with": {"over": "{{ source.list }}", "max": 0}}]}`, 201)
	forms := map[string][]string{
		"document.choice": {"This is not one of the possible values. Possible: "}, "document.range": {"The value must be from "},
		"document.kind": {"The value here is of the wrong kind. Needed: ", " Given: a number."}, "document.duration": {"This is not a length of time: “soon”."},
	}
	seen := map[string]int{}
	for _, one := range made["problems"].([]any) {
		p := one.(map[string]any)
		code, message := p["code"].(string), p["message"].(string)
		seen[code]++
		for _, form := range forms[code] {
			if !strings.Contains(message, form) {
				t.Errorf("%s %s: %s", p["field"], code, message)
			}
		}
	}
	for code := range forms {
		if seen[code] != 3 {
			t.Errorf("%s was found %d times, not in the settings, the source and an action", code, seen[code])
		}
	}
}
