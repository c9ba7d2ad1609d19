package product_test

import (
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

const noticed = `
format: 1
name: Noticed
source: {type: webhook}
actions:
  - id: send
    type: http.request
    with: {method: POST, url: "ADDRESS/lead", body: {kind: text, from: hello}}
`

// holdBack has the draft's changes wait until the page is told to let them go, as a
// slow line would.
const holdBack = `(() => {
	const send = window.fetch, gate = new Promise((go) => { window.letGo = go; });
	window.held = 0;
	window.fetch = async (to, how) => {
		if (how?.method === "POST" && String(to).includes("/ops")) { window.held++; await gate; }
		return send(to, how);
	};
})()`

func TestA52TheFocusStaysInSightWhenAnAnswerMovesIt(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(strings.ReplaceAll(noticed, "ADDRESS", w.UONURL))
	p := w.Owner()
	p.Begin(holdBack)
	product.Open(p, m.ID, "send")
	p.Type("field-url", "?api_key=demo-envybox-key")
	p.TabTo("field-from")
	p.Until("the change to wait", `() => window.held > 0`)
	browser.Eval[bool](p, `() => { window.letGo(); return true; }`)
	p.See("move-to-connection")
	p.FocusSeen()
	p.Screenshot("a52-sight")
}

func TestWhatAPersonUnfoldedStaysUnfolded(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(strings.ReplaceAll(noticed, "ADDRESS", w.UONURL))
	p := w.Owner()
	product.Open(p, m.ID, "send")
	const more = "[data-testid=panel] details:has([data-testid=field-timeout])"
	p.Click(more + " > summary")
	p.Put("[data-testid=field-timeout] [data-key=amount]", "20")
	p.Press("Tab")
	p.Says("save-state", "Saved")
	product.Saved(p)
	p.Put("panel-name", "Send it")
	p.Says("card-send", "Send it")
	product.Saved(p)
	p.See("[data-testid=field-timeout] [data-key=amount]")
	p.Click("card-menu-send")
	p.Click("#menu-send [data-testid=menu-duplicate]")
	p.Gone("[data-testid=field-timeout] [data-key=amount]") // another action's panel begins folded
}

// A question may be answered as soon as it is to be seen, even before the page has
// quite ended putting it there.
func TestAQuestionIsAnsweredAsSoonAsItIsSeen(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(strings.ReplaceAll(noticed, "ADDRESS", w.UONURL))
	p := w.Owner()
	product.Open(p, m.ID, "send")
	browser.Eval[bool](p, `() => {
		document.addEventListener("htmx:after:swap", () => {
			const send = document.querySelector("[data-testid=confirm-send]");
			if (send && !window.answered) { window.answered = true; send.click(); }
		});
		return true;
	}`)
	p.Click("test-action")
	p.See("test-result")
	p.Gone("confirm-send")
}
