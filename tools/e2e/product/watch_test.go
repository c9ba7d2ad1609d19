package product_test

import (
	"regexp"
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

const leads = `
format: 1
name: Leads
source: {type: webhook, with: {params: [{name: phone}, {name: note}]}}
actions:
  - {id: lead, type: text.compose, title: Write the lead, with: {template: "{{ source.phone }}"}}
`

// A field that an action uses comes no more: the operations still end well, and one
// letter and the first page say so until somebody says that it is right.
func TestAUsedFieldThatComesNoMoreIsToldAndCanBeCalledRight(t *testing.T) {
	t.Parallel()
	w, box := posted(t, "en")
	id := deploy(t, w, leads)
	for range 150 {
		run(t, w, id, map[string]any{"phone": "+7 921 555-01-37", "note": "Sea"})
	}
	p := w.Owner()
	for p.Go("/"); p.Count("[data-key^=drift]") == 0; p.Reload() {
		run(t, w, id, map[string]any{"note": "Sea"})
		p.See("today")
	}
	said := letter(t, box)
	for _, part := range []string{"Data has changed", "Leads", "phone", "Write the lead", "Until now: text"} {
		if !strings.Contains(said, part) {
			t.Errorf("the letter does not say %q:\n%s", part, said)
		}
	}
	p.Says("attention-item", "phone")
	p.Says("attention-item", "Write the lead")
	p.Screenshot("drift-attention")
	p.Click("[data-key^=drift] [data-testid=attention-action]")
	p.At("/p/" + id + "/watch")
	for _, lang := range languages {
		product.Prefer(p, "language", lang)
		p.Reload()
		p.See("drift-row")
		p.Axe()
		p.Screenshot("watch-" + lang)
	}
	p.Phone()
	p.Reload()
	p.Axe()
	p.Screenshot("watch-phone")
	if browser.Eval[bool](p, `() => document.documentElement.scrollWidth > document.documentElement.clientWidth`) {
		t.Error("on a phone the page is wider than it is")
	}
	p.Click("drift-accept")
	p.See("watch-well")
	p.Gone("drift-row")
	p.Go("/")
	p.See("today")
	p.Gone("[data-key^=drift]")
}

// A letter's link to mute does nothing by itself; the button of its page does, the
// processing shows it, and it is ended there.
func TestALetterIsMutedOnAPageAndEndedAtTheProcessing(t *testing.T) {
	t.Parallel()
	w, box := posted(t, "en")
	id := deploy(t, w, ask("Shop", "/locked"))
	run(t, w, id, map[string]any{"phone": "1"})
	said := letter(t, box)
	links := regexp.MustCompile(`http://\S+`).FindAllString(said, -1)
	open := func(with string) string {
		for _, l := range links {
			if strings.Contains(l, with) {
				return strings.TrimPrefix(l, w.URL)
			}
		}
		t.Fatalf("no link with %q in\n%s", with, said)
		return ""
	}
	p := w.Owner()
	p.Go(open("/replays/new"))
	p.See("replay-confirm")
	p.Go(open("/stop"))
	p.See("ask-do")
	p.Go(open("for=day"))
	p.See("ask-do")
	p.Axe()
	p.Screenshot("mute-ask")
	p.Go("/p/" + id)
	p.See("processing-status")
	p.Gone("watch-note") // opening them did nothing
	p.Go(open("for=day"))
	p.Click("ask-do")
	p.At("/p/" + id + "/watch")
	p.Numbers("mute-row", 1)
	p.Screenshot("muted")
	p.Go("/p/" + id)
	p.Says("watch-note", "Letters are muted")
	p.Screenshot("muted-editor")
	p.Click("watch-note")
	p.Click("unmute")
	p.Gone("mute-row")
	p.See("watch-well")
}
