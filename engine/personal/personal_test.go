package personal_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine/personal"
)

func TestWhatIsPersonalIsHidden(t *testing.T) {
	for text, want := range map[string]string{
		"529.982.247-25":                                     "•••25",
		"CPF 52998224725 da Ana":                             "CPF •••25 da Ana",
		"4821 529.982.247-25 7":                              "4821 •••25 7",
		`{"cpf":"529.982.247-25"}`:                           `{"cpf":"•••25"}`,
		"11.222.333/0001-81":                                 "•••81",
		"11222333000181":                                     "•••81",
		"+7 (900) 555-01-01":                                 "•••01",
		"79005550101":                                        "•••01",
		"8 900 555-01-01":                                    "•••01",
		"+5511987654321":                                     "•••21",
		"(11) 98765-4321":                                    "•••21",
		"5511987654321":                                      "•••21",
		"anna.petrova@example.test":                          "a•••@example.test",
		"почта: иван@пример.рф!":                             "почта: и•••@пример.рф!",
		"4111 1111 1111 1111":                                "•••11",
		"4111111111111111 and 529982247251":                  "•••11 and 529982247251",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln":          "•••",
		"key 0123456789abcdef0123456789abcdef":               "key •••",
		"two: a@example.test, b@example.test":                "two: a•••@example.test, b•••@example.test",
		"http://x.test/?cpf=52998224725&mail=a@example.test": "http://x.test/?cpf=•••25&mail=a•••@example.test",
	} {
		if got := personal.Mask(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if !personal.In(text) {
			t.Errorf("nothing is found in %q", text)
		}
	}
}

func TestWhatIsNotPersonalIsShown(t *testing.T) {
	for _, text := range []string{
		"", "Anna", "4821", "2026-11-22 18:44:24", "1700000000", "1700000000123", "52998224724", "111.111.111-11", "1.250,00", "184500.50",
		"0pge34c9n20nsgfkjj09lc0cc0", "550e8400-e29b-41d4-a716-446655440000", "v1.2.3", "https://api.u-on.ru/request/48211.json", "@channel", "a@b",
		"4111111111111112", strings.Repeat("слово ", 20), "request 12345678901", "12.05.2026 — 20.05.2026",
	} {
		if got := personal.Mask(text); got != text || personal.In(text) {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestWhatIsPersonalIsHiddenWhateverStandsAround(t *testing.T) {
	values := []string{"529.982.247-25", "52998224725", "+79005550101", "anna@example.test", "4111111111111111", "(11) 98765-4321", "11222333000181"}
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom(values)), 1, 8).Draw(t, "pieces")
		between := rapid.SampledFrom([]string{" ", ", ", ";", "\n", `","`}).Draw(t, "between")
		masked := personal.Mask(strings.Join(pieces, between))
		for _, v := range values {
			if slices.Contains(pieces, v) && strings.Contains(masked, v) {
				t.Fatalf("%q is seen in %q", v, masked)
			}
		}
	})
}

func BenchmarkMask(b *testing.B) {
	text := strings.Repeat("Заявка 4821 от 2026-11-22, сумма 184500.50, клиент Анна, тел. +7 900 555-01-01. ", 10)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		personal.Mask(text)
	}
}
