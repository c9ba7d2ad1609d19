package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/ui/site"
)

// instance is the form of the settings, filled in well.
func instance(change ...string) string {
	v := url.Values{
		"language": {"ru"}, "zone": {"Europe/Samara"}, "public_url": {"https://stanok.example.com/"}, "smtp_host": {"mail.example.com"},
		"smtp_port": {"587"}, "smtp_security": {"starttls"}, "smtp_user": {"letters"}, "smtp_password": {"very secret"},
	}
	for i := 0; i+1 < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	return v.Encode()
}

func TestWhatTheFirstStartAskedCanBeChangedLater(t *testing.T) {
	h := newHouse(t, nil)
	owner := h.as(engine.Owner)
	if w := owner.ask("POST", "/settings", instance()); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/settings?saved=1" {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	page := owner.ask("GET", "/settings?saved=1", "").Body.String()
	for _, want := range []string{`value="https://stanok.example.com"`, `value="mail.example.com"`, `value="Europe/Samara"`, "A password is kept.", `data-testid="settings-saved"`, `data-testid="settings-check"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(page, "very secret") {
		t.Error("the password comes back")
	}
	if ws, _ := h.store.Workspace(t.Context(), engine.MainWorkspace); ws.Language != "ru" || ws.TimeZone != "Europe/Samara" {
		t.Errorf("the workspace is %+v", ws)
	}
	for field, value := range map[string]string{"public_url": "ftp://x", "zone": "Nowhere/Land", "smtp_host": "http://x/", "mail_from": "nobody"} {
		if w := owner.ask("POST", "/settings", instance(field, value)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `data-testid="error-`+field+`"`) {
			t.Errorf("%s=%q: %d", field, value, w.Code)
		}
	}
	if w := h.as(engine.Editor).ask("GET", "/settings", ""); w.Code != http.StatusForbidden {
		t.Errorf("an editor: %d", w.Code)
	}
}

func TestTheMailPasswordStaysOnlyWithTheServerItWasGivenFor(t *testing.T) {
	h := newHouse(t, nil)
	owner := h.as(engine.Owner)
	kept := func() site.Mail {
		m, _ := h.site.Mail()
		return m
	}
	owner.ask("POST", "/settings", instance())
	owner.ask("POST", "/settings", instance("smtp_password", "", "mail_from", "a@example.com"))
	if m := kept(); m.Password != "very secret" || m.From != "a@example.com" {
		t.Errorf("to the same server: %+v", m)
	}
	for _, change := range [][2]string{{"smtp_host", "evil.example.com"}, {"smtp_port", "588"}, {"smtp_user", "other"}} {
		owner.ask("POST", "/settings", instance())
		owner.ask("POST", "/settings", instance("smtp_password", "", change[0], change[1]))
		if m := kept(); m.Password != "" {
			t.Errorf("another %s: %+v", change[0], m)
		}
	}
}

func TestAMailServerThatIsTakenOutIsForgotten(t *testing.T) {
	h := newHouse(t, nil)
	owner := h.as(engine.Owner)
	owner.ask("POST", "/settings", instance())
	if !h.site.Sends() {
		t.Fatal("no mail server was kept")
	}
	owner.ask("POST", "/settings", instance("smtp_host", "", "smtp_password", ""))
	if m, ok := h.site.Mail(); ok || m.User != "" {
		t.Errorf("still there: %+v", m)
	}
	if page := owner.ask("GET", "/settings", "").Body.String(); strings.Contains(page, "A password is kept.") || strings.Contains(page, "letters@") {
		t.Error("the page still shows it")
	}
}

func TestWhoAsksIsToldEachThingThatWasSeenOfAnAddress(t *testing.T) {
	h := newHouse(t, nil)
	for _, b := range []struct {
		*browser
		at string
	}{{&browser{house: newHouse(t, nil)}, "/setup"}, {h.as(engine.Owner), "/settings"}} {
		for address, facts := range map[string][]string{
			"https://stanok.example.com": {"begins with https", "not the name of a private network", "at another address now: example.com", "without protection"},
			"http://192.168.1.40:8080":   {"begins with http:", "192.168.1.40 can be reached only from its own network", "asks nobody"},
		} {
			sent := url.Values{"public_url": {address}, "asked": {"yes"}}.Encode()
			for _, headers := range [][]string{{"HX-Request", "true"}, nil} {
				page := b.ask("POST", b.at+"/check", sent, headers...).Body.String()
				for _, want := range facts {
					if !strings.Contains(page, want) {
						t.Errorf("%s of %s: no %q in %s", b.at, address, want, page)
					}
				}
				if whole := strings.Contains(page, "<html"); whole == (headers != nil) {
					t.Errorf("%s, a whole page: %v", b.at, whole)
				}
			}
		}
		sent := url.Values{"public_url": {"https://stanok.example.com"}}.Encode()
		if page := b.ask("POST", b.at+"/check", sent, "HX-Request", "true").Body.String(); strings.Contains(page, "reach-facts") {
			t.Error("it tells all while the address is written")
		}
	}
}
