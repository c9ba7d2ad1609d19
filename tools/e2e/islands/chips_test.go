package islands_test

import (
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
)

const start = "https://api.u-on.ru/key/request/.json"

// url types an address with a chip in it, the way a person does who knows the text
// form.
func withChip(t *testing.T) (*server, *browser.Page) {
	t.Helper()
	s, page := serve(t)
	page.Fill("field-url", "a{{ source.r_id }}b")
	page.Numbers("[data-testid=field-url] .cm-content [data-testid=chip]", 1)
	return s, page
}

func TestAutomationTypesIntoAFieldWithoutWaitingForTheEditor(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.SendKeys("field-url", "?a=1")
	page.Holds("field-url", start+"?a=1")
	page.Until("the editor to be there with the same text", `() => document.querySelector("[data-testid=field-url] .cm-content")?.textContent.endsWith(".json?a=1")`)
	page.Keys("&b")
	page.Holds("field-url", start+"?a=1&b")
	saved(page)
	if got := s.value("with/url"); got != start+"?a=1&b" {
		t.Errorf("the draft holds %q", got)
	}
}

func TestTheEditorComesOnlyWhenAFieldIsEntered(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	loaded := `() => performance.getEntriesByType("resource").some((e) => e.name.includes("codemirror"))`
	if browser.Eval[bool](page, loaded) {
		t.Error("the editor was loaded with the page")
	}
	if n := page.Count("[data-testid=row-value] [data-testid=chip]"); n != 1 {
		t.Errorf("%d chips are drawn before the editor is there", n)
	}
	page.Click("field-url")
	page.Until("the editor to be loaded", loaded)
}

func TestAPressBeforeTheEditorIsThereKeepsItsPlace(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	box := browser.Eval[float64](page, `() => {
		const text = document.querySelector("[data-testid=field-url] .chip-text").firstChild;
		const range = document.createRange();
		range.setStart(text, 8); range.setEnd(text, 9);
		return range.getBoundingClientRect().left - document.querySelector("[data-testid=field-url]").getBoundingClientRect().left;
	}`)
	page.ClickAt("field-url", box+1, 16)
	page.Keys("X")
	page.Holds("field-url", "https://Xapi.u-on.ru/key/request/.json")
}

func TestALeafOfTheDataBecomesAChipAtTheCaret(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	page.Type("field-url", "")
	page.Press("Left", "Left", "Left", "Left", "Left")
	page.Hover(".tree-row[data-ref='source.r_id']")
	page.Click(".tree-row[data-ref='source.r_id'] [data-testid=tree-insert]")
	page.Holds("field-url", "https://api.u-on.ru/key/request/{{ source.r_id }}.json")
	page.Focuses("field-url")
	page.Keys("!")
	page.Holds("field-url", "https://api.u-on.ru/key/request/{{ source.r_id }}!.json")
	page.Says("preview-url", "/request/48211!.json")
	label := page.Attr("[data-testid=field-url] .cm-content [data-testid=chip]", "aria-label")
	if label != "parameter Webhook, r_id, last value 48211" {
		t.Errorf("the chip is called %q", label)
	}
}

func TestAChipIsOneCharacter(t *testing.T) {
	t.Parallel()
	_, page := withChip(t)
	page.Press("Left", "Left")
	page.Keys("L")
	page.Holds("field-url", "aL{{ source.r_id }}b")
	page.Press("Right")
	page.Keys("R")
	page.Holds("field-url", "aL{{ source.r_id }}Rb")
	page.Press("Backspace", "Backspace")
	page.Has("[data-testid=field-url] .cm-content .chip", "class", "chip is-selected")
	page.Holds("field-url", "aL{{ source.r_id }}b")
	page.Press("Backspace")
	page.Holds("field-url", "aLb")
}

func TestACopiedChipIsPastedAsAChip(t *testing.T) {
	t.Parallel()
	_, page := withChip(t)
	page.Clipboard()
	page.Press("Control+a", "Control+c", "End", "Control+v")
	page.Holds("field-url", "a{{ source.r_id }}ba{{ source.r_id }}b")
	page.Numbers("[data-testid=field-url] .cm-content [data-testid=chip]", 2)
	page.Paste("field-url", "{{ request.status }}")
	page.Numbers("[data-testid=field-url] .cm-content [data-testid=chip]", 3)
}

