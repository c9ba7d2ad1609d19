package product_test

import (
	"strings"
	"testing"
	"time"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestA23TwoTabsSeeEachOthersEditsAndKeepTheirCarets(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	other := p.Tab()
	product.Open(other, id, "fields")
	p.Type("field-url", "?a=1")
	p.Press("Left", "Left")
	other.Type("panel-name", "Fields of the request")
	other.Press("Left", "Left")
	product.Saved(p)
	product.Saved(other)
	since := time.Now()
	p.Says("card-fields", "Fields of the request")
	other.Says("[data-id=request] .card-sum", ".json?a=1")
	t.Logf("it took %s; the statement allows 2 s", time.Since(since))
	p.Focuses("field-url")
	other.Focuses("panel-name")
	p.Keys("b")
	other.Keys("!")
	product.Saved(p)
	product.Saved(other)
	d := w.Draft(id)
	if got := d.With("request", "url"); got != url+"?ab=1" {
		t.Errorf("the address is %v", got)
	}
	if got := d.Action("fields").Title; got != "Fields of the reque!st" {
		t.Errorf("the title is %v", got)
	}
}

// atAddress is what asks about the address, at its field.
const atAddress = `#f-actions\.request\.with\.url .conflict`

func TestA24BothTextsOfAFieldAreShownAndOneIsChosen(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	p.Except("409")
	other := p.Tab()
	product.Open(other, id, "fields")
	stored := func() any { return w.Draft(id).With("request", "url") }
	clash := func(mine, theirs string) {
		t.Helper()
		level(w, id, p, other)
		p.Click("field-url")
		elsewhere(other, "actions/request/with/url", theirs)
		product.Saved(other)
		p.See(".field.is-elsewhere")
		p.Fill("field-url", mine)
		p.See("conflict")
		p.Says("conflict", theirs)
		p.Says("conflict", mine)
		p.Numbers("conflict", 1)
		p.Holds("field-url", mine)
		if got := stored(); got != theirs {
			t.Errorf("before a choice the draft holds %v", got)
		}
	}
	clash("https://mine.example/1", "https://theirs.example/1")
	p.Screenshot("a24-conflict")
	// Nothing else waits for the choice, and nothing else takes the texts away.
	p.Choose("field-method", "DELETE")
	product.Saved(p)
	p.Says("[data-id=request] .card-sum", "DELETE")
	elsewhere(other, "actions/send/title", "Send it")
	p.Says("card-send", "Send it")
	p.Says("conflict", "https://mine.example/1")
	p.Holds("field-url", "https://mine.example/1")
	p.Click("card-lead")
	p.See("composer-form")
	p.Says("#panel-form > .conflict", "https://mine.example/1")
	p.Click("card-request")
	p.Says(atAddress, "https://mine.example/1")
	p.Click("conflict-mine")
	product.Saved(p)
	p.Gone("conflict")
	if got := stored(); got != "https://mine.example/1" {
		t.Errorf("after “keep mine” the draft holds %v", got)
	}
	clash("https://mine.example/2", "https://theirs.example/2")
	p.Click("conflict-theirs")
	product.Saved(p)
	p.Gone("conflict")
	p.Holds("field-url", "https://theirs.example/2")
	clash("https://mine.example/3", "https://theirs.example/3")
	p.Click("conflict-both")
	product.Saved(p)
	p.Gone("conflict")
	p.Until("both to be there", `() => ["mine", "theirs"].every((one) => document.querySelector("[data-testid=field-url]").value.includes("https://" + one + ".example/3"))`)
	if got, _ := stored().(string); !strings.Contains(got, "mine.example/3") || !strings.Contains(got, "theirs.example/3") {
		t.Errorf("after “both” the draft holds %q", got)
	}
	p.Gone(".field.is-elsewhere")
}

func TestA24AConflictFoundOutLateWaitsAtItsField(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	p.Except("409")
	other := w.Person("Anna", "anna@example.test")
	product.Open(other, id, "fields")
	p.Click("field-url")
	elsewhere(other, "actions/request/with/url", "https://theirs.example")
	p.See(".field.is-elsewhere")
	p.Type("field-url", "?mine")
	p.Click("card-lead") // before typing rests
	p.See("composer-form")
	p.Says("conflict", "Anna changed this too")
	p.Screenshot("a24-late")
	p.Click("card-request")
	p.Says(atAddress, "?mine")
	p.Click("conflict-mine")
	product.Saved(p)
	if got := w.Draft(id).With("request", "url"); got != url+"?mine" {
		t.Errorf("the draft holds %v", got)
	}

	// Names stand in no field.
	level(w, id, p, other)
	p.Click("panel-name")
	elsewhere(other, "actions/request/title", "Theirs")
	p.See(".is-elsewhere")
	p.Fill("panel-name", "Mine")
	p.Says("conflict", "Theirs")
	p.Click("conflict-theirs")
	p.Gone("conflict")
	p.Holds("panel-name", "Theirs")
}

func TestA25TypingIsNotDisturbedByAnotherTab(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	other := p.Tab()
	product.Open(other, id, "send")
	p.Type("field-url", "//end")
	p.Press("Left", "Left", "Left", "Left")
	text := strings.Repeat("abcdefghij", 5)
	for i, one := range text {
		if i%5 == 0 {
			elsewhere(other, "actions/send/title", "Send "+text[:i+1])
		}
		p.Press(string(one))
	}
	want := url + "/" + text + "/end"
	p.Holds("field-url", want)
	p.Says("card-send", "Send "+text[:46])
	p.Holds("field-url", want)
	p.Focuses("field-url")
	product.Saved(p)
	if got := w.Draft(id).With("request", "url"); got != want {
		t.Errorf("the draft holds %v", got)
	}
}

func TestAnActionDeletedWhileSomeoneWritesInItMayBeHadBack(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	p.Except("409")
	other := w.Person("Anna", "anna@example.test")
	product.Open(other, id, "send")
	remove := func() {
		other.See("card-request")
		other.Click("card-menu-request")
		other.Click("#menu-request [data-testid=menu-delete]")
		other.Gone("card-request")
	}
	p.Type("field-url", "?a=")
	remove()
	p.Gone("card-request")
	p.See("field-url")
	p.Keys("1")
	p.Says("conflict", "This action was deleted by Anna.")
	p.Says("conflict", url+"?a=1")
	p.Screenshot("deleted-elsewhere")
	p.Focuses("field-url")
	elsewhere(other, "actions/send/title", "Send it")
	p.Says("card-send", "Send it")
	p.Says("conflict-mine", "Restore with my text")
	p.Click("conflict-mine")
	p.See("card-request")
	product.Saved(p)
	p.Gone("conflict")
	d := w.Draft(id)
	if d.Order() != "request fields lead send" || d.With("request", "url") != url+"?a=1" {
		t.Errorf("%s, %v", d.Order(), d.With("request", "url"))
	}
	p.Type("field-url", "&b=")
	remove()
	p.Gone("card-request")
	p.Keys("2")
	p.Says("conflict-theirs", "Discard")
	p.Click("conflict-theirs")
	p.See("webhook-link")
	p.Gone("conflict")
	if got := w.Draft(id).Order(); got != "fields lead send" {
		t.Error(got)
	}
}

func TestWhatWasLetGoOfIsNotAskedAboutAgain(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "")
	p.Except("409")
	p.Begin(`
		const usual = fetch;
		window.late = [];
		window.fetch = async (...asked) => {
			const answer = await usual(...asked);
			if (window.hold && answer.status === 409) await new Promise((go) => window.late.push(go));
			return answer;
		};
	`)
	product.Open(p, id, "request")
	other := w.Person("Anna", "anna@example.test")
	product.Open(other, id, "send")
	p.Type("field-url", "?a=")
	other.See("card-request")
	other.Click("card-menu-request")
	other.Click("#menu-request [data-testid=menu-delete]")
	p.Gone("card-request")
	p.Keys("1")
	p.Says("conflict", "This action was deleted by Anna.")
	browser.Eval[bool](p, `() => window.hold = true`)
	p.Keys("2")
	p.Until("the page to tell the server", `() => window.late.length > 0`)
	p.Click("conflict-theirs")
	browser.Eval[bool](p, `() => { for (const go of window.late) go(); return !(window.hold = false); }`)
	p.See("webhook-link")
	p.Gone("conflict")
}
