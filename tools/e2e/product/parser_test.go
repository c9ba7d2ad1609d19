package product_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"stanok/tools/e2e/product"
)

// reading takes the answer of U-ON's shape straight from what the link receives.
const reading = `
format: 1
name: Reading
source: {type: webhook}
actions:
  - id: fields
    type: json.parse
    with: {from: "{{ source.body }}", fields: []}
`

// request is what U-ON says of a request, 16 values and two of them odd.
const request = `{"request": [{"id": 48211, "dat_lead": "2026-03-01 10:00:00", "dat": "2026-03-02 09:58:11", "dat_close": null,
	"status_id": 2, "status": "Оплачено", "office_id": 7, "office_name": "Центр", "travel_type_id": 1, "travel_type": "Тур",
	"manager_id": 12, "manager_surname": "Иванова", "manager_sname": "", "manager_name": "Анна", "source_id": 3, "source": "Сайт"}]}`

const requestNames = "id dat_lead dat dat_close status_id status office_id office_name travel_type_id travel_type " +
	"manager_id manager_surname manager_sname manager_name source_id source"

func TestA07ALeafBecomesOneRowAndOnlyOne(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(reading)
	m.Receive("application/json", request)
	p := w.Owner()
	p.Go(m.At("fields"))
	leaf := `[data-action=read] + ul [data-path='["request"][0]["manager_name"]']`
	p.Click(leaf)
	p.Holds("parser-name", "manager_name")
	p.Holds("parser-path", `["request"][0]["manager_name"]`)
	p.Announced("manager_name")
	p.Has("save-state", "data-state", "saved")
	p.Says("parser-value", "Анна")
	p.Click("panel-name")
	p.Click(leaf)
	p.Focuses("parser-row")
	p.Numbers("parser-row", 1)
	if got := rows(t, m); got != `[{"name":"manager_name","path":"[\"request\"][0][\"manager_name\"]"}]` {
		t.Error(got)
	}
	p.Screenshot("a07")
}

func TestA08SixteenPastedLinesAreSixteenRowsAndOneThingToUndo(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(reading)
	m.Receive("application/json", request)
	p := w.Owner()
	p.Go(m.At("fields"))
	names := strings.Fields(requestNames)
	var lines []string
	for _, name := range names {
		lines = append(lines, fmt.Sprintf(`%s - ["request"][0]["%s"]`, name, name))
	}
	p.Click("parser-name")
	p.Paste("parser-name", strings.Join(lines, "\n"))
	p.Numbers("parser-row", 16)
	p.Has("save-state", "data-state", "saved")
	p.Says("[data-testid=parser-row]:nth-child(14) [data-testid=parser-value]", "Анна")
	with := m.With("fields", "fields").([]any)
	for i, one := range with {
		row := one.(map[string]any)
		if row["name"] != names[i] || row["path"] != fmt.Sprintf(`["request"][0]["%s"]`, names[i]) {
			t.Errorf("row %d is %v", i+1, row)
		}
	}
	p.Screenshot("a08")
	p.Press("Control+z")
	p.Holds("parser-name", "")
	p.Numbers("parser-row", 1)
	p.Has("save-state", "data-state", "saved")
	if got := rows(t, m); got != "[]" && got != "null" {
		t.Errorf("left after the undo: %s", got)
	}
}

func rows(t *testing.T, m product.Made) string {
	t.Helper()
	raw, err := json.Marshal(m.With("fields", "fields"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestWhatIsAddedAtOnceDoesNotUndoWhatWasTypedBefore(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(reading)
	m.Receive("application/json", request)
	p := w.Owner()
	product.Open(p, m.ID, "fields")
	p.Fill("parser-name", "whole")
	p.Press("Enter")
	p.Keys(`["request"]`)
	p.Click("add-all-fields")
	p.Numbers("parser-row", 17)
	product.Saved(p)
	list, _ := m.With("fields", "fields").([]any)
	if first, _ := list[0].(map[string]any); len(list) != 17 || first["name"] != "whole" {
		t.Errorf("the draft holds %v", list)
	}
}