func TestPastedLinesBecomeOneInAOneLineField(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	page.Fill("field-url", "")
	page.Paste("field-url", "one\ntwo")
	page.Holds("field-url", "one two")
}

func TestWhatCannotBeFoundLooksBroken(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	page.Fill("field-url", "{{ nothing.x }}{{ lead.json }}{{ upper(source.r_id) }}{{ source.r_id }}")
	page.Numbers("[data-testid=field-url] .cm-content [data-testid=chip]", 4)
	broken := page.Attrs("[data-testid=field-url] .cm-content [data-broken]", "data-ref")
	if strings.Join(broken, " ") != "nothing.x lead.json" {
		t.Errorf("broken: %v", broken)
	}
	if label := page.Attr("[data-testid=field-url] .cm-content [data-ref='lead.json']", "aria-label"); label != "parameter Lead, json, cannot be found" {
		t.Error(label)
	}
}

func TestAFormulaOpensAsTextAndClosesAgain(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	page.Fill("field-url", "{{ upper(source.r_id) }}")
	page.Numbers("[data-testid=field-url] .cm-content [data-testid=chip]", 1)
	page.Press("Backspace", "Enter")
	page.Numbers("[data-testid=field-url] .cm-content [data-testid=chip]", 0)
	page.Keys("+ 1")
	page.Press("End")
	page.Numbers("[data-testid=field-url] .cm-content [data-testid=chip]", 1)
	page.Holds("field-url", "{{ upper(source.r_id) + 1}}")
}

func TestABraceOpensTheListOfParameters(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	page.Fill("field-url", "x{status")
	page.See("[role=listbox] [role=option]")
	page.Press("Enter")
	page.Holds("field-url", "x{{ request.status }}")
	page.Keys("/r")
	if n := page.Count("[role=listbox]"); n != 0 {
		t.Error("a slash opens the list in an address")
	}
}

func TestTheFirstMistakeOfJSONIsMarkedAndTold(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Click("field-body")
	page.See("[data-testid=field-body] .cm-content")
	page.Insert("{\n  \"id\": {{ source.r_id }},\n  \"b\" 1\n}")
	page.Says("json-problem", "Line 3: a colon is expected")
	page.Numbers("[data-testid=field-body] .cm-line.is-wrong", 1)
	page.Numbers("[data-testid=field-body] .cm-content [data-testid=chip]", 1)
	page.Has("field-body", "data-state", "wrong")
	saved(page)
	if got, _ := s.value("with/body").(string); !strings.Contains(got, `"b" 1`) {
		t.Errorf("the draft holds %q", got)
	}
	page.Press("Up")
	page.Press("End", "Left", "Left")
	page.Axe()
}

func TestThePageNeedsNoWeakerPolicyWithTheEditorOpen(t *testing.T) {
	t.Parallel()
	_, page := withChip(t)
	if n := browser.Eval[int](page, `() => document.querySelectorAll("style").length`); n != 0 {
		t.Errorf("%d style elements", n)
	}
	if got := browser.Eval[string](page, `() => getComputedStyle(document.querySelector(".cm-content")).whiteSpaceCollapse`); got != "break-spaces" && got != "preserve" {
		t.Errorf("the editor's own styles do not hold: white space is %s", got)
	}
	page.Axe()
	page.Screenshot("islands")
}

func TestWithAFingerAFieldIsAColumnOfBlocks(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Phone()
	page.Reload()
	page.See("[data-testid=field-url] .segments")
	page.Tap("[data-testid=field-url] .segments input")
	page.Press("Home")
	page.Keys("z")
	page.Holds("field-url", "z"+start)
	page.Tap(".tree-row[data-ref='source.r_id'] [data-testid=tree-insert]")
	page.Holds("field-url", "z{{ source.r_id }}"+start)
	page.Tap("[data-testid=field-url] [data-drop]")
	page.Holds("field-url", "z"+start)
	saved(page)
	if got := s.value("with/url"); got != "z"+start {
		t.Errorf("the draft holds %q", got)
	}
}
