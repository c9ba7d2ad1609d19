package ui_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/ui/uitest"
)

func credentials(p engine.Person, password engine.Secret, more ...string) string {
	v := url.Values{"email": {p.Email}, "password": {password.Reveal()}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v.Encode()
}

func TestSigningInLeadsBackToWhereOneWantedToGo(t *testing.T) {
	h := newHouse(t, nil)
	p := uitest.AddPerson(t, h.store, engine.Editor)
	for to, want := range map[string]string{
		"/ops?state=failed": "/ops?state=failed", "": "/p", "//evil.example": "/p", "https://evil.example": "/p", "/\\evil.example": "/p",
		"javascript:alert(1)": "/p", "/login": "/p", "/a\nb": "/p", "p": "/p",
	} {
		b := &browser{house: h}
		w := b.ask("POST", "/login", credentials(p, uitest.Password, "to", to))
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("to %q: %d %s", to, w.Code, w.Header().Get("Location"))
		}
		if w := b.ask("GET", "/account", ""); w.Code != http.StatusOK {
			t.Errorf("signed in: %d", w.Code)
		}
	}
	w := (&browser{house: h}).ask("GET", "/ops?state=failed", "")
	if w.Header().Get("Location") != "/login?to=%2Fops%3Fstate%3Dfailed" {
		t.Errorf("who is not signed in is led to %s", w.Header().Get("Location"))
	}
}

func TestTheCookieOfASessionIsTheBrowsersAlone(t *testing.T) {
	h := newHouse(t, nil)
	p := uitest.AddPerson(t, h.store, engine.Editor)
	for _, one := range []struct {
		proto, stay, name string
		age               int
	}{
		{"http", "", "stanok_session", 0}, {"http", "true", "stanok_session", 43200}, {"https", "", "__Host-stanok", 0},
	} {
		w := (&browser{house: h}).ask("POST", one.proto+"://example.com/login", credentials(p, uitest.Password, "stay", one.stay))
		all := w.Result().Cookies()
		if len(all) != 1 {
			t.Fatalf("%d cookies", len(all))
		}
		k := all[0]
		if k.Name != one.name || k.MaxAge != one.age || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" ||
			k.Secure != (one.proto == "https") || len(k.Value) < 50 {
			t.Errorf("%+v: %+v", one, k)
		}
	}
}

func TestARefusalKeepsTheAddressAndHasTheFocus(t *testing.T) {
	h := newHouse(t, nil)
	p := uitest.AddPerson(t, h.store, engine.Editor)
	b := &browser{house: h}
	for i, email := range []string{p.Email, "nobody@example.com"} {
		w := b.ask("POST", "/login", "email="+email+"&password=wrong", "Accept-Language", "ru")
		page := w.Body.String()
		if w.Code != http.StatusUnauthorized || !strings.Contains(page, `value="`+email+`"`) || !strings.Contains(page, `role="alert" tabindex="-1" autofocus data-testid="login-error"`) {
			t.Errorf("%d: %d %s", i, w.Code, page)
		}
	}
	for range 4 {
		b.ask("POST", "/login", credentials(p, "wrong"))
	}
	w := b.ask("POST", "/login", credentials(p, uitest.Password))
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "60" || !strings.Contains(w.Body.String(), `<span class="meta" aria-hidden="true" data-wait=`) {
		t.Errorf("after five guesses: %d %v", w.Code, w.Header())
	}
}

func TestATokenInTheCookieIsNothing(t *testing.T) {
	h := newHouse(t, nil)
	h.as(engine.Owner)
	b := &browser{h, []*http.Cookie{{Name: "stanok_session", Value: adminToken}}}
	if got := b.status("GET", "/api/v1/processings"); got != http.StatusUnauthorized {
		t.Errorf("%d", got)
	}
}

func TestWhoSignsOutIsOut(t *testing.T) {
	h := newHouse(t, nil)
	b := h.as(engine.Viewer)
	kept := b.cookies
	if w := b.ask("POST", "/logout", "x=1"); w.Header().Get("Location") != "/login" || len(b.cookies) != 0 {
		t.Errorf("%d %v", w.Code, b.cookies)
	}
	b.cookies = kept
	if w := b.ask("GET", "/account", ""); w.Code != http.StatusSeeOther {
		t.Errorf("with the old cookie: %d", w.Code)
	}
}

