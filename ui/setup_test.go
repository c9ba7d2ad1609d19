package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/ui"
)

// filled is the form of the first start, filled in well.
func filled(change ...string) string {
	v := url.Values{
		"language": {"pt-BR"}, "name": {"Marina Orlova"}, "email": {"marina@tour-neva.ru"}, "password": {"a quiet harbour"},
		"zone": {"Europe/Moscow"}, "public_url": {"https://stanok.example.com/"},
	}
	for i := 0; i+1 < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	return v.Encode()
}

func TestANewcomerIsLedToTheFirstStartAndThroughIt(t *testing.T) {
	h := newHouse(t, nil)
	b := &browser{house: h}
	for _, path := range []string{"/", "/p", "/login", "/users"} {
		if w := b.ask("GET", path, ""); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/setup") {
			t.Errorf("%s leads to %q", path, w.Header().Get("Location"))
		}
	}
	page := b.ask("GET", "/setup", "", "Accept-Language", "ru").Body.String()
	for _, want := range []string{
		`<html lang="ru"`, `data-testid="setup-form"`, `data-testid="setup-language-pt-BR"`, `data-testid="setup-name"`, `data-testid="setup-email"`,
		`data-testid="setup-password"`, `data-testid="setup-zone"`, `data-testid="setup-public-url"`, `data-testid="setup-submit"`,
		`value="http://example.com"`, `name="referrer" content="same-origin"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(page, "setup-code") {
		t.Error("it asks for a code")
	}
	if w := b.ask("POST", "/setup", filled()); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/p" {
		t.Fatalf("it answers %d: %s", w.Code, w.Body)
	}
	ws, p, err := h.store.PersonByEmail(t.Context(), "marina@tour-neva.ru")
	if err != nil || ws != engine.MainWorkspace || p.Role != engine.Owner || p.Language != "pt-BR" || p.TimeZone != "Europe/Moscow" {
		t.Errorf("the owner is %+v in %s: %v", p, ws, err)
	}
	if w, _ := h.store.Workspace(t.Context(), ws); w.Language != "pt-BR" || w.TimeZone != "Europe/Moscow" || len(w.AlertTo) != 1 {
		t.Errorf("the workspace is %+v", w)
	}
	if s, _ := h.store.Site(t.Context()); s.PublicURL != "https://stanok.example.com" {
		t.Errorf("the site is %+v", s)
	}
	if w := b.ask("GET", "/account", ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `<html lang="pt-BR"`) {
		t.Errorf("signed in: %d", w.Code)
	}
	for _, method := range []string{"GET", "POST"} {
		if w := (&browser{house: h}).ask(method, "/setup", filled("email", "x@example.com")); w.Code != http.StatusNotFound {
			t.Errorf("%s /setup once more: %d", method, w.Code)
		}
	}
	for _, path := range []string{"/setup/check", "/setup/mail", "/setup/language"} {
		if w := (&browser{house: h}).ask("POST", path, filled()); w.Code != http.StatusNotFound {
			t.Errorf("%s afterwards: %d", path, w.Code)
		}
	}
}

func TestWhatIsWrongAtTheFirstStartIsSaidBesideItsField(t *testing.T) {
	h := newHouse(t, nil)
	b := &browser{house: h}
	for field, value := range map[string]string{
		"name": "", "email": "no address", "password": "password1234", "zone": "Nowhere/Land", "public_url": "ftp://x", "smtp_host": "http://x/",
	} {
		w := b.ask("POST", "/setup", filled(field, value, "smtp_port", "587", "smtp_security", "tls"))
		if w.Code != http.StatusUnprocessableEntity || strings.Count(w.Body.String(), `class="error"`) != 1 ||
			!strings.Contains(w.Body.String(), `data-testid="error-`+field+`"`) {
			t.Errorf("%s=%q: %d, %d errors", field, value, w.Code, strings.Count(w.Body.String(), `class="error"`))
		}
		if strings.Contains(w.Body.String(), "a quiet harbour") {
			t.Error("the password comes back")
		}
	}
	if some, _ := h.store.HasPeople(t.Context()); some {
		t.Error("somebody is there")
	}
}

func TestAServerThatIsOpenAsksForItsCode(t *testing.T) {
	h := newHouse(t, func(c *ui.Config) { c.SetupCode = "1234-5678" })
	b := &browser{house: h}
	if page := b.ask("GET", "/setup", "").Body.String(); !strings.Contains(page, `data-testid="setup-code"`) || strings.Contains(page, "1234-5678") {
		t.Error("the page does not ask for it, or tells it")
	}
	for range 5 {
		if w := b.ask("POST", "/setup", filled("code", "0000-0000")); !strings.Contains(w.Body.String(), `data-testid="error-code"`) {
			t.Errorf("the wrong one: %d", w.Code)
		}
	}
	if w := b.ask("POST", "/setup", filled("code", "1234-5678")); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("the right one right after five guesses: %d", w.Code)
	}
	other := newHouse(t, func(c *ui.Config) { c.SetupCode = "1234-5678" })
	if w := (&browser{house: other}).ask("POST", "/setup", filled("code", "1234-5678")); w.Code != http.StatusSeeOther {
		t.Errorf("the right one: %d", w.Code)
	}
}

func TestAnotherLanguageKeepsWhatWasTyped(t *testing.T) {
	b := &browser{house: newHouse(t, nil)}
	w := b.ask("POST", "/setup/language", filled("language", "ru"), "HX-Request", "true")
	page := w.Body.String()
	if !strings.Contains(page, `lang="ru"`) || !strings.Contains(page, "marina@tour-neva.ru") || strings.Contains(page, "<html") {
		t.Errorf("%d: %s", w.Code, page)
	}
}

func TestAnAddressIsJudgedByWhatCanBeSeen(t *testing.T) {
	b := &browser{house: newHouse(t, nil)}
	for address, look := range map[string]string{
		"https://stanok.example.com": "ok", "http://stanok.example.org": "warn", "http://192.168.1.40:8080": "warn", "https://localhost": "warn",
		"https://[fd00::1]": "warn", "https://stanok": "warn", "stanok.example.com": "fail", "": "fail", "javascript:alert(1)": "fail",
	} {
		page := b.ask("POST", "/setup/check", url.Values{"public_url": {address}}.Encode()).Body.String()
		if !strings.Contains(page, `data-look="`+look+`"`) {
			t.Errorf("%q is not %s: %s", address, look, page)
		}
	}
}
