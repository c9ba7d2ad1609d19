package product_test

import (
	"strings"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// order waits until the outermost actions stand so on the page and in the draft.
func order(t *testing.T, w *product.World, p *browser.Page, id, want string) {
	t.Helper()
	p.Until("the order "+want, `(want) => [...document.querySelectorAll("[data-testid=chain] > li[data-id]")].map((li) => li.dataset.id).join(" ") === want`, "source "+want)
	product.Saved(p)
	if got := w.Draft(id).Order(); got != want {
		t.Errorf("the draft's order is %s", got)
	}
}

func TestA31AnActionIsMovedByItsHandleWithTheKeys(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "source")
	focus(p, "handle-request")
	p.Press("Space")
	p.Announced("Action HTTP request, position 2 of 5, picked up.")
	p.Press("Down")
	p.Announced("Position 3 of 5.")
	p.Screenshot("a31-held")
	p.Press("Space")
	p.Announced("Action HTTP request moved from 2 to 3.")
	order(t, w, p, id, "fields request lead send")
	p.Focuses("handle-request")
	// Back, and given up in between.
	p.Press("Space", "Up", "Escape")
	p.Announced("The move was cancelled.")
	p.Press("Space", "Up", "Space")
	order(t, w, p, id, "request fields lead send")
	p.Focuses("handle-request")
}

// focus gives a thing the focus as Tab would.
func focus(p *browser.Page, what string) {
	p.Until(what+" to take the focus", `(css) => { const e = document.querySelector(css); e?.focus(); return e !== null && document.activeElement === e; }`, "[data-testid="+what+"]")
}

func TestA32EveryWayOfMovingGivesTheSameOrder(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "source")
	focus(p, "card-request")
	p.Press("Alt+Down")
	order(t, w, p, id, "fields request lead send")
	p.Focuses("card-request")
	p.Announced("Action HTTP request moved from 2 to 3.")

	p.Click("card-menu-request")
	p.Click("#menu-request [data-testid=menu-move]")
	p.Click("[data-testid=move-place][data-after=source]")
	order(t, w, p, id, "request fields lead send")
	p.Click("card-menu-request")
	p.Click("#menu-request [data-testid=menu-move]")
	p.See("move-place")
	p.Screenshot("a32-places")
	p.Click("[data-testid=move-place][data-after=fields]")
	order(t, w, p, id, "fields request lead send")
	p.Gone("places")

	p.Press("Control+z")
	order(t, w, p, id, "request fields lead send")
	p.Drag("handle-request", "card-fields", 0.9)
	order(t, w, p, id, "fields request lead send")
}

// nested has a branch with two actions inside, and one after it.
const nested = `
format: 1
name: Leads
source: {type: webhook}
actions:
  - id: choose
    type: branch
    title: Which
    with:
      cases: [{name: big, title: Big, when: source.json.price > 100}]
      otherwise: true
    branches:
      big:
        - {id: one, type: set, title: First, with: {values: {a: "1"}}}
        - {id: two, type: set, title: Second, with: {values: {b: "{{ one.a }}"}}}
      otherwise: []
  - {id: last, type: set, title: Last, with: {values: {c: "3"}}}
`

func TestA33ABranchIsMovedWithAllThatIsInIt(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, nested, "source")
	focus(p, "card-choose")
	p.Press("Alt+Down")
	order(t, w, p, id, "last choose")
	inside := func() {
		t.Helper()
		p.Numbers("ol[data-parent=choose][data-branch=big] > li[data-id=one] + li[data-id=two]", 1)
		if a := w.Draft(id).Action("choose"); len(a.Branches["big"]) != 2 || a.Branches["big"][0].ID != "one" {
			t.Errorf("%+v", a)
		}
	}
	inside()
	p.Unsaid()
	p.Drag("handle-choose", "card-one", 0.9)
	p.Announced("An action cannot be put inside itself.")
	p.Says("toast", "cannot be moved into itself")
	order(t, w, p, id, "last choose")
	inside()
	// Its own places are not offered, and the arrows go past them.
	p.Click("card-menu-choose")
	p.Click("#menu-choose [data-testid=menu-move]")
	p.See("move-place")
	if got := strings.Join(p.Texts("move-place"), " | "); strings.Contains(got, "Big") || strings.Contains(got, "First") {
		t.Errorf("it can be moved to %s", got)
	}
	p.Press("Escape")
	p.Gone("places")
	// Into a branch and out again.
	focus(p, "handle-last")
	p.Press("Space", "Right")
	p.Announced("Branch Big, position 1 of 3.")
	p.Press("Space")
	order(t, w, p, id, "choose")
	p.Numbers("ol[data-parent=choose][data-branch=big] > li[data-id=last]", 1)
	p.Press("Space", "Left", "Space")
	order(t, w, p, id, "choose last")
}

