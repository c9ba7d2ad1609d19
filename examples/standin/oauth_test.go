package standin_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"testing"

	"stanok/examples/standin"
)

// allowed is a code that a person's browser came back with, for a verifier.
func allowed(t *testing.T, s *standin.OAuth, verifier string) url.Values {
	t.Helper()
	sum := sha256.Sum256([]byte(verifier))
	ask := url.Values{
		"redirect_uri": {"https://app.example/back"}, "state": {"s"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
	}
	back, err := s.Code("https://id.example/authorize?" + ask.Encode())
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(back)
	if err != nil || u.Query().Get("state") != "s" {
		t.Fatal(back, err)
	}
	return url.Values{
		"grant_type": {"authorization_code"}, "code": {u.Query().Get("code")}, "redirect_uri": {"https://app.example/back"},
		"code_verifier": {verifier}, "client_id": {"app"}, "client_secret": {"app-secret"},
	}
}

func TestAWrongVerifierGetsNoToken(t *testing.T) {
	s := standin.NewOAuth(standin.OAuthOptions{})
	address := serve(t, s)
	form := allowed(t, s, "right")
	form.Set("code_verifier", "wrong")
	answer, body := post(t, address+"/token", form)
	wantStatus(t, answer, http.StatusBadRequest)
	if object(t, body)["error"] != "invalid_grant" {
		t.Error(body)
	}
}

func TestWhatIsGoodOnceEndsItsFamilyTheSecondTime(t *testing.T) {
	for _, again := range []string{"code", "refresh"} {
		s := standin.NewOAuth(standin.OAuthOptions{})
		address := serve(t, s)
		form := allowed(t, s, "v")
		answer, body := post(t, address+"/token", form)
		wantStatus(t, answer, http.StatusOK)
		given := object(t, body)
		if again == "refresh" {
			form = url.Values{"grant_type": {"refresh_token"}, "refresh_token": {given["refresh_token"].(string)}, "client_id": {"app"}, "client_secret": {"app-secret"}}
			answer, body = post(t, address+"/token", form)
			wantStatus(t, answer, http.StatusOK)
			given = object(t, body)
		}
		asks := func() int {
			r := request(t, http.MethodGet, address+"/api/me", "")
			r.Header.Set("Authorization", "Bearer "+given["access_token"].(string))
			answer, _ := do(t, r)
			return answer.StatusCode
		}
		if status := asks(); status != http.StatusOK {
			t.Fatalf("%s: a good token: %d", again, status)
		}
		answer, _ = post(t, address+"/token", form)
		wantStatus(t, answer, http.StatusBadRequest)
		if status := asks(); status != http.StatusUnauthorized || s.Reuses() != 1 {
			t.Errorf("%s: the family goes on: %d after %d reuses", again, status, s.Reuses())
		}
	}
}

func TestThePageForSigningInAsksForPKCE(t *testing.T) {
	address := serve(t, standin.NewOAuth(standin.OAuthOptions{}))
	const good = "?response_type=code&client_id=app&state=s&redirect_uri=https://app.example/back"
	for query, status := range map[string]int{
		good + "&code_challenge=x&code_challenge_method=S256":  http.StatusOK,
		good + "&code_challenge=x&code_challenge_method=plain": http.StatusBadRequest,
		good: http.StatusBadRequest,
		"?response_type=code&client_id=app&state=s": http.StatusBadRequest,
	} {
		answer, _ := get(t, address+"/authorize"+query)
		wantStatus(t, answer, status)
	}
}
