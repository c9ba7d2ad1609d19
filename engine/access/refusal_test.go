package access_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/access"
	"stanok/examples/standin"
)

func TestWithoutAPersonThereIsNoAccess(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	c := w.connect(access.Person)
	if _, err := w.keeper.Token(t.Context(), ws, c); code(err) != "oauth.none" || engine.KindOf(err) != engine.Denied {
		t.Error(err)
	}
	if s := w.stands(c); s.State != access.None || w.service.Count() != 0 {
		t.Errorf("%+v", s)
	}
}

func TestAccessThatWasTakenBackEndsAndComesBackWithAPerson(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	c := w.connect(access.Person)
	w.signIn(c)
	token, err := w.keeper.Token(t.Context(), ws, c)
	w.need(err)
	w.service.Revoke()
	for range 2 {
		if _, err := w.keeper.Renew(t.Context(), ws, c, token); code(err) != "oauth.refused" || engine.KindOf(err) != engine.Denied {
			t.Fatal(err)
		}
	}
	if n := len(w.service.Requests("/token")); n != 2 { // the code, and one refresh
		t.Errorf("the service was asked %d times", n)
	}
	if s := w.stands(c); s.State != access.Ended || s.Renews || s.Why.Code != "oauth.refused" || !strings.Contains(s.Why.Args["message"], "ended refresh token") {
		t.Errorf("%+v %+v", s, s.Why)
	}
	w.signIn(c)
	if token, err = w.keeper.Token(t.Context(), ws, c); err != nil || !w.works(token) || w.stands(c).State != access.Connected {
		t.Error(err)
	}
}

