package product_test

import (
	"path"
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// languages are those of the pages.
var languages = []string{"en", "ru", "pt-BR"}

// every runs a test in a shop of each language.
func every(t *testing.T, do func(t *testing.T, s *product.Shop)) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			do(t, product.NewShop(t, lang))
		})
	}
}

// lang is the language of a test that every runs.
func lang(t *testing.T) string { return path.Base(t.Name()) }

func TestA51NoPageHindersAnybody(t *testing.T) {
	t.Parallel()
	every(t, func(t *testing.T, s *product.Shop) {
		in, out := s.Pages()
		look := func(_ product.Stop, p *browser.Page) {
			wear(p, "light")
			p.Axe()
			wear(p, "dark")
			p.AxeColours()
		}
		s.Visit(in, out, look)
		product.Beginnings(t, lang(t), func(*browser.Page) {}, look)
	})
}

// wear shows the page in a theme, as choosing it does.
func wear(p *browser.Page, theme string) {
	browser.Eval[bool](p, `(theme) => { document.documentElement.dataset.theme = theme; return true; }`, theme)
}

func TestA53NoPageScrollsSideways(t *testing.T) {
	t.Parallel()
	every(t, func(t *testing.T, s *product.Shop) {
		in, out := s.Pages()
		for _, p := range []*browser.Page{in, out} {
			p.Touch(320, 640)
		}
		look := func(stop product.Stop, p *browser.Page) {
			if wide := browser.Eval[[]string](p, sticking); len(wide) > 0 {
				t.Errorf("%s is wider than 320 px: %s", stop.Name, strings.Join(wide, ", "))
			}
		}
		s.Visit(in, out, look)
		product.Beginnings(t, lang(t), func(p *browser.Page) { p.Touch(320, 640) }, look)
	})
}

// sticking lists what sticks out of the window to the right, if the page can be
// scrolled there: the innermost things, not what scrolls in a place of its own.
const sticking = `() => {
	const root = document.scrollingElement, wide = 320;
	if (root.scrollWidth <= wide) return [];
	const scrolls = (e) => { for (let up = e.parentElement; up; up = up.parentElement) { if (up !== root && up !== document.body && getComputedStyle(up).overflowX !== "visible") return true; } return false; };
	const out = (e) => e.getBoundingClientRect().right > wide + 0.5 && e.checkVisibility();
	return [...document.body.querySelectorAll("*")].filter((e) => out(e) && !scrolls(e) && ![...e.children].some(out))
		.slice(0, 4).map((e) => e.localName + "." + e.className + " " + Math.round(e.getBoundingClientRect().right) + " " + (e.textContent ?? "").trim().slice(0, 30));
}`

func TestA53WhatMattersCanBeTouched(t *testing.T) {
	t.Parallel()
	s := product.NewShop(t, "en")
	p := s.Owner()
	p.Touch(320, 640)
	for at, targets := range map[string][]string{
		"/p":                           {"processing-run", `[data-testid="processing-last"] > .last > a.status`},
		"/p/" + s.Leads:                {"run-switch", "test-flow"},
		"/p/" + s.Leads + "?at=fields": {"test-action"},
		"/ops":                         {`[data-state="failed"] > td > .status`},
		"/ops/" + s.Failed:             {"cause-action", "replay-failed", "replay-start"},
	} {
		p.Go(at)
		for _, what := range targets {
			p.See(what)
			if size := browser.Eval[[]int](p, touched, what); size[0] < 44 || size[1] < 44 {
				t.Errorf("%s on %s can be touched on %d × %d px", what, at, size[0], size[1])
			}
		}
	}
}

// touched is how wide and how high a finger finds a thing around its middle.
const touched = `(id) => {
	const e = document.querySelector(id.startsWith("[") ? id : '[data-testid="' + id + '"]');
	e.scrollIntoView({block: "center"});
	const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
	const own = (dx, dy) => { const at = document.elementFromPoint(x + dx, y + dy); return at !== null && (e.contains(at) || at.contains(e) && at.closest("a, button, label") !== null); };
	const far = (dx, dy) => { let n = 0; while (n < 60 && own(dx * (n + 1), dy * (n + 1))) n++; return n; };
	return [far(-1, 0) + far(1, 0) + 1, far(0, -1) + far(0, 1) + 1];
}`
