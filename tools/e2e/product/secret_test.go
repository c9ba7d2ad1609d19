package product_test

import (
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// answered is what the server answers at an address, as a page asks for it.
const answered = `async (address) => await (await fetch(address)).text()`

// said is all that a page holds, also what is not seen and what was written into
// fields.
const said = `() => document.documentElement.outerHTML + [...document.querySelectorAll("input, textarea")].map((f) => f.value).join("\n")`

func TestA47ASecretIsSeenNowhereAgain(t *testing.T) {
	t.Parallel()
	s := product.NewShop(t, "en")
	in, _ := s.Pages()
	in.Except("/text?") // not every step has both sides
	secrets := map[string]string{"the key in an address": s.UON.Key(), "the key in a query": s.Envybox.APIKey()}
	looked := 0
	look := func(where, text string) {
		looked++
		for what, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s is in %s", what, where)
			}
		}
	}
	for _, stop := range product.Tour() {
		if stop.Out || !holdsData(stop.Name) {
			continue
		}
		in.Go(stop.Path(s))
		if stop.Do != nil {
			stop.Do(in)
		}
		look(stop.Name, browser.Eval[string](in, said))
	}
	for _, address := range []string{
		"/p/" + s.Leads + "/export", "/p/export?id=" + s.Leads, "/api/v1/operations/" + s.Succeeded, "/api/v1/operations/" + s.Failed,
		"/api/v1/processings/" + s.Leads, "/api/v1/connections/" + s.Connection, "/api/v1/connections",
	} {
		look(address, browser.Eval[string](in, answered, address))
	}
	for _, operation := range []string{s.Succeeded, s.Failed} {
		for _, step := range []string{"source", "request", "fields", "lead", "send"} {
			in.Go("/ops/" + operation + "?step=" + step)
			look("step "+step+" of "+operation, browser.Eval[string](in, said))
			for _, side := range []string{"in", "out"} {
				look(side+" of "+step, browser.Eval[string](in, answered, "/ops/"+operation+"/text?step="+step+"&side="+side))
			}
		}
	}
	in.Go("/ops/" + s.Succeeded + "?step=request")
	if text := browser.Eval[string](in, said); !strings.Contains(text, s.UONURL+"/***/request/") {
		t.Error("the address that holds a secret is not shown at all")
	}
	if looked < 40 {
		t.Errorf("only %d places were looked at", looked)
	}
}

// holdsData reports whether a stop of the tour is about what was sent or set up.
func holdsData(stop string) bool {
	for _, about := range []string{"editor-http", "editor-post", "editor-apply", "version", "contract", "operation", "connection", "instance", "attention", "list"} {
		if strings.HasPrefix(stop, about) {
			return true
		}
	}
	return false
}
