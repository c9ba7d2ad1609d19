package product_test

import (
	"fmt"
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestA28AnOldVersionRunsAgainAsANewOne(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	id := deploy(t, w, ask("Versions", "/locked"))
	run(t, w, id, map[string]any{"phone": "1"})
	w.Put("/processings/"+id, strings.Replace(ask("Versions", "/fine"), "shop", "web", 1))
	p := w.Owner()
	p.Go("/p/" + id + "/versions")
	p.Says("draft-row", "Not applied")
	w.Post("/processings/"+id+"/start", map[string]any{}, nil)
	p.Reload()
	p.Numbers("version-row", 2)
	p.Says("[data-version='2'] [data-testid=change-sentence]", "Send")
	p.Says("version-failed", "1 failed")
	p.Screenshot("versions")
	p.Click("version-restore")
	p.Click("restore-confirm")
	p.Has("[data-version='3']", "data-current", "true")
	p.Numbers("version-row", 3)
	p.Choose("compare-from", "2")
	p.Choose("compare-to", "3")
	p.Click("versions-compare")
	p.Says("version-lines", "/fine")
	p.Screenshot("compared")
}

func TestA42NewRowsNeverMoveWhatIsLookedAt(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	id := deploy(t, w, ask("Fine", "/fine"))
	for i := range 30 {
		run(t, w, id, map[string]any{"phone": fmt.Sprint(i)})
	}
	p := w.Owner()
	p.Size(1200, 600)
	p.Go("/ops")
	p.Numbers("operation-row", 30)
	p.See("live-toggle")
	browser.Eval[bool](p, `() => { window.scrollTo(0, 400); return true; }`)
	place := func() string {
		return browser.Eval[string](p, `() => { const r = document.querySelectorAll("[data-testid=operation-row]")[15]; return r.id + " " + Math.round(r.getBoundingClientRect().top); }`)
	}
	before := place()
	browser.Eval[bool](p, heard)
	for i := range 20 {
		run(t, w, id, map[string]any{"phone": fmt.Sprint(100 + i)})
	}
	p.Says("new-rows", "20")
	if after := place(); after != before {
		t.Errorf("the row that was looked at is at %s, and was at %s", after, before)
	}
	p.Numbers("operation-row", 30)
	p.Until("the arrivals to be said", `() => window.heard.length > 0`)
	if soon := browser.Eval[bool](p, `() => window.heard.some((at, i, all) => i > 0 && at - all[i - 1] < 9000)`); soon {
		t.Error("arrivals are said more often than every ten seconds")
	}
	p.Click("new-rows")
	p.Numbers("operation-row", 50)
}

// heard notes when something is read out.
const heard = `() => {
	window.heard = [];
	new MutationObserver((all) => {
		if (all.some((m) => m.target.textContent.trim() !== "")) window.heard.push(performance.now());
	}).observe(document.getElementById("say-polite"), {childList: true, characterData: true, subtree: true});
	return true;
}`

func TestACauseOpensItsOperationsAndAViewIsKept(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	locked, page := deploy(t, w, ask("Locked", "/locked")), deploy(t, w, ask("Other", "/none"))
	for range 3 {
		run(t, w, locked, map[string]any{"phone": "1"})
		run(t, w, page, map[string]any{"phone": "79215550137"})
	}
	p := w.Owner()
	p.Go("/ops")
	p.Click("cause-group")
	p.Numbers("operation-row", 3)
	p.See("condition")
	p.Screenshot("cause")
	p.Click("keep-view")
	p.Fill("view-name", "Refused keys")
	p.Click("view-save")
	p.Says("view-own", "Refused keys")
	p.Go("/ops")
	p.Click("more-filters")
	p.Fill("cond-field", "phone")
	p.Fill("cond-value", "79215550137")
	p.Click("cond-apply")
	p.Numbers("operation-row", 3)
	p.Says("condition", "phone = 79215550137")
	p.Click("[data-testid=operation-row] a.status")
	p.See("op-older")
	p.Press("]")
	p.Has("[data-press='[']", "aria-keyshortcuts", "[")
}

func TestTheListFitsItsPanelInEveryLanguage(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	run(t, w, deploy(t, w, ask("U-ON to Envybox", "/locked")), map[string]any{"phone": "+7 921 555-01-37"})
	p := w.Owner()
	for _, lang := range []string{"ru", "pt-BR", "en"} {
		product.Prefer(p, "language", lang)
		for _, wide := range []int64{1280, 1366, 1920} {
			p.Size(wide, 768)
			p.Go("/ops")
			p.See("operation-row")
			if out := browser.Eval[float64](p, `() => { const t = document.querySelector("#history"); return t.scrollWidth - t.parentElement.clientWidth; }`); out > 0 {
				t.Errorf("%s, %d wide: %v px stick out", lang, wide, out)
			}
		}
	}
}
