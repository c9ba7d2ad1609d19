package islands_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestSixteenPastedLinesAreSixteenRowsAndOneThingToUndo(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	var text []string
	for _, name := range strings.Fields("id dat_lead dat dat_close status_id status office_id office_name travel_type_id travel_type manager_id manager_surname manager_sname manager_name source_id source") {
		text = append(text, fmt.Sprintf(`%s - ["request"][0]["%s"]`, name, name))
	}
	page.Click("parser-name")
	page.Paste("parser-name", strings.Join(text, "\n"))
	page.Numbers("parser-row", 16)
	saved(page)
	list, _ := s.value("with/rows").([]any)
	if len(list) != 16 {
		t.Fatalf("%d rows: %v", len(list), s.value("with/rows"))
	}
	raw, err := json.Marshal(list[13])
	if err != nil || string(raw) != `{"name":"manager_name","path":"[\"request\"][0][\"manager_name\"]"}` {
		t.Errorf("%s %v", raw, err)
	}
	page.Press("Control+z")
	page.Numbers("parser-row", 1)
	page.Holds("parser-name", "")
	if s.value("with/rows") != nil {
		t.Errorf("%v", s.value("with/rows"))
	}
}

func TestAPathIsKeptInOneForm(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Fill("parser-name", "id")
	page.Press("Enter")
	page.Keys("request[0].id")
	page.Press("Enter")
	page.Numbers("parser-row", 2)
	page.Holds("parser-path", `["request"][0]["id"]`)
	saved(page)
	if got := fmt.Sprint(s.value("with/rows")); got != `[map[name:id path:["request"][0]["id"]]]` {
		t.Error(got)
	}
}

func TestANameGivenTwiceIsMarkedAndRowsAreMovedAndRemoved(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Paste("parser-name", "a = /x\nb = /y\nc = /z")
	page.Numbers("parser-row", 3)
	page.Press("Alt+Up")
	saved(page)
	if got := fmt.Sprint(s.value("with/rows")); got != `[map[name:a path:["x"]] map[name:c path:["z"]] map[name:b path:["y"]]]` {
		t.Error(got)
	}
	page.Fill("parser-name", "c")
	page.Numbers("[data-testid=parser-name][aria-invalid=true]", 2)
	page.Click("row-delete")
	page.Numbers("[data-testid=parser-name][aria-invalid=true]", 0)
	saved(page)
	if got := fmt.Sprint(s.value("with/rows")); got != `[map[name:c path:["z"]] map[name:b path:["y"]]]` {
		t.Error(got)
	}
}

func TestPairsOfAFieldWithChipsAreOneValue(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Type("row-value", "!")
	saved(page)
	if got := fmt.Sprint(s.value("with/headers")); got != "map[X-Id:{{ source.r_id }}!]" {
		t.Error(got)
	}
}
