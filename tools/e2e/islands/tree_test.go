package islands_test

import (
	"testing"

	"stanok/tools/e2e/browser"
)

func TestTheTreeIsWalkedWithTheKeyboard(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	page.Until("the tree to take the focus", `() => { const r = document.querySelector("[data-testid=data-tree] [tabindex='0']"); r.focus(); return document.activeElement === r; }`)
	page.Press("Down")
	page.Focuses(".tree-row[data-ref='source.r_id']")
	page.Press("r") // the next row that begins so
	page.Focuses(".tree-row[data-ref='request.json.request']")
	page.Press("Right", "Right")
	page.Has(".tree-row[data-ref='request.json.request[0]']", "aria-expanded", "true")
	page.See(".tree-row[data-ref='request.json.request[0].id']")
	page.Press("Right", "Enter")
	page.Holds("field-url", start+"{{ request.json.request[0].id }}")
	page.Focuses("field-url")
	page.Axe()
}

func TestALeafIsARowOfTheParserOnce(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	browser.Eval[bool](page, `() => { document.querySelector("[data-testid=field-rows]").dataset.picks = "request"; return true; }`)
	page.Click(".tree-row[data-ref='request.status']")
	page.Announced("Row status added. Rows: 1.")
	page.Holds("parser-name", "status")
	page.Click(".tree-row[data-ref='request.status']")
	page.Focuses("parser-name")
	page.Numbers("parser-row", 1)
}

func TestAListIsSearchedWithTheFocusInItsField(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	browser.Eval[bool](page, `() => {
		const d = document.createElement("dialog");
		d.id = "command-palette";
		d.innerHTML = '<st-list data-src="/palette"><input aria-label="Search" data-testid="palette-search"><div role="listbox" id="found" aria-label="Found"></div></st-list>';
		document.body.append(d, document.createElement("st-keys"));
		return true;
	}`)
	page.Press("Control+k")
	page.Numbers("#found [role=option]", 3)
	page.Keys("парс")
	page.Numbers("#found [role=option]", 1)
	page.Has("palette-json.parse", "aria-selected", "true")
	page.Has("palette-search", "aria-activedescendant", "option-1")
	browser.Eval[bool](page, `() => { document.addEventListener("click", (e) => { document.body.dataset.chosen = e.target.dataset.testid; }); return true; }`)
	page.Press("Enter")
	page.Has("body:not([x])", "data-chosen", "palette-json.parse")
	page.Gone("#command-palette")
}

func TestATimeTellsHowLongAgoItIs(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	browser.Eval[bool](page, `() => {
		const e = document.createElement("st-time");
		e.setAttribute("datetime", new Date(Date.now() - 3 * 3600e3 - 1000).toISOString());
		e.dataset.testid = "time";
		document.body.append(e);
		return true;
	}`)
	page.Says("time", "3 hours ago")
	browser.Eval[bool](page, `() => { document.querySelector("st-time").setAttribute("datetime", new Date(Date.now() + 125e3).toISOString()); return true; }`)
	page.Says("time", "in 2 minutes")
	emptied := browser.Eval[string](page, `async () => { // as when a page is brought up to date
		const e = document.querySelector("st-time");
		e.textContent = "";
		await new Promise(requestAnimationFrame);
		return e.textContent;
	}`)
	if emptied != "in 2 minutes" {
		t.Errorf("emptied, it says %q", emptied)
	}
}
