package product_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// steady is a processing whose versions differ in one value.
const steady = `
format: 1
name: Leads
source: {type: webhook, with: {params: [{name: r_id, type: text}]}}
actions:
  - {id: note, type: set, with: {values: {version: "%d"}}}
  - {id: more, type: set, with: {values: {id: "{{ source.r_id }}"}}}
`

// seventh stores a processing of which version 7 runs.
func seventh(w *product.World) (id string) {
	for v := 1; v <= 7; v++ {
		document := fmt.Sprintf(steady, v)
		if v == 1 {
			id = w.Add(document)
		} else {
			w.Call(http.MethodPut, "/processings/"+id, document, nil)
		}
		w.Call(http.MethodPost, "/processings/"+id+"/start", "", nil)
	}
	return id
}

// versions waits until n operations have ended and lists, oldest first, the
// versions that they ran.
func versions(t *testing.T, w *product.World, id string, n int) []int {
	t.Helper()
	for until := time.Now().Add(browser.Patience); ; {
		var page struct {
			Items []struct {
				Version int
				State   string
			}
		}
		w.Call(http.MethodGet, "/operations?processing="+id, "", &page)
		var all []int
		for _, o := range page.Items {
			if o.State == "succeeded" {
				all = append(all, o.Version)
			}
		}
		if len(all) == n {
			slices.Reverse(all)
			return all
		}
		if time.Now().After(until) {
			t.Fatalf("waited for %d operations that succeeded: %+v", n, page.Items)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestA26WhatRunsChangesOnlyWhenItIsApplied(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	id := seventh(w)
	link := w.Link(id)
	p := w.Owner()
	product.Open(p, id, "note")
	p.Says("#head", "version 7")
	p.Gone("apply")
	p.Type("panel-name", "Version")
	p.Fill("#panel st-rows [data-row] st-chips", "8")
	p.Click("card-more")
	p.Says("#panel-title", "")
	p.Fill("panel-name", "The number")
	product.Saved(p)
	p.Says("apply", "Apply changes (3)")
	w.Send(link, standin.UONEvent{ID: "1"})
	w.Send(link, standin.UONEvent{ID: "2"})
	if got := versions(t, w, id, 2); !slices.Equal(got, []int{7, 7}) {
		t.Errorf("before it was applied operations ran %v", got)
	}
	p.Click("apply")
	p.See("apply-drawer")
	p.Numbers("change-sentence", 3)
	p.Screenshot("a26-drawer")
	p.Click("apply-confirm")
	p.Gone("apply-drawer")
	p.Gone("apply")
	p.Says("#head", "version 8")
	w.Send(link, standin.UONEvent{ID: "3"})
	if got := versions(t, w, id, 3); got[2] != 8 {
		t.Errorf("then they ran %v", got)
	}
}

func TestA27TheDrawerTellsWhoChangedWhat(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	id := seventh(w)
	before := w.Text(id)
	p := w.Owner()
	product.Open(p, id, "note")
	anna := w.Person("Anna", "anna@example.test")
	product.Open(anna, id, "more")
	p.Fill("#panel st-rows [data-row] st-chips", "eight")
	product.Saved(p)
	anna.Fill("panel-name", "The number")
	product.Saved(anna)
	p.Says("card-more", "The number")
	p.Says("apply", "Apply changes (2)")
	edited := w.Text(id)
	p.Click("apply")
	p.Numbers("change-sentence", 2)
	said := p.Texts("change-sentence")
	p.Screenshot("a27-drawer")
	if !strings.Contains(said[0], "2 Values") || !strings.Contains(said[0], "version") || !strings.Contains(said[0], "owner") {
		t.Errorf("the first change is %q", said[0])
	}
	if !strings.Contains(said[1], "3 The number: was called “Values”. Anna ·") {
		t.Errorf("the second change is %q", said[1])
	}

	// Someone changes more while the drawer is open: nothing unseen is applied.
	anna.Fill("panel-name", "Number")
	product.Saved(anna)
	p.Click("apply-confirm")
	p.Says("apply-drawer", "There are new changes since you opened this list.")
	p.Says("change-sentence", "Number: was called")
	edited = strings.Replace(edited, "The number", "Number", 1)

	p.Click("discard-all")
	p.Gone("apply-drawer")
	p.Says("toast", "All changes were discarded. You can undo that.")
	p.Gone("apply")
	if got := w.Text(id); got != before {
		t.Errorf("discarded, the draft is\n%s\nand was\n%s", got, before)
	}
	anna.Holds("panel-name", "Number") // as long as she is in it
	anna.See(".is-elsewhere")
	anna.Press("Tab")
	anna.Holds("panel-name", "")
	anna.Gone(".is-elsewhere")
	p.Has("undo", "aria-label", "Undo: discard all changes")
	p.Click("undo")
	p.Says("apply", "Apply changes (2)")
	if got := w.Text(id); got != edited {
		t.Errorf("undone, the draft is\n%s\nand was\n%s", got, edited)
	}
}
