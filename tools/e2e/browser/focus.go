package browser

import "fmt"

// farthest is how often Tab is pressed to reach a thing.
const farthest = 150

// TabTo goes to a thing by Tab, and looks at every stop on the way: the focus has
// to be seen there. Pressing Tab is no click.
func (p *Page) TabTo(what string) {
	p.t.Helper()
	p.tab("Tab", what)
}

// TabBack goes to a thing that comes before, by Shift and Tab.
func (p *Page) TabBack(what string) {
	p.t.Helper()
	p.tab("Shift+Tab", what)
}

func (p *Page) tab(key, what string) {
	p.t.Helper()
	p.See(what)
	for range farthest {
		p.Press(key)
		p.FocusSeen()
		if call[bool](p, `(css) => [...document.querySelectorAll(css)].some((e) => e.contains(document.activeElement))`, selector(what)) {
			return
		}
	}
	p.fail("%s is not reached by %s", what, key)
}

// FocusSeen waits until what has the focus is in the window, nothing lies over
// it, and it is marked. Where the page is left for the browser's own controls
// there is nothing to see.
func (p *Page) FocusSeen() {
	p.t.Helper()
	p.wait(fmt.Sprintf("the focus to be seen on %s", p.Focused()), `() => {
		const e = document.activeElement;
		if (!e || e === document.body) return true;
		const r = e.getBoundingClientRect();
		const x = (Math.max(r.left, 0) + Math.min(r.right, innerWidth)) / 2, y = (Math.max(r.top, 0) + Math.min(r.bottom, innerHeight)) / 2;
		if (r.bottom <= 0 || r.right <= 0 || r.top >= innerHeight || r.left >= innerWidth) return false;
		const top = document.elementFromPoint(x, y);
		if (!top || !(e.contains(top) || top.contains(e) || e.labels?.length && [...e.labels].some((l) => l.contains(top)))) return false;
		for (let at = e, n = 0; at && n < 5; at = at.parentElement, n++) {
			const s = getComputedStyle(at);
			if (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1) return true;
		}
		return false;
	}`)
}
