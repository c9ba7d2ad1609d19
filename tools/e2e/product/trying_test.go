package product_test

import (
	"net/http"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// sender is a processing that does nothing but send.
func sender(w *product.World) string {
	return w.Add(`
format: 1
name: Leads
source: {type: manual}
actions:
  - {id: send, type: http.request, with: {method: POST, url: "` + w.EnvyboxURL + `/openapi/v1/lead/set"}}
`)
}

func TestATestRunsWhatHasNoDataYetAndAsksBeforeItSends(t *testing.T) {
	w := product.New(t)
	id := w.Add(`
format: 1
name: Leads
source: {type: manual}
actions:
  - {id: lead, type: set, with: {values: {name: Ann}}}
  - {id: first, type: http.request, with: {method: POST, url: "` + w.EnvyboxURL + `/openapi/v1/lead/set"}}
  - {id: second, type: http.request, with: {method: POST, url: "` + w.EnvyboxURL + `/openapi/v1/lead/set?name={{ lead.name }}"}}
`)
	p := w.Owner()
	product.Open(p, id, "second")
	p.Says("test-action", "Test actions 2–4")
	p.Click("test-action")
	p.See("confirm-send")
	p.Numbers("confirm-goal", 2)
	p.Screenshot("several")
	if n := w.Envybox.Count(); n != 0 {
		t.Fatalf("%d requests before anybody agreed", n)
	}
	p.Click("confirm-send")
	p.Gone("confirm-send")
	if n := w.Envybox.Count(); n != 2 {
		t.Errorf("%d requests, want both", n)
	}
}

func TestAnAnswerThatTakesLongIsWaitedForInSightAndNothingIsSentTwice(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	id := sender(w)
	answer := make(chan struct{})
	w.Envybox.Fail("", 1, func(out http.ResponseWriter, r *http.Request, usual http.Handler) {
		<-answer
		usual.ServeHTTP(out, r)
	})
	p := w.Owner()
	product.Open(p, id, "send")
	p.Click("test-action")
	p.See("confirm-send")
	p.DoubleClick("confirm-send")
	p.See("[data-testid=confirm-send][aria-busy=true]")
	p.Announced("Waiting for the answer")
	p.Screenshot("busy")
	close(answer)
	p.Gone("confirm-send")
	p.Gone("[aria-busy=true]")
	if n := w.Envybox.Count(); n != 1 {
		t.Errorf("%d requests, want one", n)
	}
}

func TestWhatIsAskedStaysWhenWhatWasAskedBeforeComesLate(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	id := sender(w)
	p := w.Owner()
	p.Begin(`
		const usual = fetch;
		window.late = [];
		window.fetch = async (...asked) => {
			const answer = await usual(...asked);
			if (String(asked[0]).includes("/parts")) await new Promise((go) => window.late.push(go));
			return answer;
		};
	`)
	product.Open(p, id, "send")
	add(p, "request")
	entered(p, "field-url")
	p.Keys(w.EnvyboxURL + "/openapi/v1/lead/set")
	// A field of a new action is left: the page asks what is to be said about it.
	p.Numbers("st-ops:not([data-unsaved])", 1)
	p.TabTo("test-action")
	p.Until("the page to ask", `() => window.late.length > 0`)
	p.Press("Enter")
	p.See("confirm-send")
	browser.Eval[bool](p, `async () => {
		for (const go of window.late) go();
		await new Promise((then) => setTimeout(then, 200));
		return true;
	}`)
	p.See("confirm-send")
	p.Focuses("confirm-send")
}
