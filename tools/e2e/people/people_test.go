// Package people_test holds the pages of first start and sign-in against a real
// browser.
package people_test

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/document"
	"stanok/sources"
	"stanok/store/memory"
	"stanok/tools/e2e/browser"
	"stanok/ui"
	"stanok/ui/site"
	"stanok/ui/static"
	"stanok/ui/text"
	"stanok/ui/uitest"
	"stanok/ui/words"
)

func TestMain(m *testing.M) { browser.Main(m) }

// serve starts a server without people.
func serve(t *testing.T) (*memory.Store, *browser.Page) {
	t.Helper()
	texts, err1 := text.Load()
	spoken, err2 := words.Load()
	assets, err3 := static.Load()
	vault, err4 := engine.NewVault(make([]byte, engine.KeySize))
	store, clock := memory.New(), engine.SystemClock{}
	err5 := store.PutWorkspace(t.Context(), engine.Workspace{ID: engine.MainWorkspace, TimeZone: "UTC"})
	at, err6 := site.Open(t.Context(), site.Config{Store: store, Vault: vault, Listening: "http://127.0.0.1:8080"})
	for _, err := range []error{err1, err2, err3, err4, err5, err6} {
		if err != nil {
			t.Fatal(err)
		}
	}
	eng := engine.New(engine.Config{
		Store: store, Clock: clock, Vault: vault, Workers: 1,
		Catalogue: engine.NewCatalogue(
			actions.All(actions.Deps{Keyring: engine.Keys{Store: store, Vault: vault}, Memory: store, Clock: clock}), sources.All()),
		Read: func(draft []byte) (engine.Definition, engine.Problems) {
			doc, err := document.Parse(draft)
			if err != nil {
				return engine.Definition{}, engine.ProblemsOf(err)
			}
			return doc.Definition()
		},
	})
	server := httptest.NewServer(ui.New(ui.Config{
		Engine: eng, Store: store, Vault: vault, Texts: texts, Words: spoken, Assets: assets, Clock: clock,
		Log: slog.New(slog.DiscardHandler), Site: at, Version: "test", NewEvent: sources.NewEvent, Ready: func() error { return nil },
	}))
	t.Cleanup(server.Close)
	return store, browser.New(t, server.URL)
}

func TestTheFirstStartTakesAFewFieldsAndEndsSignedIn(t *testing.T) {
	t.Parallel()
	store, page := serve(t)
	page.Go("/")
	page.Fill("setup-name", "Marina Orlova")
	page.Fill("setup-password", "a quiet harbour")
	page.Says("password-meter", "Good")
	page.Click("setup-language-ru")
	page.Until("the page to be Russian", `() => document.documentElement.lang === "ru" && document.title.startsWith("Настройка")`)
	page.Holds("setup-name", "Marina Orlova")
	page.Holds("setup-password", "a quiet harbour")
	page.Until("the zone to be the browser's", `() => document.querySelector("[data-testid=setup-zone]").value === Intl.DateTimeFormat().resolvedOptions().timeZone`)
	page.Fill("setup-public-url", "https://stanok.example.com")
	page.Until("the address to be judged", `() => document.querySelector("[data-testid=setup-reach]").textContent.includes("https://stanok.example.com/hook/")`)
	page.Axe()
	page.Fill("setup-email", "marina@tour-neva.ru")
	page.Click("setup-submit")
	page.Until("the list to be there", `() => location.pathname === "/p"`)
	_, p, err := store.PersonByEmail(t.Context(), "marina@tour-neva.ru")
	if err != nil || p.Role != engine.Owner || p.Language != "ru" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestALostSessionIsAskedForOverThePageAndTheWorkGoesOn(t *testing.T) {
	t.Parallel()
	store, page := serve(t)
	p := uitest.AddPerson(t, store, engine.Owner)
	page.Go("/p")
	page.Fill("login-email", p.Email)
	page.Fill("login-password", "wrong")
	page.Except("401", "403")
	page.Click("login-submit")
	page.Focuses("login-error")
	page.Holds("login-email", p.Email)
	page.Fill("login-password", uitest.Password.Reveal())
	page.Click("login-submit")
	page.Until("the list to be there", `() => location.pathname === "/p"`)
	if _, err := store.PutProcessing(t.Context(), engine.MainWorkspace, engine.Processing{
		ID: "p", Name: "Leads", Token: "t", Draft: []byte(`{"format": 1, "name": "Leads"}`), Created: time.Now(), Updated: time.Now(),
	}, nil); err != nil {
		t.Fatal(err)
	}
	page.Reload()
	page.See("processing-row")
	if err := store.SignOut(t.Context(), engine.MainWorkspace, p.ID, ""); err != nil {
		t.Fatal(err)
	}
	page.Fill("search", "Lead")
	page.See("ask-email")
	page.Axe()
	page.Fill("ask-email", p.Email)
	page.Fill("ask-password", uitest.Password.Reveal())
	page.Click("ask-submit")
	page.Gone("ask")
	page.Holds("search", "Lead")
	page.Fill("search", "Leads")
	page.See("processing-row")
	if page.Count("[data-testid=ask]") != 0 || strings.HasPrefix(page.Path(), "/login") {
		t.Error("it is asked again")
	}
}
