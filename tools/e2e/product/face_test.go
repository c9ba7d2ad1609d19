package product_test

import (
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestA54ThreeColumnsFitASmallScreen(t *testing.T) {
	t.Parallel()
	every(t, func(t *testing.T, s *product.Shop) {
		p, _ := s.Pages()
		p.Size(1366, 768)
		for _, path := range []string{"/p/" + s.Leads + "?at=fields", "/p/" + s.Orders + "?at=choose", "/p/" + s.Report + "?at=source"} {
			p.Go(path)
			for _, column := range []string{"chain", "panel", "#data"} {
				p.See(column)
			}
			if out := browser.Eval[[]string](p, outside); len(out) > 0 {
				t.Errorf("%s: not within the window: %s", path, strings.Join(out, ", "))
			}
		}
	})
}

// outside lists which of the editor's columns and buttons are not wholly within
// the window, and whether the page can be scrolled sideways.
const outside = `() => {
	const all = ["#chain", "#panel", "#data", ".editor-actions", "[data-testid=test-flow]"].filter((css) => {
		const r = document.querySelector(css).getBoundingClientRect();
		return r.left < 0 || r.top < 0 || r.right > innerWidth || r.bottom > innerHeight || r.width < 40;
	});
	return document.scrollingElement.scrollWidth > innerWidth ? [...all, "the page itself"] : all;
}`

func TestA55EachNumberHasItsForm(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	id := w.Create(`{"format": 1, "name": "Count", "source": {"type": "manual"}, "actions": [{"id": "note", "type": "set", "with": {"values": {"n": 1}}}]}`)
	w.Post("/processings/"+id+"/start", map[string]any{}, nil)
	p := w.Owner()
	p.Go("/p/" + id + "/versions")
	done := 0
	for _, c := range []struct {
		n     int
		words map[string]string
	}{
		{1, map[string]string{"ru": "1 операция", "pt-BR": "1 execução", "en": "1 operation"}},
		{2, map[string]string{"ru": "2 операции", "pt-BR": "2 execuções", "en": "2 operations"}},
		{5, map[string]string{"ru": "5 операций", "pt-BR": "5 execuções", "en": "5 operations"}},
		{21, map[string]string{"ru": "21 операция", "pt-BR": "21 execuções", "en": "21 operations"}},
		{111, map[string]string{"ru": "111 операций", "pt-BR": "111 execuções", "en": "111 operations"}},
	} {
		for ; done < c.n; done++ {
			w.Post("/processings/"+id+"/operations?wait=10s", map[string]any{}, nil)
		}
		for lang, words := range c.words {
			p.Choose("language", lang)
			p.Until("the page to be in "+lang, `(lang) => document.documentElement.lang === lang`, lang)
			p.Says("version-row", words)
			if p.Path() != "/p/"+id+"/versions" {
				t.Fatalf("another language leads to %s", p.Path())
			}
		}
	}
}

func TestA55AnotherLanguageKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := product.NewShop(t, "en")
	p := s.Owner()
	p.Go("/users")
	p.Fill("invite-name", "Nina Petrova")
	p.Choose("invite-role", "viewer")
	p.Choose("language", "ru")
	p.Until("the page to be Russian", `() => document.documentElement.lang === "ru"`)
	p.Holds("invite-name", "Nina Petrova")
	p.Holds("invite-role", "viewer")
	p.Go("/p/" + s.Draft + "?at=low")
	p.Fill("panel-name", "Only the worst")
	p.Choose("language", "pt-BR")
	p.Until("the page to be Portuguese", `() => document.documentElement.lang === "pt-BR"`)
	p.Holds("panel-name", "Only the worst")
	if p.Path() != "/p/"+s.Draft+"?at=low" {
		t.Errorf("another language leads to %s", p.Path())
	}
}

func TestA56NothingMovesForWhoDoesNotWantIt(t *testing.T) {
	t.Parallel()
	s := product.NewShop(t, "en")
	in, out := s.Pages()
	for _, p := range []*browser.Page{in, out} {
		p.Prefers("prefers-reduced-motion", "reduce")
	}
	s.Visit(in, out, func(stop product.Stop, p *browser.Page) {
		if moving := browser.Eval[[]string](p, moves); len(moving) > 0 {
			t.Errorf("%s: these move: %s", stop.Name, strings.Join(moving, ", "))
		}
	})
}

