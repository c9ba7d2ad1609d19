package product_test

import (
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

func TestA51NoPageHindersAnybody(t *testing.T) {
	t.Parallel()
	every(t, func(t *testing.T, s *product.Shop) {
		in, out := s.Pages()
		s.Visit(in, out, func(_ product.Stop, p *browser.Page) {
			for _, theme := range []string{"light", "dark"} {
				wear(p, theme)
				p.Axe()
			}
		})
	})
}

// wear shows the page in a theme, as choosing it does.
func wear(p *browser.Page, theme string) {
	browser.Eval[bool](p, `(theme) => { document.documentElement.dataset.theme = theme; return true; }`, theme)
}