func TestALostSessionIsAskedForOverThePage(t *testing.T) {
	h := newHouse(t, nil)
	p := uitest.AddPerson(t, h.store, engine.Editor)
	b := &browser{house: h}
	w := b.ask("GET", "/p", "", "HX-Request", "true")
	if w.Code != http.StatusUnauthorized || w.Header().Get("HX-Retarget") != "body" || w.Header().Get("HX-Reswap") != "beforeend" ||
		!strings.Contains(w.Body.String(), `<div data-ask><dialog`) {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	w = b.ask("POST", "/login", credentials(p, "wrong"), "HX-Request", "true")
	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), `data-testid="ask-error"`) || strings.Contains(w.Body.String(), "<html") {
		t.Errorf("the wrong password: %d %s", w.Code, w.Body)
	}
	w = b.ask("POST", "/login", credentials(p, uitest.Password), "HX-Request", "true")
	if w.Code != http.StatusNoContent || w.Header().Get("HX-Trigger") != "st:signed-in" || len(b.cookies) != 1 {
		t.Errorf("the right one: %d %v", w.Code, w.Header())
	}
}

func TestWhatConcernsPeopleTakesAFreshPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, nil)
		b := h.as(engine.Owner)
		time.Sleep(11 * time.Minute)
		if w := b.ask("GET", "/users", ""); w.Code != http.StatusOK {
			t.Errorf("looking: %d", w.Code)
		}
		form := "name=Boris&email=boris@example.com&role=viewer"
		w := b.ask("POST", "/users", form, "Referer", "http://example.com/users")
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/confirm?to=%2Fusers" {
			t.Errorf("inviting: %d %s", w.Code, w.Header().Get("Location"))
		}
		if w := b.ask("POST", "/users", form, "HX-Request", "true"); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), `hx-post="/confirm"`) {
			t.Errorf("inviting by a script: %d %s", w.Code, w.Body)
		}
		if got := b.status("GET", "/api/v1/backup"); got != http.StatusForbidden {
			t.Errorf("all data: %d", got)
		}
		if w := b.ask("POST", "/confirm", "password=wrong&to=/users"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("the wrong password: %d", w.Code)
		}
		if w := b.ask("POST", "/confirm", "password="+url.QueryEscape(uitest.Password.Reveal())+"&to=/users"); w.Header().Get("Location") != "/users" {
			t.Errorf("the right one: %d", w.Code)
		}
		if w := b.ask("POST", "/users", form); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/pass/") {
			t.Errorf("inviting then: %d", w.Code)
		}
	})
}

func TestAForgottenPasswordIsAnsweredAlikeForEverybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, nil)
		p := uitest.AddPerson(t, h.store, engine.Editor)
		b := &browser{house: h}
		if page := b.ask("GET", "/login", "").Body.String(); strings.Contains(page, "/forgot") {
			t.Error("a letter is offered without a mail server")
		}
		h.mail(t)
		if page := b.ask("GET", "/login", "").Body.String(); !strings.Contains(page, `href="/forgot"`) {
			t.Error("no letter is offered")
		}
		var answers []string
		for _, email := range []string{p.Email, "nobody@example.com"} {
			began := time.Now()
			w := askSlowly(b, "POST", "/forgot", "email="+email)
			if took := time.Since(began); took != 4*time.Second {
				t.Errorf("%s: it took %s", email, took)
			}
			answers = append(answers, strings.ReplaceAll(w.Body.String(), email, "X"))
		}
		if answers[0] != answers[1] {
			t.Error("the answers differ")
		}
		if len(h.sent) != 1 || h.sent[0].To[0] != p.Email {
			t.Fatalf("sent: %+v", h.sent)
		}
		_, link, _ := strings.Cut(h.sent[0].Text, "https://stanok.example.com")
		link, _, _ = strings.Cut(link[strings.Index(link, "/pass/"):], "\n")
		if w := b.ask("GET", link, ""); w.Code != http.StatusOK {
			t.Errorf("the link: %d", w.Code)
		}
		if w := b.ask("POST", link, "password=short"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a short password: %d", w.Code)
		}
		if w := b.ask("POST", link, "password=another+harbour"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/p" {
			t.Errorf("a good password: %d", w.Code)
		}
		if w := b.ask("GET", link, ""); w.Code != http.StatusNotFound {
			t.Errorf("the link again: %d", w.Code)
		}
	})
}

// askSlowly is ask for an answer that takes its time.
func askSlowly(b *browser, method, path, form string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form))
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w
}
