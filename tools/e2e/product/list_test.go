package product_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestA41AThousandProcessingsAreSearchedAtOnce(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	thousand(w)
	p := w.Owner()
	t.Logf("the result was there after %s; the statement allows 500 ms", find(p))
	p.Says("processing-row", "Zebra")
	p.At("/p?q=zeb")
	p.Back()
	p.Numbers("processing-row", 50)
	p.Holds("search", "")
	p.Until("the list to be where it was", `() => Math.abs(scrollY - 900) < 2`)
	p.At("/p")
}

// find scrolls the list down, searches it by three letters, and returns how long
// the result took.
func find(p *browser.Page) time.Duration {
	p.Go("/p")
	p.Numbers("processing-row", 50)
	browser.Eval[bool](p, `() => new Promise((shown) => { addEventListener("scroll", () => shown(true), {once: true}); scrollTo(0, 900); })`)
	p.Press("/")
	p.Focuses("search")
	browser.Eval[bool](p, watch)
	p.Keys("zeb")
	return time.Duration(browser.Eval[float64](p, `() => window.stanokFound`) * float64(time.Millisecond))
}

// watch gives, as a promise, the time from the third letter to the one row.
const watch = `() => {
	let letters = 0, from = 0;
	window.stanokFound = new Promise((found) => {
		addEventListener("input", () => { if (++letters === 3) from = performance.now(); }, true);
		new MutationObserver(() => {
			if (from && document.querySelectorAll("[data-testid=processing-row]").length === 1) found(performance.now() - from);
		}).observe(document.getElementById("list").parentElement, {childList: true, subtree: true});
	});
	return true;
}`

// thousand gives a world a thousand processings, one of them called Zebra.
func thousand(w *product.World) {
	numbers := make(chan int)
	var makers sync.WaitGroup
	for range 8 {
		makers.Go(func() {
			for i := range numbers {
				name := fmt.Sprintf("Processing %03d", i)
				if i == 777 {
					name = "Zebra"
				}
				w.Create(fmt.Sprintf(`{"format": 1, "name": %q, "source": {"type": "webhook"}, "actions": [{"id": "note", "type": "set", "with": {"values": {"n": "{{ source.n }}"}}}]}`, name))
			}
		})
	}
	for i := range 1000 {
		numbers <- i
	}
	close(numbers)
	makers.Wait()
}
