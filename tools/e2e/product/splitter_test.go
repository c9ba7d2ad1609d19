package product_test

import (
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestTheColumnsAreAsWideAsAPersonLikes(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	wide := func(of string, want int) {
		t.Helper()
		p.Until("the column to be as wide as that", `(of, want) => Math.round(document.getElementById(of).getBoundingClientRect().width) === want`, of, want)
		p.Until("the splitter to say so", `(of, want) => document.querySelector("[data-testid=splitter-" + of + "]").ariaValueNow === String(want)`, of, want)
	}
	fits := func() {
		t.Helper()
		p.Until("all columns to be seen, and none to go beyond the window", `() => {
			const ends = ["chain", "panel", "data"].map((id) => document.getElementById(id).getBoundingClientRect());
			return ends.every((r, i) => r.width >= 200 && r.left >= (i ? ends[i - 1].right - 1 : 0)) && ends[2].right <= innerWidth &&
				document.documentElement.scrollWidth <= innerWidth && document.querySelector(".editor-body").scrollWidth <= document.querySelector(".editor-body").clientWidth;
		}`)
	}
	wide("chain", 320)
	wide("data", 360)
	fits()
	p.Axe()

	p.TabTo("splitter-chain")
	p.Press("Right")
	wide("chain", 344)
	p.Press("Left", "Left")
	wide("chain", 296)
	p.TabTo("splitter-data")
	p.Press("Left")
	wide("data", 384)
	p.Screenshot("splitter")
	p.Reload()
	wide("chain", 296)
	wide("data", 384)

	// At their widest and at their narrowest all three are there.
	push := func(what, key string) {
		focus(p, what)
		for range 20 {
			p.Press(key)
		}
	}
	push("splitter-chain", "Right")
	push("splitter-data", "Left")
	fits()
	p.Screenshot("splitter-wide")
	p.Size(1024, 768)
	fits()
	p.Size(1366, 768)
	push("splitter-chain", "Left")
	push("splitter-data", "Right")
	wide("chain", 240)
	wide("data", 240)
	fits()
	p.Screenshot("splitter-narrow")
	focus(p, "splitter-chain")
	p.Press("Home")
	wide("chain", 320)

	p.Drag("splitter-chain", "card-request", 0.5)
	p.Until("the column to end where the pointer was", `() => {
		const middle = (r) => (r.left + r.right) / 2, card = document.querySelector("[data-testid=card-request]").getBoundingClientRect();
		return document.getElementById("chain").getBoundingClientRect().width < 320 && card.width > 0 && middle(card) > 0;
	}`)
	narrow := browser.Eval[int](p, `() => Math.round(document.getElementById("chain").getBoundingClientRect().width)`)

	// Somebody else in the same browser begins with columns of their own.
	w.Person("Anna", "anna@example.test")
	signOut(p)
	comes(p, "anna@example.test")
	product.Open(p, id, "request")
	wide("chain", 320)
	signOut(p)
	comes(p, product.OwnerEmail)
	product.Open(p, id, "request")
	wide("chain", narrow)
}
