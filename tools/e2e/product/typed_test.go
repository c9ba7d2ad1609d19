package product_test

import (
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestAFormOutlivesItsSession(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	id := w.Add(five)
	p := w.Owner()
	p.Go("/p/" + id + "/settings")
	p.Fill("[name=name]", "Leads of the night")
	p.Fill("[name=description]", "Two\nlines")
	signOut(p)
	p.Click("settings-save")
	p.Says("typed-kept", "What you typed is not lost.")
	p.Screenshot("typed-login")
	p.Axe()
	p.Fill("login-email", product.OwnerEmail)
	p.Fill("login-password", product.OwnerPassword)
	p.Click("login-submit")
	p.Says("typed-back", "It is not saved yet")
	p.Screenshot("typed-back")
	p.Axe()
	p.Holds("[name=name]", "Leads of the night")
	if got := w.Draft(id).Name; got != "Leads" {
		t.Errorf("it was saved unseen: %s", got)
	}
	p.Click("settings-save")
	p.See("settings-saved")
	if got := w.Draft(id).Name; got != "Leads of the night" {
		t.Errorf("the draft is of %s", got)
	}

	// Somebody else gets nothing of it, and no password comes back.
	w.Person("Anna", "anna@example.test")
	p.Go("/account")
	p.Fill("account-old", product.OwnerPassword)
	p.Fill("account-password", "another long secret")
	signOut(p)
	p.Click("password-submit")
	p.Fill("login-email", "anna@example.test")
	p.Fill("login-password", product.OwnerPassword)
	p.Click("login-submit")
	p.See("account-form")
	p.Gone("typed-back")
	signOut(p)
	comes(p, product.OwnerEmail)
	p.Go("/account")
	p.Says("typed-back", "Passwords and secrets have to be typed again.")
	p.Holds("account-password", "")
	if browser.Eval[bool](p, `() => document.documentElement.outerHTML.includes("another long secret")`) {
		t.Error("the password is on the page")
	}
}
