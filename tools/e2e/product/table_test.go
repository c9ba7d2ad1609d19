package product_test

import (
	"fmt"
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// cities makes a mapping table and returns the address of its page.
func cities(w *product.World, rows int) string {
	var all []map[string]string
	for i := range rows {
		all = append(all, map[string]string{"city": fmt.Sprintf("Town %d", i), "code": fmt.Sprint(i)})
	}
	var made struct{ ID string }
	w.Post("/tables", map[string]any{"name": "Cities", "keys": []string{"city"}, "columns": []string{"city", "code"}, "rows": all}, &made)
	return "/tables/" + made.ID
}

// cell is the selector of a cell of the grid, both from 1.
func cell(row, column int) string {
	return fmt.Sprintf("tbody > [data-row]:nth-child(%d) > td:nth-of-type(%d) > .sheet-cell", row, column)
}

// inCell waits until the focus stands in a cell.
func inCell(p *browser.Page, row, column int) {
	p.Until(fmt.Sprintf("the focus to be in row %d, column %d", row, column), `(css) => document.activeElement === document.querySelector(css)`, cell(row, column))
}

func TestATableIsTypedLikeASpreadsheet(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	p.Click("[href='/tables']")
	p.See("no-tables")
	p.Click("new-table")
	p.Fill("field-name", "Cities")
	p.Fill("field-keys", "city")
	p.Fill("field-others", "code, note")
	p.Click("table-create")
	p.See("table-saved")
	inCell(p, 1, 1)
	p.Keys("Anapa")
	p.Press("Tab")
	p.Keys("1")
	p.Press("Right")
	inCell(p, 1, 3)
	p.Press("Left", "Enter") // back, and down into a row that it makes
	inCell(p, 2, 2)
	p.Keys("2")
	p.Press("Home", "Left")
	inCell(p, 2, 1)
	p.Keys("Sochi")
	p.Press("Up")
	inCell(p, 1, 1)
	p.Press("Down")
	inCell(p, 2, 1)
	p.Says("grid-say", "2")
	p.Press("Control+s")
	p.Until("the page to have come anew", `() => document.querySelectorAll("tbody [name=at]")[1]?.value === "1"`)
	p.Holds(cell(2, 1), "Sochi")
	p.Screenshot("table")
}

func TestARangeIsPastedAndTakenBack(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	p.Go(cities(w, 3))
	p.See("table-grid")
	p.Paste(cell(2, 1), "Omsk\t7\nTomsk\t\"8\"\n\"Two\nlines\"\t9\nTown 0\t10\n")
	p.Numbers("grid-row", 5)
	p.Holds(cell(4, 1), "Two\nlines")
	p.Says("grid-say", "4")
	p.Until("the doubled key to be marked in both rows", `() => [...document.querySelectorAll(".sheet-cell[aria-invalid=true]")].map((c) => c.value).join() === "Town 0,Town 0"`)
	p.Click("paste-undo")
	p.Numbers("grid-row", 3)
	p.Holds(cell(2, 1), "Town 1")
	p.Until("no cell to be marked", `() => !document.querySelector(".sheet-cell[aria-invalid=true]")`)
	p.Except("status of 422") // a browser says so of every refusal
	p.Paste(cell(3, 1), "Town 0\t10")
	p.Click("table-save")
	p.Says("table-refused", "")
	p.Says("row-fault", "Town 0")
	p.Screenshot("table-refused")
	p.Fill(cell(3, 1), "Town 9")
	p.Click("table-save")
	p.See("table-saved")
	p.Holds(cell(3, 1), "Town 9")
	p.Click("row-delete")
	p.Numbers("grid-row", 2)
	p.Click("table-save")
	p.See("table-saved")
	p.Holds(cell(1, 1), "Town 1")
}

func TestTenThousandRowsAreFoundAndChanged(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	at := cities(w, 10_000)
	p.Go(at)
	p.Numbers("grid-row", 100)
	p.Fill("search", "town 9876")
	p.Press("Enter")
	p.Numbers("grid-row", 1)
	p.Fill(cell(1, 2), "changed")
	p.Click("table-save")
	p.See("table-saved")
	p.Go(at + "?page=99")
	p.Holds(cell(77, 2), "changed")
}

func TestAFileOfRowsIsReportedFirst(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	p.Go(cities(w, 3))
	p.Click("table-import")
	p.See("field-text")
	browser.Eval[bool](p, `(text) => { document.querySelector("[name=text]").value = text; return true; }`, "city;code\nTown 1;one\nOmsk;7\nOmsk;8\n")
	p.Click("import-look")
	p.Says("import-refused", "Omsk")
	p.Axe()
	p.Screenshot("table-import-report")
	p.Click("import-confirm")
	p.See("table-saved")
	p.Numbers("grid-row", 4)
	p.Holds(cell(4, 2), "7")
	if said := p.Texts("row-fault"); len(said) > 0 {
		t.Errorf("the page complains: %s", strings.Join(said, "; "))
	}
}

// Only what belongs to tables: the tour sees all pages.
func TestThePagesOfTablesHinderNobodyOnAPhone(t *testing.T) {
	t.Parallel()
	every(t, func(t *testing.T, s *product.Shop) {
		p, _ := s.Pages()
		p.Phone()
		for _, stop := range product.Tour() {
			if !strings.HasPrefix(stop.Name, "table") {
				continue
			}
			p.Go(stop.Path(s))
			if stop.Do != nil {
				stop.Do(p)
			}
			p.Axe()
		}
	})
}

const mapping = `
format: 1
name: Map
source:
  type: manual
  with: {params: [{name: city, required: true}]}
actions:
  - id: name
    type: set
    with: {values: {city: "{{ source.city }}"}}
`

func TestALookupIsPutTogetherAndItsMissingRowAdded(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	cities(w, 3)
	id := w.Create(mapping)
	w.Post("/processings/"+id+"/operations?draft=true&wait=10s", map[string]string{"city": "Town 7"}, nil)
	p.Go("/p/" + id + "?at=name")
	p.Click("[data-testid=chain] [data-testid=add-action]:last-of-type")
	p.Fill("palette-search", "mapping")
	p.Press("Enter")
	p.See("field-table")
	p.Choose("field-table", "Cities")
	p.See("field-city")
	p.Type("field-city", "Town 1")
	p.Says("lookup", "Row found")
	p.Screenshot("editor-lookup")
	p.Axe()
	p.Fill("field-city", "Town 77")
	p.Says("lookup", "Town 77")
	p.Click("add-row-to-table")
	p.See("table-grid")
	p.Numbers("grid-row", 4)
	inCell(p, 4, 2)
	p.Keys("77")
	p.Click("table-save")
	p.See("table-saved")
	p.Go("/p/" + id + "?at=row")
	p.Says("lookup", "Row found")
}
