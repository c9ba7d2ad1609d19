//go:build shots

package product_test

import (
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// TestPictures keeps a picture of every stop of the tour in each language, theme
// and on each size of window.
func TestPictures(t *testing.T) {
	every(t, func(t *testing.T, s *product.Shop) {
		lang := lang(t)
		in, out := s.Pages()
		sizes := []struct {
			name string
			make func(*browser.Page)
		}{{"wide", func(p *browser.Page) { p.Size(1366, 768) }}, {"phone", (*browser.Page).Phone}}
		for _, size := range sizes {
			size.make(in)
			size.make(out)
			shoot := func(stop product.Stop, p *browser.Page) {
				for _, theme := range []string{"light", "dark"} {
					wear(p, theme)
					p.Screenshot(lang + "/" + size.name + "/" + theme + "/" + stop.Name)
				}
			}
			s.Visit(in, out, shoot)
			product.Beginnings(t, lang, size.make, shoot)
			in.Go("/dev/kit?lang=" + lang)
			shoot(product.Stop{Name: "kit"}, in)
		}
	})
}