// moves lists what is animated for longer than a moment.
const moves = `() => document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime > 10)
	.map((a) => (a.animationName ?? a.transitionProperty) + " of " + (a.effect.target?.className ?? ""))`

func TestA56EveryStateIsToldByShapeAndWord(t *testing.T) {
	t.Parallel()
	s := product.NewShop(t, "en")
	in, out := s.Pages()
	for _, p := range []*browser.Page{in, out} {
		p.Prefers("forced-colors", "active")
	}
	seen := 0
	s.Visit(in, out, func(stop product.Stop, p *browser.Page) {
		seen += p.Count(".status")
		if mute := browser.Eval[[]string](p, mute); len(mute) > 0 {
			t.Errorf("%s: told by colour alone: %s", stop.Name, strings.Join(mute, ", "))
		}
	})
	if seen < 20 {
		t.Errorf("only %d states were seen", seen)
	}
}

// mute lists the states that lack a shape that is drawn, or a word.
const mute = `() => [...document.querySelectorAll(".status")].filter((e) => e.checkVisibility()).filter((e) => {
	const shape = e.querySelector("svg"), drawn = shape && shape.getBoundingClientRect().width > 4 && getComputedStyle(shape).color !== getComputedStyle(document.body).backgroundColor;
	return !drawn || !(e.textContent.trim() || e.getAttribute("aria-label") || shape.getAttribute("aria-label"));
}).map((e) => e.outerHTML.slice(0, 200))`

func TestA57DarkIsDarkFromTheFirstFrame(t *testing.T) {
	t.Parallel()
	s := product.NewShop(t, "en")
	p := s.Owner()
	product.Prefer(p, "theme", "dark")
	p.Begin(`requestAnimationFrame(function frame() {
		if (!document.body) return requestAnimationFrame(frame);
		window.stanokFirst = getComputedStyle(document.body).backgroundColor;
	})`)
	for _, path := range []string{"/p", "/p/" + s.Leads, "/ops/" + s.Failed, "/account"} {
		p.Go(path)
		p.Until("the first frame", `() => window.stanokFirst !== undefined`)
		if light := browser.Eval[int](p, `() => Math.max(...window.stanokFirst.match(/\d+/g).slice(0, 3).map(Number))`); light > 60 {
			t.Errorf("%s: the first frame is as light as %d of 255", path, light)
		}
		if weak := browser.Eval[[]string](p, weak); len(weak) > 0 {
			t.Errorf("%s: edges below 3:1: %s", path, strings.Join(weak, ", "))
		}
	}
}

// weak lists controls whose edge is hard to see beside what is around them. What
// the text of a page is drawn in is axe's to judge.
const weak = `() => {
	const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
	const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
	const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 200) return c; } return [0, 0, 0, 255]; };
	const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
	return [...document.querySelectorAll("main :is(input.input, textarea.input, select.input, .switch)")].filter((e) => e.checkVisibility() && !e.closest(".search, .is-cell, table, .editor-name")).filter((e) => {
		const style = getComputedStyle(e), around = behind(e.parentElement);
		return parseFloat(style.borderTopWidth) > 0 && ratio(rgb(style.borderTopColor), around) < 3 && ratio(rgb(style.backgroundColor), around) < 3;
	}).map((e) => e.className + " " + (e.dataset.testid ?? ""));
}`

func TestA58NoPageNeedsAWeakerPolicy(t *testing.T) {
	t.Parallel()
	s := product.NewShop(t, "en")
	in, out := s.Pages()
	s.Visit(in, out, func(stop product.Stop, p *browser.Page) {
		policy := browser.Eval[string](p, `async () => (await fetch(location.href)).headers.get("Content-Security-Policy") ?? ""`)
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", stop.Name, policy)
		}
	})
}

// A browser has no clipboard for scripts on a page that came over plain HTTP from
// another machine.
func TestTheLinkIsCopiedOverPlainHTTPToo(t *testing.T) {
	t.Parallel()
	s := product.NewShop(t, "en")
	p := s.Owner()
	p.Begin(`Object.defineProperty(navigator, "clipboard", {value: undefined});
		addEventListener("copy", () => { window.stanokCopied = document.activeElement.value; });`)
	p.Go("/p/" + s.Leads + "?at=source")
	p.Click("copy-link")
	p.Until("the link to be copied", `(link) => window.stanokCopied === link`, p.Value("webhook-link"))
	p.Focuses("copy-link")
}
