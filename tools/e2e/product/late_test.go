package product_test

import (
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// holdNews has the answer about data that came wait until the page is told to let it
// go, as a slow line would.
const holdNews = `(() => {
	const send = window.fetch, gate = new Promise((go) => { window.letGo = go; });
	window.asked = window.ended = 0;
	window.fetch = async (to, how) => {
		const news = String(to).includes("arrived=1");
		if (news) window.asked++;
		const answer = await send(to, how);
		if (news) await gate;
		return answer;
	};
	document.addEventListener("htmx:finally:request", ({ detail }) => {
		if (detail.ctx.request.action.includes("arrived=1")) window.ended++;
	});
})()`

func TestWhatCameDoesNotTakeAwayTheActionThatWasOpenedSince(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(strings.ReplaceAll(noticed, "ADDRESS", w.UONURL))
	p := w.Owner()
	p.Begin(holdNews)
	product.Open(p, m.ID, "source")
	p.Until("the page to ask what came", `() => window.asked > 0`)
	p.Click("card-send")
	p.Has("panel", "data-at", "send")
	browser.Eval[bool](p, `() => { window.letGo(); return true; }`)
	p.Until("the answer to be there", `() => window.ended > 0`)
	p.Has("panel", "data-at", "send")
	p.See("field-url")
	p.Has("card-send", "aria-current", "step")
}
