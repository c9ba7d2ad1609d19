package password_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"stanok/engine"
	"stanok/ui/password"
)

func TestAPasswordFitsWhatIsKeptOfItAndNothingElse(t *testing.T) {
	h := password.NewHasher()
	kept, err := h.Hash(t.Context(), "a quiet harbour é")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kept.Reveal(), "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("kept as %q", kept.Reveal())
	}
	again, err := h.Hash(t.Context(), "a quiet harbour é")
	if err != nil || again == kept {
		t.Errorf("the same password is kept the same twice: %v", err)
	}
	for plain, want := range map[engine.Secret]bool{
		"a quiet harbour é": true, "a quiet harbour e\u0301": true, "a quiet harbour e": false, "": false,
	} {
		if fits, err := h.Fits(t.Context(), plain, kept); err != nil || fits != want {
			t.Errorf("%q fits: %v, %v", plain.Reveal(), fits, err)
		}
	}
}

func TestNothingFitsWhereNothingIsKept(t *testing.T) {
	fits, err := password.NewHasher().Fits(t.Context(), "", "")
	if fits || err != nil {
		t.Errorf("it fits: %v, %v", fits, err)
	}
}

func TestWhatIsNoPasswordIsAnError(t *testing.T) {
	h := password.NewHasher()
	for _, kept := range []engine.Secret{
		"x", "$argon2id$v=19$m=9999999,t=2,p=1$AAAA$AAAA", "$argon2id$v=19$m=19456,t=0,p=1$AAAA$AAAA",
		"$argon2id$v=18$m=19456,t=2,p=1$AAAA$AAAA", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA", "$argon2id$v=19$m=19456,t=2,p=1$!$AAAA",
	} {
		if fits, err := h.Fits(t.Context(), "x", kept); fits || err == nil {
			t.Errorf("%s: %v, %v", kept.Reveal(), fits, err)
		}
	}
}

func TestACrowdIsTurnedAwayAndWhoLeavesIsNotServed(t *testing.T) {
	h := password.NewHasher()
	ctx, leave := context.WithCancel(t.Context())
	leave()
	busy, gone := 0, 0
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			_, err := h.Hash(ctx, "a quiet harbour")
			mu.Lock()
			defer mu.Unlock()
			var e *engine.Error
			switch {
			case errors.As(err, &e) && e.Code == "auth.busy" && e.Kind == engine.Unavailable:
				busy++
			case errors.Is(err, context.Canceled):
				gone++
			case err != nil:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if busy+gone == 0 {
		t.Error("all 200 were served at once")
	}
	if _, err := h.Hash(t.Context(), "a quiet harbour"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestPasswordsThatAreGuessedFirstAreRefused(t *testing.T) {
	for plain, code := range map[string]string{
		"short":                        "password.short",
		"elevenchars":                  "password.short",
		strings.Repeat("xyq", 43):      "password.long",
		"123456789012":                 "password.common",
		"qwertyuiop12":                 "password.common",
		"aaaaaaaaaaaaaaaa":             "password.common",
		"abcabcabcabc":                 "password.common",
		"abcdefghijklm":                "password.common",
		"zyxwvutsrqponm":               "password.common",
		"1qaz2wsx3edc4rfv":             "password.common",
		"йцукенгшщзхъ":                 "password.common",
		"Password1234!":                "password.common",
		"P@ssw0rd2026":                 "password.common",
		"passwordpassword":             "password.common",
		"Welcome2Stanok":               "password.common",
		"iloveyouforever":              "password.common",
		"мойпароль123":                 "password.common",
		"Пароль-Пароль-1":              "password.common",
		"minhasenha2024":               "password.own",
		"senhasenha123":                "password.common",
		"Administrador@1":              "password.common",
		"marina.orlova":                "password.own",
		"MarinaOrlova2026":             "password.own",
		"tour-neva-password":           "password.own",
		"a quiet harbour":              "",
		"лодка у причала 4":            "",
		"vento sul no cais":            "",
		"correct horse battery staple": "",
		"k7#Vq2!pLz9x":                 "",
		"marina keeps nine lanterns":   "",
		"83920174650918":               "",
	} {
		err := password.Check(engine.Secret(plain), "Marina Orlova", "marina@tour-neva.ru", "minha")
		var e *engine.Error
		got := ""
		if errors.As(err, &e) {
			got = e.Code
		}
		if got != code {
			t.Errorf("%q: %q, want %q", plain, got, code)
		}
	}
}

func TestAPasswordThatIsLeftOutOfItsSentence(t *testing.T) {
	if err := password.Check("Password1234"); strings.Contains(fmt.Sprint(err), "Password1234") {
		t.Errorf("the error says it: %v", err)
	}
}

func FuzzEveryTextIsJudged(f *testing.F) {
	for _, s := range []string{"", "\xff\xfe", "пароль", strings.Repeat("a", 600), "e\u0301"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, plain, own string) {
		err := password.Check(engine.Secret(plain), own)
		if err == nil && len([]rune(plain)) < password.Least/2 {
			t.Errorf("%q may be chosen", plain)
		}
	})
}