// renaming gets a request from U-ON and reads it.
const renaming = `
format: 1
name: Leads
source: {type: webhook, with: {params: [{name: r_id, type: text}]}}
actions:
  - {id: request, type: http.request, with: {method: GET, url: "URL/KEY/request/{{ source.r_id }}.json"}}
  - {id: fields, type: json.parse, with: {from: "{{ request.body }}", fields: [{name: id, path: '["request"][0]["id"]'}]}}
  - {id: note, type: set, with: {values: {id: "{{ fields.id }}", status: "{{ request.status }}"}}}
`

func TestA34ARenamedActionIsCalledSoEverywhere(t *testing.T) {
	t.Parallel()
	box, err := standin.OpenMailbox()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	w := product.New(t, "--smtp-url", "smtp://"+box.Addr()+"?tls=none")
	p, id := editor(w, strings.NewReplacer("URL", w.UONURL, "KEY", w.UON.Key()).Replace(renaming), "request")
	p.Fill("panel-name", "Get request")
	p.Says("card-request", "Get request")
	p.Says("[data-id=fields] .card-sum", "2 Get request")
	p.Click("card-note")
	p.Says("[data-testid=chip][data-ref='request.status']", "Get request")
	p.Click("card-fields")
	p.Says("[data-testid=chip][data-ref='request.body']", "Get request")
	focus(p, "card-request")
	p.Press("Alt+Down")
	p.Says("error-from", "not ready yet here")
	p.Says("panel", "“Get request” now runs later")
	p.Press("Alt+Up")
	p.Gone("move-back")
	p.Click("run-switch")
	p.Has("processing-status", "data-status", "running")

	link := w.Link(id)
	w.Send(link, standin.UONEvent{ID: "4821"})
	if got := versions(t, w, id, 1); got[0] != 1 {
		t.Errorf("the operation ran version %v", got)
	}
	w.UON.Fail("", 1, standin.Answer(404, "{}"))
	w.Send(link, standin.UONEvent{ID: "4822"})
	letter, err := box.Wait(t.Context())
	if err != nil || !strings.Contains(letter, "Action: Get request") {
		t.Errorf("%v: the letter says\n%s", err, letter)
	}
	p.Go("/p/" + id + "/ops")
	p.Click("[data-testid=operation-row][data-state=failed] a")
	p.Says("step-row", "Get request")
	p.Screenshot("a34-operation")
}

func TestA35AMovedOrDeletedSourceOfDataShows(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "fields")
	whole := func() { p.Numbers("#panel [data-testid=chip][data-ref='request.body']:not([data-broken])", 1) }
	broken := func() { p.Numbers("#panel [data-testid=chip][data-ref='request.body'][data-broken]", 1) }
	whole()
	before := p.Attr("problems", "data-count")
	focus(p, "card-request")
	p.Press("Alt+Down")
	broken()
	p.Has("#step-fields .card .status", "data-look", "warn")
	p.Until("one thing more to fix", `(before) => Number(document.querySelector("[data-testid=problems]").dataset.count) === Number(before) + 1`, before)
	p.Says("error-from", "This value is not ready yet here.")
	p.Says("panel", "“HTTP request” now runs later. Move back")
	p.Screenshot("a35-moved")
	p.Click("card-send")
	p.See("field-url")
	p.Click("run-switch")
	p.Focuses("#f-actions\\.fields\\.with\\.from")
	p.Screenshot("a35-jump")
	var state struct{ Running bool }
	w.Call("GET", "/processings/"+id, "", &state)
	if state.Running {
		t.Error("it runs all the same")
	}
	p.Click("move-back")
	order(t, w, p, id, "request fields lead send")
	whole()

	p.Click("card-menu-request")
	p.Click("#menu-request [data-testid=menu-delete]")
	broken()
	p.Says("toast", "1 field in 1 action used its data")
	p.Click("problems")
	p.Says("problem", "JSON parser")
	p.Click("problem")
	p.Focuses("#f-actions\\.fields\\.with\\.from")
	p.Press("Control+z")
	p.Focuses("card-request")
	p.Until("the address to lead to it", `() => location.search === "?at=request"`)
	p.Click("card-fields")
	whole()
	p.Until("as many things to fix as before", `(before) => document.querySelector("[data-testid=problems]").dataset.count === before`, before)
}
