package browser

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// place is where a thing is in the window, in CSS pixels.
type place struct {
	X, Y            float64 // of its middle
	Left, Top, High float64
}

// hit presses a thing, and again if it moved away before it was hit: a page that an
// answer draws anew would take the press for another thing.
func (p *Page) hit(what string, press func(at place)) {
	p.t.Helper()
	p.Clicks++
	for until := time.Now().Add(p.patience); ; {
		at := p.reach(what)
		p.aim(what)
		press(at)
		if !p.missed() {
			return
		}
		if time.Now().After(until) {
			p.fail("%s moves away whenever it is to be pressed", what)
		}
	}
}

// aim tells the page what the next press is for: what was reached last.
func (p *Page) aim(what string) {
	p.t.Helper()
	call[bool](p, `(css) => { window.stanokAim = {css, top: window.stanokTop, missed: null}; return true; }`, selector(what))
}

// missed reports whether the last press would have hit something else, and was
// kept from it. Where a press has led to another page, it hit.
func (p *Page) missed() bool {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.patience)
	defer cancel()
	missed, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`(() => { const aim = window.stanokAim; window.stanokAim = null; return aim?.missed === true; })()`))
	return err == nil && missed
}

// aimed keeps a press from what it is not for, from the first moment of a page.
const aimed = `(() => {
	const judge = (aim, at) => at !== aim.top && ![...document.querySelectorAll(aim.css)].some((e) => e.contains(at));
	for (const kind of ["pointerdown", "mousedown", "touchstart", "pointerup", "mouseup", "touchend", "click", "dblclick"]) {
		addEventListener(kind, (event) => {
			const aim = window.stanokAim;
			if (!aim) return;
			if (kind === "pointerdown") aim.missed ??= judge(aim, event.target);
			if (!aim.missed) return;
			event.preventDefault();
			event.stopImmediatePropagation();
		}, {capture: true, passive: false});
	}
})();`

// reach waits until a thing can be pressed and the page's scripts have run, and
// says where.
func (p *Page) reach(what string) place {
	p.t.Helper()
	return waitFor[place](p, fmt.Sprintf("%s to be there to be pressed", what), `(css) => {
		if (document.readyState !== "complete") return null;
		const e = [...document.querySelectorAll(css)].find((e) => e.checkVisibility({visibilityProperty: true}));
		if (!e) return null;
		const inView = () => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth; };
		const place = () => {
			const r = e.getBoundingClientRect();
			if (!r.width || !r.height) return null;
			const at = {X: r.left + r.width / 2, Y: r.top + r.height / 2, Left: r.left, Top: r.top, High: r.height};
			const top = document.elementFromPoint(at.X, at.Y);
			const label = e.id && top?.closest("label")?.control === e;
			window.stanokTop = top;
			return top && (e.contains(top) || top.contains(e) || label) ? at : null;
		};
		if (!inView() || !place()) e.scrollIntoView({block: "center", inline: "nearest", behavior: "instant"});
		return place();
	}`, selector(what))
}
