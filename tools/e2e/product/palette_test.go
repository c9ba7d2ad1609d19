package product_test

import (
	"strings"
	"testing"

	"stanok/tools/e2e/product"
)

func TestA36ThePaletteUnderstandsThreeLanguagesInEach(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		m := w.Make(strings.Split(reading, "actions:")[0])
		m.Receive("application/json", request)
		p.Go(m.At("source"))
		if lang != "en" {
			p.Choose("language", lang)
			p.Has("html:root", "lang", lang)
		}
		for i, word := range []string{"парсер", "leitor", "parser"} {
			p.Click("add-action")
			p.Focuses("palette-search")
			p.Keys(word)
			p.Until("the parser to come first", `() => document.querySelector("#palette-list [role=option]")?.dataset.testid === "palette-json.parse"`)
			if i < 2 {
				p.Press("Escape")
				p.Gone("palette")
				p.Focuses("add-action")
			}
		}
		p.Press("Enter")
		p.Gone("palette")
		p.Focuses("parser-name")
		p.Holds("field-from", "{{ source.body }}")
		p.Screenshot("a36-" + lang)
	}
}
