package connector_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"stanok/actions/connector"
)

// example is the connector that README.md shows.
func example(t *testing.T) (connector.Service, string) {
	t.Helper()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	source, _, closed := strings.Cut(rest, "```")
	if !closed {
		t.Fatal("README.md shows no connector")
	}
	s, err := connector.Parse([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return s, string(page)
}

func TestTheExampleOfTheReadmeIsAConnector(t *testing.T) {
	s, _ := example(t)
	origins, err := s.Connection.OriginsOf(map[string]string{"account": "anna"})
	if err != nil || !slices.Equal(origins, []string{"https://anna.shop.example"}) {
		t.Errorf("%v %v", origins, err)
	}
	if s.Busy == nil || s.Source == nil || len(s.Lists) != 1 || len(s.Actions) != 1 {
		t.Errorf("it does not show everything: %+v", s)
	}
}

// TestTheReadmeNamesEveryPart holds the page to the schema.
func TestTheReadmeNamesEveryPart(t *testing.T) {
	_, page := example(t)
	raw, err := os.ReadFile("connector.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]any
		Defs       map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	parts := schema.Properties
	for _, d := range []string{"connection", "oauth2", "busy", "source", "list", "action", "field", "request", "success"} {
		for name, v := range schema.Defs[d].Properties {
			parts[name] = v
		}
	}
	for name := range parts {
		if !strings.Contains(page, name) {
			t.Errorf("README.md does not say what %s is", name)
		}
	}
}
