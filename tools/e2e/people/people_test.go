// Package people_test holds the pages of first start and of signing in against a
// real browser and the program itself.
package people_test

import (
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestMain(m *testing.M) { browser.Main(m) }

const (
	email    = "marina@tour-neva.ru"
	password = "a quiet harbour"
)

// serve starts the program without people, and a browser at it.
func serve(t *testing.T) (string, *browser.Page) {
	t.Helper()
	w := product.Unowned(t)
	return w.URL, browser.New(t, w.URL)
}

// arrives waits until a browser is at a path.
func arrives(page *browser.Page, path string) {
	page.Until("to be at "+path, `(path) => location.pathname === path && document.readyState === "complete"`, path)
}

func signIn(page *browser.Page, password string) {
	page.Fill("login-email", email)
	page.Fill("login-password", password)
	page.Click("login-submit")
}

func TestTheFirstStartTakesAFewFieldsAndEndsSignedIn(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	page.Go("/")
	page.Fill("setup-name", "Marina Orlova")
	page.Fill("setup-password", password)
	page.Says("password-meter", "Good")
	page.Click("setup-language-ru")
	page.Until("the page to be Russian", `() => document.documentElement.lang === "ru" && document.title.startsWith("Настройка")`)
	page.Holds("setup-name", "Marina Orlova")
	page.Holds("setup-password", password)
	page.Until("the zone to be the browser's", `() => document.querySelector("[data-testid=setup-zone]").value === Intl.DateTimeFormat().resolvedOptions().timeZone`)
	page.Fill("setup-public-url", "https://stanok.example.com")
	page.Until("the address to be judged", `() => document.querySelector("[data-testid=setup-reach]").textContent.includes("https://stanok.example.com/hook/")`)
	page.Axe()
	page.Fill("setup-email", email)
	page.Click("setup-submit")
	arrives(page, "/p")
	page.Go("/account")
	page.Holds("account-email", email)
	page.Holds("account-language", "ru")
}

func TestALostSessionIsAskedForOverThePageAndTheWorkGoesOn(t *testing.T) {
	t.Parallel()
	at, page := serve(t)
	page.Go("/setup")
	page.Fill("setup-name", "Marina")
	page.Fill("setup-email", email)
	page.Fill("setup-password", password)
	page.Click("setup-submit")
	arrives(page, "/p")
	page.Click("new-processing")
	page.Until("the processing to be there", `() => location.pathname.startsWith("/p/")`)
	page.Except("404", "401")
	page.Go("/p")
	page.See("processing-row")

	other := browser.New(t, at)
	other.Except("401")
	other.Go("/account")
	arrives(other, "/login")
	signIn(other, "wrong password")
	other.Until("the refusal to be told", `() => document.activeElement?.dataset.testid === "login-error"`)
	other.Holds("login-email", email)
	other.Axe()
	signIn(other, password)
	arrives(other, "/account")
	other.Click("sessions-end")
	other.Numbers("session-row", 1)

	page.Fill("search", "no")
	page.See("ask-email")
	page.Axe()
	page.Fill("ask-email", email)
	page.Fill("ask-password", password)
	page.Click("ask-submit")
	page.Gone("ask")
	page.Holds("search", "no")
	page.Fill("search", "")
	page.See("processing-row")
	if page.Count("ask") != 0 || strings.HasPrefix(page.Path(), "/login") {
		t.Error("it is asked again")
	}
}
