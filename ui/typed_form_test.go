package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/ui/uitest"
)

func TestAFormSentTooLateIsFilledInAgainAfterSigningIn(t *testing.T) {
	for _, tc := range []struct {
		page, action string
		form         url.Values
		back         []string // what stands on the page again
		not          string
	}{
		{"/account", "/account", url.Values{"name": {"Anna <b>"}, "email": {"new@example.test"}, "density": {"compact"}},
			[]string{`value="Anna &lt;b&gt;"`, `value="new@example.test"`, `<option value="compact" selected`, "It is not saved yet"}, "Passwords and secrets"},
		{"/account", "/account/password", url.Values{"email": {"x"}, "old": {""}, "password": {"a secret of mine"}},
			[]string{"Passwords and secrets have to be typed again"}, "a secret of mine"},
		{"/users", "/users", url.Values{"name": {"Новый"}, "email": {"n@example.test"}, "role": {"operator"}},
			[]string{`value="Новый"`, `value="n@example.test"`, `<option value="operator" selected`}, "Passwords and secrets"},
		{"/connections/new?for=basic", "/connections", url.Values{"type": {"basic"}, "name": {"Shop"}, "secrets.password": {"a secret of mine"}},
			[]string{`value="Shop"`, "Passwords and secrets have to be typed again"}, "a secret of mine"},
		{"/p/orders/settings", "/p/orders/settings", url.Values{"name": {"Other"}, "description": {"\nlong"}, "revision": {"old"}},
			[]string{`value="Other"`, "long</textarea>", `name="revision" value="old"`}, "Passwords and secrets"},
	} {
		h := newHouse(t, nil)
		const draft = `{"format":1,"name":"Orders","source":{"type":"webhook"}}`
		if _, err := h.store.PutProcessing(t.Context(), engine.MainWorkspace, engine.Processing{ID: "orders", Name: "Orders", Token: "t", Draft: []byte(draft)}, nil); err != nil {
			t.Fatal(err)
		}
		b := h.as(engine.Owner)
		session := b.cookies[0]
		b.ask("GET", tc.page, "")
		b.keep(&http.Cookie{Name: session.Name, MaxAge: -1})
		w := b.ask("POST", tc.action, tc.form.Encode(), "Referer", "http://example.com"+tc.page)
		if at := w.Header().Get("Location"); w.Code != http.StatusSeeOther || at != "/login?to="+url.QueryEscape(tc.page) {
			t.Fatalf("%s leads with %d to %s", tc.action, w.Code, at)
		}
		if got := b.ask("GET", w.Header().Get("Location"), "").Body.String(); !strings.Contains(got, `data-testid="typed-kept"`) {
			t.Errorf("%s: signing in does not say that it is kept", tc.action)
		}

		other := &browser{h, append([]*http.Cookie{uitest.SignIn(h, h.store, engine.Admin)}, b.cookies...)}
		if got := other.ask("GET", tc.page, "").Body.String(); strings.Contains(got, `data-testid="typed-back"`) {
			t.Errorf("%s: someone else gets what was typed", tc.action)
		}
		b.cookies = append(b.cookies, session)
		w = b.ask("GET", tc.page, "")
		got := w.Body.String()
		for _, want := range append(tc.back, `data-testid="typed-back"`) {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %s on the page", tc.action, want)
			}
		}
		if strings.Contains(got, tc.not) {
			t.Errorf("%s: %s is on the page", tc.action, tc.not)
		}
		if got := b.ask("GET", tc.page, "").Body.String(); strings.Contains(got, `data-testid="typed-back"`) {
			t.Errorf("%s: it is filled in for ever", tc.action)
		}
	}
}

func TestAFormDrawnInAnswerToAnotherLeadsBackToItsPage(t *testing.T) {
	b := newHouse(t, nil).as(engine.Owner)
	session := b.cookies[0]
	b.ask("GET", "/account", "")
	b.keep(&http.Cookie{Name: session.Name, MaxAge: -1})
	w := b.ask("POST", "/account/password", "password=x", "Referer", "http://example.com/account/password")
	if at := w.Header().Get("Location"); at != "/login?to=%2Faccount" {
		t.Errorf("it leads to %s", at)
	}
}
