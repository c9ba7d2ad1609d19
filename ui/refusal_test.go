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