func TestATokenGoesNowhereItWasNotGivenFor(t *testing.T) {
	for name, change := range map[string]func(*engine.Connection){
		"another origin":        func(c *engine.Connection) { c.Origins = append(c.Origins, "https://evil.example") },
		"another token address": func(c *engine.Connection) { c.Fields["token_url"] = "https://evil.example/token" },
		"another page":          func(c *engine.Connection) { c.Fields["auth_url"] = "https://evil.example/authorize" },
		"another application":   func(c *engine.Connection) { c.Fields["client_id"] = "other" },
	} {
		w := newWorld(t, standin.OAuthOptions{})
		c := w.connect(access.Person)
		w.signIn(c)
		c.Version++
		c.Name = "renamed"
		w.save(c)
		if _, err := w.keeper.Token(t.Context(), ws, c); err != nil {
			t.Errorf("renaming ended the access: %v", err)
		}
		c.Version++
		change(&c)
		w.save(c)
		if _, err := w.keeper.Token(t.Context(), ws, c); code(err) != "oauth.none" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWrongSecretsAreAskedAboutOnceAMinute(t *testing.T) {
	for _, grant := range []string{access.Application, access.Password} {
		w := newWorld(t, standin.OAuthOptions{})
		c := w.connect(grant, func(c *engine.Connection) {
			c.Secrets["client_secret"], c.Secrets["password"] = "wr0ng-s3cret", "wr0ng-s3cret"
		})
		for range 5 {
			if _, err := w.keeper.Token(t.Context(), ws, c); code(err) != "oauth.client" || strings.Contains(err.Error(), "wr0ng") {
				t.Fatal(err)
			}
		}
		if n := len(w.service.Requests("/token")); n != 1 || w.stands(c).State != access.Ended {
			t.Errorf("asked %d times; %+v", n, w.stands(c))
		}
		w.clock.pass(2 * time.Minute)
		if _, err := w.keeper.Token(t.Context(), ws, c); code(err) != "oauth.client" || len(w.service.Requests("/token")) != 2 {
			t.Error(err)
		}
		c.Version, c.Secrets["client_secret"], c.Secrets["password"] = 2, "app-secret", standin.OAuthPassword
		w.save(c)
		if token, err := w.keeper.Token(t.Context(), ws, c); err != nil || !w.works(token) {
			t.Error("the right ones do not help", err)
		}
	}
}

func TestAServiceThatIsDownIsNoEnd(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	c := w.connect(access.Person)
	w.signIn(c)
	old, err := w.keeper.Token(t.Context(), ws, c)
	w.need(err)
	w.clock.pass(56 * time.Minute)
	w.service.Fail("/token", 1, standin.ErrorPage(http.StatusBadGateway))
	if token, err := w.keeper.Token(t.Context(), ws, c); err != nil || token != old {
		t.Error("a token that is good for four minutes was not used", err)
	}
	w.clock.pass(10 * time.Minute)
	w.service.Fail("/token", 1, standin.ErrorPage(http.StatusBadGateway))
	if _, err := w.keeper.Token(t.Context(), ws, c); code(err) != "oauth.answer" || engine.KindOf(err) != engine.Unavailable {
		t.Error(err)
	}
	if token, err := w.keeper.Token(t.Context(), ws, c); err != nil || !w.works(token) {
		t.Error(err)
	}
}

func TestACodeIsGoodForWhoAskedAndOnce(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	c := w.connect(access.Person)
	if err := w.finish(c, "https://evil.example/callback"); code(err) != "oauth.refused" {
		t.Error(err)
	}
	w.signIn(c)
	ask, err := access.Begin(c, redirect)
	w.need(err)
	if again, err := access.Begin(c, redirect); err != nil || again.State == ask.State || again.Verifier == ask.Verifier {
		t.Error("two sign-ins share a secret", err)
	}
	if strings.Contains(ask.URL, ask.Verifier.Reveal()) || strings.Contains(ask.URL, "app-secret") || !strings.Contains(ask.URL, "code_challenge_method=S256") {
		t.Error(ask.URL)
	}
}

func TestAPagesOwnParametersStay(t *testing.T) {
	c := engine.Connection{Fields: map[string]string{"auth_url": "https://accounts.example.com/auth?access_type=offline#x", "client_id": "a", "scope": "b c"}}
	ask, err := access.Begin(c, redirect)
	if err != nil || !strings.HasPrefix(ask.URL, "https://accounts.example.com/auth?access_type=offline&client_id=a&") || !strings.Contains(ask.URL, "scope=b+c") || strings.Contains(ask.URL, "#") {
		t.Error(ask.URL, err)
	}
	for _, bad := range []string{"", "accounts.example.com", "javascript:alert(1)", "/authorize"} {
		c.Fields["auth_url"] = bad
		if _, err := access.Begin(c, redirect); code(err) != "http.address" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestAnswersOfAllKindsAreUnderstood(t *testing.T) {
	for _, tc := range []struct {
		status int
		body   string
		code   string
		kind   engine.Kind
		life   time.Duration
	}{
		{200, `{"access_token":"t","token_type":"bearer","expires_in":60}`, "", 0, time.Minute},
		{200, `{"access_token":"t","expires_in":"60.5"}`, "", 0, 60500 * time.Millisecond},
		{201, `{"access_token":"t","expires_in":null,"unknown":{"a":[1]}}`, "", 0, 0},
		{200, `{"access_token":"t","expires_in":-5}`, "", 0, 0},
		{200, `{"access_token":"t","expires_in":1e300}`, "", 0, 10 * 365 * 24 * time.Hour},
		{200, `{"access_token":"t","token_type":"DPoP"}`, "oauth.answer", engine.Invalid, 0},
		{200, `{"access_token":"t\r\nX-Evil: 1"}`, "oauth.answer", engine.Invalid, 0},
		{200, `{"access_token":""}`, "oauth.answer", engine.Invalid, 0},
		{200, `<html>Sign in</html>`, "oauth.answer", engine.Invalid, 0},
		{200, `{"error":"invalid_client"}`, "oauth.client", engine.Denied, 0},
		{302, ``, "oauth.answer", engine.Invalid, 0},
		{400, `{"error":"invalid_grant","error_description":"no"}`, "oauth.client", engine.Denied, 0},
		{400, `{"error":{"code":1}}`, "oauth.answer", engine.Invalid, 0},
		{400, `{"error":"temporarily_unavailable"}`, "oauth.answer", engine.Unavailable, 0},
		{401, `no`, "oauth.client", engine.Denied, 0},
		{404, `not here`, "oauth.answer", engine.Invalid, 0},
		{429, `{"error":"slow_down"}`, "oauth.answer", engine.Unavailable, 0},
		{503, ``, "oauth.answer", engine.Unavailable, 0},
	} {
		w := newWorld(t, standin.OAuthOptions{})
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Location", "https://evil.example/")
			rw.WriteHeader(tc.status)
			_, _ = rw.Write([]byte(tc.body))
		}))
		c := w.connect(access.Application, func(c *engine.Connection) { c.Fields["token_url"] = server.URL })
		_, err := w.keeper.Token(t.Context(), ws, c)
		server.Close()
		if code(err) != tc.code || err != nil && engine.KindOf(err) != tc.kind {
			t.Errorf("%d %s: %v", tc.status, tc.body, err)
		}
		if s := w.stands(c); err == nil && tc.life > 0 && !s.Until.Equal(w.clock.Now().Add(tc.life)) {
			t.Errorf("%s: until %v", tc.body, s.Until)
		}
	}
}

func TestWhatAServiceQuotesOfASecretIsMasked(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.WriteHeader(http.StatusBadRequest)
		_, _ = rw.Write([]byte(`{"error":"invalid_client","error_description":"` + r.FormValue("client_secret") + ` and ` + r.FormValue("password") + `\r\n are wrong"}`))
	}))
	defer server.Close()
	c := w.connect(access.Password, func(c *engine.Connection) { c.Fields["token_url"] = server.URL })
	_, err := w.keeper.Token(t.Context(), ws, c)
	if f := engine.FailureOf(err, time.Time{}); f.Args["message"] != "*** and *** are wrong" {
		t.Error(f.Args)
	}
}
