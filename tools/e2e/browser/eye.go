package browser

import (
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// Text is what a thing says, blanks between words made one.
func (p *Page) Text(what string) string {
	p.t.Helper()
	p.find(what)
	return call[string](p, `(css) => document.querySelector(css).textContent.replace(/\s+/g, " ").trim()`, selector(what))
}

// Value is what stands in a field.
func (p *Page) Value(field string) string {
	p.t.Helper()
	p.find(field)
	return call[string](p, `(css) => document.querySelector(css).value`, selector(field))
}

// Attr is an attribute of a thing, "" if it has none.
func (p *Page) Attr(what, name string) string {
	p.t.Helper()
	p.find(what)
	return call[string](p, `(css, name) => document.querySelector(css).getAttribute(name) ?? ""`, selector(what), name)
}

// Attrs is an attribute of each of the things, in their order on the page.
func (p *Page) Attrs(what, name string) []string {
	p.t.Helper()
	return call[[]string](p, `(css, name) => [...document.querySelectorAll(css)].map((e) => e.getAttribute(name) ?? "")`, selector(what), name)
}

// Texts is what each of the things says.
func (p *Page) Texts(what string) []string {
	p.t.Helper()
	return call[[]string](p, `(css) => [...document.querySelectorAll(css)].map((e) => e.textContent.replace(/\s+/g, " ").trim())`, selector(what))
}

// Count is how many of a thing there are now.
func (p *Page) Count(what string) int {
	p.t.Helper()
	return call[int](p, `(css) => document.querySelectorAll(css).length`, selector(what))
}

// Focused is the data-testid of what has the focus, or of what is around it.
func (p *Page) Focused() string {
	p.t.Helper()
	return call[string](p, `() => document.activeElement?.closest("[data-testid]")?.dataset.testid ?? document.activeElement?.localName ?? ""`)
}

// See waits until a thing can be seen.
func (p *Page) See(what string) {
	p.t.Helper()
	p.wait(what+" to be seen", `(css) => [...document.querySelectorAll(css)].some((e) => e.checkVisibility({visibilityProperty: true}))`, selector(what))
}

// Gone waits until a thing cannot be seen.
func (p *Page) Gone(what string) {
	p.t.Helper()
	p.wait(what+" to be gone", `(css) => ![...document.querySelectorAll(css)].some((e) => e.checkVisibility({visibilityProperty: true}))`, selector(what))
}

// Says waits until a thing's text holds the words.
func (p *Page) Says(what, words string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("%s to say %q", what, words), `(css, words) => [...document.querySelectorAll(css)].some((e) => e.textContent.replace(/\s+/g, " ").includes(words))`, selector(what), words)
}

// Holds waits until a field's value is this.
func (p *Page) Holds(field, value string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("%s to hold %q", field, value), `(css, value) => document.querySelector(css)?.value === value`, selector(field), value)
}

// Has waits until an attribute of a thing is this.
func (p *Page) Has(what, name, value string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("%s to have %s=%q", what, name, value), `(css, name, value) => (document.querySelector(css)?.getAttribute(name) ?? "") === value`, selector(what), name, value)
}

// At waits until this address is shown, without the server's part.
func (p *Page) At(path string) {
	p.t.Helper()
	p.wait("the address to be "+path, `(path) => location.pathname + location.search === path`, path)
}

// Numbers waits until there are n of a thing.
func (p *Page) Numbers(what string, n int) {
	p.t.Helper()
	p.wait(fmt.Sprintf("%d of %s", n, what), `(css, n) => document.querySelectorAll(css).length === n`, selector(what), n)
}

// Focuses waits until a thing has the focus, or something in it.
func (p *Page) Focuses(what string) {
	p.t.Helper()
	p.wait(what+" to have the focus", `(css) => [...document.querySelectorAll(css)].some((e) => e.contains(document.activeElement))`, selector(what))
}

// Announced waits until a sentence that holds the words is read out. It hears
// what was said since the page was opened, so it may be asked late.
func (p *Page) Announced(words string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("%q to be read out", words), `(words) => (window.stanokSaid ?? []).some((s) => s.includes(words))`, words)
}

// Unsaid forgets what was read out so far.
func (p *Page) Unsaid() {
	p.t.Helper()
	call[bool](p, `() => { window.stanokSaid = []; return true; }`)
}

// listen hears, from the first moment of a page, what its live regions say.
const listen = `addEventListener("DOMContentLoaded", () => {
	window.stanokSaid = [];
	for (const id of ["say-polite", "say-assertive"]) {
		const region = document.getElementById(id);
		if (!region) continue;
		const hear = () => { if (region.textContent) window.stanokSaid.push(region.textContent); };
		new MutationObserver(hear).observe(region, {childList: true, subtree: true, characterData: true});
	}
});`

// Until waits until a function of the page, in JavaScript, gives something true.
func (p *Page) Until(what, function string, args ...any) {
	p.t.Helper()
	p.wait(what, function, args...)
}

// Eval runs a function of the page, in JavaScript, and returns what it gives.
func Eval[T any](p *Page, function string, args ...any) T {
	p.t.Helper()
	return call[T](p, function, args...)
}

func (p *Page) find(what string) {
	p.t.Helper()
	p.wait(what+" to be there", `(css) => document.querySelector(css) !== null`, selector(what))
}

func (p *Page) wait(what, function string, args ...any) {
	p.t.Helper()
	waitFor[any](p, what, function, args...)
}

// waitFor waits until a function gives something true, and returns that.
func waitFor[T any](p *Page, what, function string, args ...any) T {
	p.t.Helper()
	expression, until := p.called(function, args), time.Now().Add(p.patience)
	for {
		value, err := chromedp.Run(p.ctx, chromedp.Poll[T](expression,
			chromedp.WithPollingInterval(pause), chromedp.WithPollingTimeout(max(time.Until(until), pause))))
		if err != nil && left(err) && time.Now().Before(until) {
			continue // the next page is looked at
		}
		if err != nil {
			p.fail("waited for %s: %v", what, err)
		}
		return value
	}
}

// left reports whether a page was left while it was looked at.
func left(err error) bool {
	for _, sign := range []string{"navigated or closed", "Execution context was destroyed", "Cannot find context"} {
		if strings.Contains(err.Error(), sign) {
			return true
		}
	}
	return false
}

// selector makes the name of a thing a CSS selector. A data-testid may hold dots:
// types of actions are written so.
func selector(what string) string {
	if strings.ContainsAny(what, "#[>: ") || strings.HasPrefix(what, ".") {
		return what
	}
	return `[data-testid="` + what + `"]`
}
