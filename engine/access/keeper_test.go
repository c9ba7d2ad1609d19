package access_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/access"
	"stanok/engine/egress"
	"stanok/examples/standin"
)

func TestEachGrantGivesATokenThatWorks(t *testing.T) {
	for _, grant := range access.Grants {
		for _, auth := range []string{"post", "basic"} {
			t.Run(grant+" "+auth, func(t *testing.T) {
				w := newWorld(t, standin.OAuthOptions{ClientID: "an app", ClientSecret: "s3&cret :"})
				c := w.connect(grant, func(c *engine.Connection) {
					c.Fields["client_auth"], c.Fields["client_id"], c.Secrets["client_secret"] = auth, "an app", "s3&cret :"
					c.Fields["audience"] = "crm"
				})
				if grant == access.Person {
					w.signIn(c)
				}
				token, err := w.keeper.Token(t.Context(), ws, c)
				if err != nil || !w.works(token) {
					t.Fatal(err)
				}
				again, err := w.keeper.Token(t.Context(), ws, c)
				if err != nil || again != token {
					t.Error("a good token was not kept", err)
				}
				asked := w.service.Requests("/token")
				if body := string(asked[0].Body); len(asked) != 1 || !strings.Contains(body, "audience=crm") || strings.Contains(body, "client_auth") {
					t.Errorf("%d: %s", len(asked), body)
				}
				if s := w.stands(c); s.State != access.Connected || !s.Until.Equal(w.clock.Now().Add(time.Hour)) || !s.Renews {
					t.Errorf("%+v", s)
				}
			})
		}
	}
}

func TestWhoIsOnlyTryingKeepsNothing(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	c := w.connect(access.Application)
	c.ID = "not stored"
	for range 2 {
		token, err := w.keeper.Try(t.Context(), ws, c)
		if err != nil || !w.works(token) {
			t.Fatal(err)
		}
	}
	if n := len(w.service.Requests("/token")); n != 2 {
		t.Errorf("a token was asked for %d times", n)
	}
	c.Secrets["client_secret"] = "wrong"
	if _, err := w.keeper.Try(t.Context(), ws, c); engine.FailureOf(err, w.clock.Now()).Code != "oauth.client" {
		t.Error(err)
	}
	c.Fields["grant"] = access.Person
	if _, err := w.keeper.Try(t.Context(), ws, c); engine.FailureOf(err, w.clock.Now()).Code != "oauth.none" {
		t.Error(err)
	}
}

// together asks for a token many times at once; refused are the tokens that the
// service refused.
func together(k *access.Keeper, c engine.Connection, refused []engine.Secret) (tokens []engine.Secret, errs []error) {
	n := len(refused)
	tokens, errs = make([]engine.Secret, n), make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { tokens[i], errs[i] = k.Renew(context.Background(), ws, c, refused[i]) })
	}
	all.Wait()
	return tokens, errs
}

func TestManyWhoNeedATokenAtOnceRenewItOnce(t *testing.T) {
	for name, spoil := range map[string]func(*world){
		"expired": func(w *world) { w.clock.pass(2 * time.Hour) },
		"refused": func(w *world) { w.service.Expire() },
		"ending":  func(w *world) { w.clock.pass(56 * time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, standin.OAuthOptions{})
			c := w.connect(access.Person)
			w.signIn(c)
			old, err := w.keeper.Token(t.Context(), ws, c)
			w.need(err)
			spoil(w)
			refused := make([]engine.Secret, 64)
			if name == "refused" {
				for i := range refused {
					refused[i] = old
				}
			}
			tokens, errs := together(w.keeper, c, refused)
			for i := range tokens {
				if errs[i] != nil || tokens[i] == old || tokens[i] != tokens[0] {
					t.Fatal(errs[i])
				}
			}
			if n, twice := w.service.Renewals(), w.service.Reuses(); n != 1 || twice != 0 || !w.works(tokens[0]) {
				t.Errorf("%d renewals, %d reuses", n, twice)
			}
		})
	}
}

