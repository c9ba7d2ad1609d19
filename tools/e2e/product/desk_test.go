package product_test

import (
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// signOut ends the session of a browser behind the back of its pages.
func signOut(p *browser.Page) {
	browser.Eval[int](p, `() => fetch("/logout", {method: "POST"}).then((r) => r.status)`)
}

// comes signs somebody in on the browser of a page, by the page for it.
func comes(p *browser.Page, email string) {
	p.Go("/login?to=/p")
	p.Fill("login-email", email)
	p.Fill("login-password", product.OwnerPassword)
	p.Click("login-submit")
	p.See("new-processing")
}

func TestUnsentEditsAreOnlyTheirs(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	w.Person("Anna", "anna@example.test")
	p, id := editor(w, five, "request")
	p.Except("401")
	stored := func() any { return w.Draft(id).With("request", "url") }
	signOut(p)
	p.Click("field-url")
	p.Press("Control+End")
	p.Insert("?owner") // at once, since the question takes the keyboard
	p.See("ask-email")
	p.Until("the change to be kept on this computer", kept, "?owner")

	// Anna signs in over the page of the owner.
	p.Fill("ask-email", "anna@example.test")
	p.Fill("ask-password", product.OwnerPassword)
	p.Click("ask-submit")
	p.See("ask-go-on")
	p.Screenshot("desk-else")
	p.Axe()
	if got := stored(); got != url {
		t.Errorf("Anna has sent what the owner typed: %v", got)
	}
	p.Click("ask-go-on")
	p.Gone("ask")
	p.Holds("field-url", url)
	p.Type("panel-name", " of Anna")
	product.Saved(p)
	if got := stored(); got != url {
		t.Errorf("Anna's page has sent what the owner typed: %v", got)
	}

	signOut(p)
	comes(p, product.OwnerEmail)
	product.Open(p, id, "request")
	p.Holds("field-url", url+"?owner")
	product.Saved(p)
	if got := stored(); got != url+"?owner" {
		t.Errorf("after the owner came back the draft holds %v", got)
	}
	p.Until("nothing to be kept any more", `() => new Promise((say) => {
		indexedDB.open("stanok").onsuccess = (opened) => {
			opened.target.result.transaction("changes").objectStore("changes").count().onsuccess = (e) => say(e.target.result === 0);
		};
	})`)
}

func TestAnOpenConflictSurvivesAReload(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	p.Except("409")
	anna := w.Person("Anna", "anna@example.test")
	product.Open(anna, id, "fields")
	p.Click("field-url")
	elsewhere(anna, "actions/request/with/url", "https://theirs.example")
	p.See(".field.is-elsewhere")
	p.Fill("field-url", "https://mine.example")
	p.See("conflict")
	p.Until("the text to be kept on this computer", kept, "https://mine.example")

	p.Reload()
	p.Says(atAddress, "https://mine.example")
	p.Says(atAddress, "Anna changed this too")
	p.Numbers("conflict", 1)
	p.Holds("field-url", "https://mine.example")
	for _, choice := range []string{"conflict-mine", "conflict-theirs", "conflict-both"} {
		p.See(choice)
	}
	if got := w.Draft(id).With("request", "url"); got != "https://theirs.example" {
		t.Errorf("before a choice the draft holds %v", got)
	}

	// A tab opened beside it asks too, until one of them is told.
	other := p.Tab()
	other.Except("409")
	product.Open(other, id, "request")
	other.Says(atAddress, "https://mine.example")
	p.Click("conflict-mine")
	product.Saved(p)
	other.Gone("conflict")
	other.Holds("field-url", "https://mine.example")
	if got := w.Draft(id).With("request", "url"); got != "https://mine.example" {
		t.Errorf("after “keep mine” the draft holds %v", got)
	}
	for _, tab := range []*browser.Page{p, other} {
		tab.Reload()
		tab.Holds("field-url", "https://mine.example")
		product.Saved(tab)
		tab.Gone("conflict")
	}
}

func TestOnlyTheNewestUndoIsOffered(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "source")
	for _, one := range []string{"send", "lead"} {
		p.Click("card-menu-" + one)
		p.Click("#menu-" + one + " [data-testid=menu-delete]")
		p.Gone("card-" + one)
		p.Says("toast", "Action deleted")
	}
	p.Numbers("toast", 1)
	p.Click("undo-remove")
	order(t, w, p, id, "request fields lead")
}