func TestTwoProcessesNeverBothRenew(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	c := w.connect(access.Person)
	w.signIn(c)
	for round := range 5 {
		w.clock.pass(2 * time.Hour)
		keepers := []*access.Keeper{w.another(false), w.another(false), w.another(false)}
		got := make([][]engine.Secret, len(keepers))
		var all sync.WaitGroup
		for i, k := range keepers {
			all.Go(func() {
				var errs []error
				got[i], errs = together(k, c, make([]engine.Secret, 8))
				for _, err := range errs {
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if n, twice := w.service.Renewals(), w.service.Reuses(); n != round+1 || twice != 0 {
			t.Fatalf("round %d: %d renewals, %d reuses", round, n, twice)
		}
		if got[0][0] != got[1][0] || got[0][0] != got[2][7] || !w.works(got[0][0]) {
			t.Fatal("they got different tokens")
		}
	}
}

func TestATokenIsStoredBeforeItIsUsed(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	c := w.connect(access.Person)
	w.signIn(c)
	w.clock.pass(2 * time.Hour)
	w.store.full.Store(true)
	if _, err := w.keeper.Token(t.Context(), ws, c); code(err) != "storage.full" {
		t.Fatal(err)
	}
	if _, err := w.keeper.Token(t.Context(), ws, c); code(err) != "storage.full" {
		t.Fatal(err)
	}
	w.store.full.Store(false)
	token, err := w.keeper.Token(t.Context(), ws, c)
	if err != nil || !w.works(token) || w.service.Renewals() != 1 {
		t.Fatalf("%v after %d renewals", err, w.service.Renewals())
	}
	if other, err := w.another(false).Token(t.Context(), ws, c); err != nil || other != token {
		t.Error("the store does not have it", err)
	}
}

func TestARenewalThatACrashCutOffIsTriedOnceMore(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	c := w.connect(access.Person)
	w.signIn(c)
	w.clock.pass(2 * time.Hour)
	crash := func() { // the claim is stored, and nothing after it
		a, err := w.store.Access(t.Context(), ws, c.ID)
		w.need(err)
		tokens, err := w.vault.OpenAccess(ws, a)
		w.need(err)
		a.Number, a.Claimed, a.Holder, a.Unsure = a.Number+1, w.clock.Now().Add(time.Minute), "who is dead", true
		a, err = w.vault.SealAccess(ws, a, tokens)
		w.need(err)
		w.need(w.store.PutAccess(t.Context(), ws, a))
	}
	crash() // before the service heard of it
	token, err := w.another(true).Token(t.Context(), ws, c)
	if err != nil || !w.works(token) || w.stands(c).State != access.Connected {
		t.Fatal("access was lost without need", err)
	}
	a, _ := w.store.Access(t.Context(), ws, c.ID)
	tokens, err := w.vault.OpenAccess(ws, a)
	w.need(err)
	w.clock.pass(2 * time.Hour)
	crash() // after the service gave out a token that nobody stored
	if _, err := w.out.Do(t.Context(), egress.Request{
		Method: "POST", URL: w.url + "/token", Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		Body: []byte(url.Values{
			"grant_type": {"refresh_token"}, "refresh_token": {tokens.Refresh.Reveal()}, "client_id": {"app"}, "client_secret": {"app-secret"},
		}.Encode()),
	}); err != nil {
		t.Fatal(err)
	}
	if _, err = w.another(true).Token(t.Context(), ws, c); code(err) != "oauth.cut" {
		t.Fatal(err)
	}
	if s := w.stands(c); s.State != access.Ended || s.Why.Code != "oauth.cut" {
		t.Errorf("%+v", s)
	}
	w.signIn(c)
	if token, err = w.keeper.Token(t.Context(), ws, c); err != nil || !w.works(token) {
		t.Error("signing in again does not help", err)
	}
}

func TestWhatAnotherProcessClaimedIsWaitedFor(t *testing.T) {
	w := newWorld(t, standin.OAuthOptions{})
	c := w.connect(access.Person)
	w.signIn(c)
	w.clock.pass(2 * time.Hour)
	held := make(chan struct{})
	w.service.Fail("/token", 1, standin.Hold(held))
	first := make(chan error, 1)
	go func() { _, err := w.keeper.Token(context.Background(), ws, c); first <- err }()
	if _, err := w.service.Await(t.Context(), "/token", 2); err != nil { // the first was for signing in
		t.Fatal(err)
	}
	brief, leave := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer leave()
	if _, err := w.another(false).Token(brief, ws, c); err == nil {
		t.Error("another process did not wait")
	}
	close(held)
	if err := <-first; err != nil || w.service.Renewals() != 1 || w.service.Reuses() != 0 {
		t.Errorf("%v, %d renewals", err, w.service.Renewals())
	}
}
